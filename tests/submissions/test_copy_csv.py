"""The CSV that PostgreSQL writes by COPY: byte for byte what Python writes, and never what was taken down or paused in the meantime."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from submissions import copy_csv, open_data
from submissions.models import Call, Publication, PublishedAnswer
from submissions.models.publication import withdraw
from submissions.texts import normalise
from tests.make import make_call, make_publication

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no COPY: Python writes the file there")
AWKWARD = st.sampled_from([*"=+-@\t'\",;\n\\[]{} .%", "\u0085", "\u2028", "\x7f", "é", "الأ", "治", "😀"])
TEXTS = st.lists(st.one_of(AWKWARD, st.characters(exclude_categories=("Cs",))), max_size=12).map(lambda parts: normalise("".join(parts)))


def by_copy(call):
    return b"".join(open_data.public_csv(call))


def by_python(call):
    return b"".join(open_data.csv_lines(open_data.public_columns(call), open_data.public_rows(call)))


@pytest.fixture
def published(db):
    """One publication with an answer of either kind and a blank place beside them."""
    call = make_call(questions=("achievements", "challenges", "skipped"), choices=("challenges",))
    return make_publication(call, answers={"achievements": "One.", "challenges": ("Two.", ["C1"])})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS, min_size=5, max_size=5), st.lists(TEXTS, max_size=3), st.booleans())
@example(["=1", "+1", "-1", "@SUM(1)", "\t"], ["=A", "'B'"], True)
@example(["'", "''", '"', '""', "\\."], ['"', "\\", "a\nb"], False)
@example(["", "\n", ",", " ", "NULL"], [""], True)
@example(["\\N", "%s", "%(a)s", "{}", "$1"], ["\x7f"], False)
def test_copy_writes_any_text_as_python_does(published, texts, joined, is_anonymous):
    name, country, language, answer, other = texts
    endorsers = [{"name": one, "stakeholder_type": "academia", "country": one, "confirmed": bool(n)} for n, one in enumerate(joined)]
    Publication.objects.update(
        level="anonymous" if is_anonymous else "named",
        name=name,
        country="",
        country_as_written=country,
        language=language[:20],
        endorsers=endorsers,
    )
    PublishedAnswer.objects.filter(question__identifier="achievements").update(text=answer)
    PublishedAnswer.objects.filter(question__identifier="challenges").update(text=other, choices=joined)

    assert by_copy(published.call) == by_python(published.call)


@pytest.mark.parametrize("moment", [datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC), datetime(2026, 12, 31, 23, 59, 59, 500, tzinfo=UTC)])
def test_copy_writes_an_instant_as_python_does(published, moment):
    Publication.objects.update(published_at=moment)

    assert moment.isoformat().replace("+00:00", "Z") in by_copy(published.call).decode()
    assert by_copy(published.call) == by_python(published.call)


@pytest.mark.parametrize("chunk", [1, 2, 3, 1000])
def test_I3_copy_holds_every_publication_once_whatever_the_chunks(client, call, monkeypatch, chunk):
    monkeypatch.setattr(copy_csv, "CHUNK", chunk)
    for number in range(3):
        make_publication(call, f"Body {number}", "anonymous" if number == 1 else "named", endorsers=["Ally"], country="KE")
    withdraw(make_publication(call, "Gone Guild").submission)
    make_publication(make_call("other"), "Elsewhere")

    content = client.get(reverse("submissions:data-csv", args=(call.slug,))).getvalue()

    assert content == by_python(call)
    assert content.count(b"\r\n") == 1 + 3


def test_copy_of_a_call_without_questions_or_publications(db):
    call = make_call("bare", questions=())

    assert by_copy(call) == by_python(call)


def test_I1_what_is_withdrawn_or_paused_while_a_file_is_read_does_not_come(call, monkeypatch):
    monkeypatch.setattr(copy_csv, "CHUNK", 1)
    publications = [make_publication(call, name) for name in ("Alpha", "Beta", "Gamma", "Delta")]
    pieces = open_data.public_csv(call)

    content = next(pieces) + next(pieces)  # the columns and Alpha
    withdraw(publications[1].submission)
    content += next(pieces)
    Call.objects.update(paused_at=timezone.now())
    content += b"".join(pieces)

    assert [name in content for name in (b"Alpha", b"Beta", b"Gamma", b"Delta")] == [True, False, True, False]


def test_copy_asks_one_statement_a_chunk(call, monkeypatch):
    monkeypatch.setattr(copy_csv, "CHUNK", 2)
    for _number in range(3):
        make_publication(call)

    with CaptureQueriesContext(connection) as queries:
        by_copy(call)

    assert len([one for one in queries if one["sql"].startswith("COPY")]) == 2


def test_a_chunk_that_is_too_large_for_memory_waits_on_disk(call, monkeypatch):
    monkeypatch.setattr(copy_csv, "IN_MEMORY", 10)
    make_publication(call, answers={"achievements": "long " * 40_000})

    assert by_copy(call) == by_python(call)
