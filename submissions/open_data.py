"""Open data: what was published, as files. The public columns are named here and nowhere else.

Files are streamed in chunks that are read by key, so that no cursor is open while a slow reader takes its time.
"""

import csv
import io
import json
from datetime import UTC
from itertools import chain
from tempfile import TemporaryFile

from django.db import connection
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from submissions.copy_csv import copied_lines
from submissions.dataset import as_script, dataset
from submissions.etags import etag_of_files
from submissions.models.publication import COPIED, Publication, PublishedAnswer
from submissions.spreadsheets import SheetFull, write_xlsx
from submissions.texts import csv_cell
from submissions.views.page import finished_file, public_file, public_page, unless_unchanged
from submissions.views.public import figures, get_published
from submissions.vocabulary import Region, Scope, StakeholderType

CHUNK = 200  # publications read at a time
PIECE = 64 * 1024  # characters sent at a time
BYTE_ORDER_MARK = "\ufeff"
ANONYMOUS = "Anonymous"
CONFIRMED, UNCONFIRMED = "confirmed", "named by the submitter"
COLUMNS = (
    ("number", _("The permanent public number of the submission in its call.")),
    ("published_at", _("When this copy was published: ISO 8601, in UTC.")),
    ("stakeholder_name", _("The name of the organization or person; “Anonymous” where publication without a name was asked for.")),
    ("stakeholder_type", _("Government, private-sector, civil-society and so on, as an identifier.")),
    ("scope", _("Whether it speaks for one country (national), several, a region (regional) or the world (global).")),
    ("country", _("ISO 3166 code; as it was written where it names no single country.")),
    ("region", _("The region of ITU’s Development Sector.")),
    ("language", _("The language of the answers, as a BCP 47 tag.")),
    ("endorsers", _("The entities that join the submission, each with its type, country and status; in CSV as JSON.")),
)


SHOWN = (*COPIED, "number", "published_at", "endorsers")
VALUES = {"stakeholder_type": StakeholderType, "scope": Scope, "region": Region}
DICTIONARY = ("column", "meaning", "values")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@public_page
def data_index(request, slug):
    call = get_published(slug)
    changed_at = Publication.objects.filter(call=call).changed_at()
    metadata = as_script(dataset(call, [name for name, _meaning in COLUMNS], changed_at))
    context = {"call": call, "dictionary": dictionary(call), "metadata": metadata, "changed_at": changed_at, **figures(call)}
    return render(request, "submissions/data_index.html", context)


@public_file
def submissions_csv(request, slug):
    call = get_published(slug)
    return download(call, "csv", "text/csv; charset=utf-8", public_csv(call))


def public_csv(call):
    """The public CSV in encoded pieces, the same bytes on both databases; PostgreSQL writes most of it itself."""
    columns = public_columns(call)
    if connection.vendor != "postgresql":
        return csv_lines(columns, public_rows(call))
    return chain([b"".join(csv_lines(columns, ()))], copied_lines(call, columns, SHOWN, (ANONYMOUS, CONFIRMED, UNCONFIRMED)))


@public_file
def submissions_jsonl(request, slug):
    call = get_published(slug)
    return download(call, "jsonl", "application/x-ndjson", json_lines(public_records(call)))


@public_page
def submissions_xlsx(request, slug):
    call = get_published(slug)
    return unless_unchanged(request, etag_of_files(call), lambda: xlsx_response(call))


def xlsx_response(call):
    """Made whole before it is sent, so that a slow reader holds nothing but a file of its own."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        changed_at = Publication.objects.filter(call=call).changed_at() or call.opens_at
        write_xlsx(file, public_columns(call), public_rows(call), title=call.title, created=changed_at)
    except SheetFull as error:
        file.close()
        raise Http404 from error
    return finished_file(file, f"{call.slug}-submissions.xlsx", XLSX)


@public_page
def data_dictionary(request, slug):
    call = get_published(slug)
    return download(call, "csv", "text/csv; charset=utf-8", csv_lines(DICTIONARY, dictionary(call)), name="data-dictionary")


def dictionary(call):
    """What each public column means, in the active language: dicts of column, meaning and, where it holds one of a list, values."""
    rows = [
        {"column": name, "meaning": str(meaning), "values": listed_values(VALUES[name].choices) if name in VALUES else ""}
        for name, meaning in COLUMNS
    ]
    for question in call.questions.prefetch_related("options"):
        options = [(option.value, option.display_label) for option in question.options.all()]
        if options:
            meaning = gettext("The options chosen, as identifiers with semicolons between them:")
            rows.append({"column": f"choices:{question.identifier}", "meaning": meaning, "values": listed_values(options)})
        rows.append({"column": f"answer:{question.identifier}", "meaning": question.display_text, "values": ""})
    return rows


def listed_values(choices):
    """A closed list in one text: each identifier with its label."""
    return "; ".join(f"{value} ({label})" for value, label in choices)


def download(call, ending, content_type, pieces, name="submissions"):
    """A streamed file under a name that tells the call."""
    headers = {"Content-Disposition": f'attachment; filename="{call.slug}-{name}.{ending}"'}
    return StreamingHttpResponse(pieces, content_type=content_type, headers=headers)


def public_columns(call):
    """The columns of CSV and XLSX: `choices:<identifier>` stands before `answer:<identifier>` where a question offers options."""
    return [*(name for name, _meaning in COLUMNS), *answer_columns(call)]


def answer_columns(call):
    """A table's columns for the answers of a call, in the order of its questions."""
    columns = []
    for question in call.questions.prefetch_related("options"):
        columns += [f"choices:{question.identifier}"] if question.options.all() else []
        columns.append(f"answer:{question.identifier}")
    return columns


def public_rows(call):
    """The published submissions as dicts of column to text, lowest number first."""
    return (flat(record) for record in public_records(call))


def public_records(call):
    """The published submissions as the contract's records, lowest number first; each chunk is read when the one before is used up."""
    questions = list(call.questions.all())
    published = Publication.objects.live().filter(call=call).order_by("number").only(*SHOWN)
    last = 0
    while chunk := list(published.filter(number__gt=last)[:CHUNK]):
        answers = answers_of(chunk, questions)
        yield from (public_record(publication, answers[publication.pk]) for publication in chunk)
        last = chunk[-1].number


def answers_of(publications, questions):
    """The answers of each publication by its key, as question identifier → text, or choices and text where the question offers options.

    In one query and without a model instance for each: there are ten times as many as publications.
    """
    found = {publication.pk: {} for publication in publications}
    rows = PublishedAnswer.objects.filter(publication__in=publications).values_list("publication", "question", "choices", "text")
    for publication, question, choices, text in rows:
        found[publication][question] = (choices, text)
    return {
        key: {question.identifier: public_answer(question, *answers[question.pk]) for question in questions if question.pk in answers}
        for key, answers in found.items()
    }


def public_record(publication, answers):
    """One public copy as plain data; `answers` as `answers_of` gives them."""
    return {
        "number": publication.number,
        "published_at": instant(publication.published_at),
        "stakeholder_name": ANONYMOUS if publication.is_anonymous else publication.name,
        "stakeholder_type": publication.stakeholder_type,
        "scope": publication.scope,
        "country": publication.country or publication.country_as_written,
        "region": publication.region,
        "language": publication.language,
        "endorsers": [public_endorser(**endorser) for endorser in publication.endorsers],
        "answers": answers,
    }


def instant(moment):
    """ISO 8601 in UTC with Z; None stays None."""
    return moment and moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def public_endorser(name, stakeholder_type, country, confirmed):
    status = CONFIRMED if confirmed else UNCONFIRMED
    return {"name": name, "stakeholder_type": stakeholder_type, "country": country, "status": status}


def public_answer(question, choices, text):
    return {"choices": choices, "text": text} if choices or question.has_choices else text


def flat(record):
    """A record as texts that the import reads: endorsers as JSON in one cell, choices with semicolons between them, the unknown empty."""
    row = {column: cell_text(value) for column, value in record.items() if column != "answers"}
    for identifier, answer in record.get("answers", {}).items():
        if isinstance(answer, dict):
            row[f"choices:{identifier}"] = ";".join(answer["choices"])
            answer = answer["text"]
        row[f"answer:{identifier}"] = answer
    return row


def cell_text(value):
    """A value as the text of a cell."""
    if value is None or value == []:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def csv_lines(columns, rows):
    """CSV in encoded pieces: byte-order mark and header at once, then as many rows as fill a piece; no cell is a formula."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow(columns)
    yield emptied(buffer)
    for row in rows:
        writer.writerow([csv_cell(row.get(column, "")) for column in columns])
        if buffer.tell() > PIECE:
            yield emptied(buffer)
    yield emptied(buffer)


def emptied(buffer):
    """What the buffer holds, encoded; the buffer is empty afterwards."""
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece


def json_lines(records):
    """Records as encoded JSON Lines."""
    return (json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)
