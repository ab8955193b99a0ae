"""The public CSV as PostgreSQL itself writes it, by COPY: the same bytes as `csv_lines` in open_data.py makes of the same rows.

Each chunk is one statement that begins with what is live at that moment and ends before its first byte is sent: whoever reads slowly holds
no statement, lock or snapshot, and what is withdrawn meanwhile does not come any more.
"""

from functools import partial
from tempfile import SpooledTemporaryFile

from django.db import connection

from submissions.models.publication import Publication, PublishedAnswer
from submissions.texts import FORMULA_STARTS

CHUNK = 1000  # publications that one statement reads
IN_MEMORY = 4 << 20  # bytes of a chunk; the rest of it waits on disk
PIECE = 256 << 10  # bytes sent at a time
GUARDED = ", ".join(str(ord(start)) for start in FORMULA_STARTS)
CHOSEN = "(SELECT string_agg(value, ';' ORDER BY place) FROM jsonb_array_elements_text(a.choices) WITH ORDINALITY AS c (value, place))"


def cell(text):
    """SQL of a cell as `csv_cell` has it: an apostrophe in front of what would be a formula; NULL, which COPY leaves unquoted, for ""."""
    return f"CASE WHEN ascii({text}) IN ({GUARDED}) THEN '''' || {text} WHEN {text} <> '' THEN {text} END"


def joined(confirmed, unconfirmed):
    """SQL of those who join, as JSON that reads as Python writes it."""
    pairs = [f"""'"{key}": ' || to_json(e.one ->> '{key}')""" for key in ("name", "stakeholder_type", "country")]
    status = f"""'"status": "' || CASE WHEN (e.one ->> 'confirmed')::boolean THEN '{confirmed}' ELSE '{unconfirmed}' END || '"'"""
    one = " || ', ' || ".join([*pairs, status])
    every = f"string_agg('{{' || {one} || '}}', ', ' ORDER BY e.place)"
    rows = "jsonb_array_elements(p.endorsers) WITH ORDINALITY AS e (one, place)"
    return f"CASE WHEN p.endorsers <> '[]' THEN (SELECT '[' || {every} || ']' FROM {rows}) END"  # noqa: S608 (constants of ours)


def profile(anonymous, confirmed, unconfirmed):
    """Public column → its SQL, where `p` is a publication."""
    name = f"CASE WHEN p.level = 'anonymous' THEN '{anonymous}' ELSE p.name END"
    country = "CASE WHEN p.country <> '' THEN p.country ELSE p.country_as_written END"
    plain = ("stakeholder_type", "scope", "region", "language")
    return {
        "number": "p.number",
        "published_at": """replace(to_char(p.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000', '')""",
        "stakeholder_name": cell(f"({name})"),
        "country": cell(f"({country})"),
        "endorsers": joined(confirmed, unconfirmed),
        **{column: cell(f"p.{column}") for column in plain},
    }


def answers(questions):
    """Public column → (its name in the query, SQL of its text), where `a` are a publication's answers."""
    found = {}
    for question in questions:
        for kind, text in (("choices", CHOSEN), ("answer", "a.text")):
            of_one = f"max({text}) FILTER (WHERE a.question_id = {question.pk})"
            found[f"{kind}:{question.identifier}"] = (f"{kind}_{question.pk}", of_one)
    return found


def statement(published, columns, facts, pivoted):
    """COPY of these live publications, lowest number first."""
    pivoted = {column: pivoted[column] for column in columns if column in pivoted}
    cells = [facts[column] if column in facts else cell(f"a.{pivoted[column][0]}") for column in columns]
    texts = ", ".join(f"{text} AS {name}" for name, text in pivoted.values()) or "count(*)"
    table = PublishedAnswer._meta.db_table
    live, parameters = published.query.sql_with_params()
    query = f"""SELECT {", ".join(cells)} FROM ({live}) p
        CROSS JOIN LATERAL (SELECT {texts} FROM "{table}" a WHERE a.publication_id = p.id) a ORDER BY p.number"""  # noqa: S608 (names of ours)
    return f"COPY ({connection.ops.compose_sql(query, parameters)}) TO STDOUT (FORMAT csv)"


def copied_lines(call, columns, shown, words):
    """The rows of the public CSV of a call, in encoded pieces.

    `columns` are its columns and `shown` the fields they are made of, both as open_data.py names them; `words` are those that stand for
    who stays unnamed, who confirmed and who did not.
    """
    facts, pivoted = profile(*words), answers(call.questions.all())
    published = Publication.objects.live().filter(call=call).order_by("number").values_list("id", *shown)
    last, count = 0, CHUNK
    while count == CHUNK:
        with SpooledTemporaryFile(IN_MEMORY) as spool:
            chunk = statement(published.filter(number__gt=last)[:CHUNK], columns, facts, pivoted)
            last, count = read(chunk, spool, last)
            spool.seek(0)
            yield from iter(partial(spool.read, PIECE), b"")


def read(copy, spool, last):
    """Write what a COPY gives to the file, each line ended as RFC 4180 wants it; (the last number, how many lines)."""
    count, line = 0, None
    with connection.cursor() as cursor, cursor.copy(copy) as lines:
        for line in lines:  # PostgreSQL promises to send each row by itself
            spool.write(b"%b\r\n" % line[:-1])
            count += 1
    return int(bytes(line).partition(b",")[0]) if count else last, count
