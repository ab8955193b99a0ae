import json
from itertools import islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from review import exports
from review.publishing import set_aside
from submissions import drafting
from submissions.intake.records import Reading
from submissions.intake.rows import Row
from submissions.models import Event
from submissions.models.publication import withdraw
from submissions.open_data import flat, instant
from tests.make import code_span, make_call, make_code, make_draft, make_publication, make_staff, make_submission

pytestmark = pytest.mark.django_db


def test_internal_records_hold_every_received_submission_with_every_column():
    call = make_call(choices=("challenges",))
    answers = {"achievements": "Bridges.", "challenges": ("Floods.", ["C1", "C2"])}
    make_publication(call, "Ministry of Rivers", email="desk@rivers.example", answers=answers)
    make_submission(call, "Shy Institute", consent="none", endorsers=("Quiet Club",), country_as_written="Everywhere", scope="global")
    make_draft(call, "Slow Union", draft_consent="named")
    withdraw(make_publication(call, "Fickle Firm").submission)
    make_submission(make_call("other"), "Of another call")

    records = list(exports.internal_records(call))

    assert list(records[0]) == [*exports.BEFORE_ANSWERS, "answers", *exports.AFTER_ANSWERS]
    assert [record["stakeholder_name"] for record in records] == ["Ministry of Rivers", "Shy Institute", "Fickle Firm"]
    assert [record["contact_email"] for record in records] == ["desk@rivers.example", "", ""]
    assert [record["consent"] for record in records] == ["named", "none", "none"]
    assert [record["state"] for record in records] == ["received", "received", "received"]
    assert [record["number"] for record in records] == [1, None, 2]
    assert [bool(record["published_at"]) for record in records] == [True, False, False]
    assert [bool(record["submitted_at"]) for record in records] == [True, True, True]
    assert records[0]["answers"] == {"achievements": "Bridges.", "challenges": {"choices": ["C1", "C2"], "text": "Floods."}}
    assert records[1]["country"] == "Everywhere"
    assert records[1]["endorsers"] == [{"name": "Quiet Club", "stakeholder_type": "", "country": "", "status": "named by the submitter"}]
    assert "Slow Union" not in str(records)


def test_internal_records_say_what_was_set_aside_and_a_copy_of_the_call_leaves_it_out(call, staff):
    make_publication(call, "Ministry of Rivers")
    make_submission(call, "Shy Institute", consent="none")
    set_aside(make_submission(call, "Spam Works"), reason="spam", by=staff)
    reading = Reading(make_call("copy"))

    records = list(exports.internal_records(call))
    for number, record in enumerate(records, 1):
        reading.add(Row(number, record))

    assert [(record["status"], record["set_aside_as"]) for record in records] == [
        ("published", ""),
        ("withheld", ""),
        ("set-aside", "spam"),
    ]
    assert [record.stakeholder_name for record in reading.records] == ["Ministry of Rivers", "Shy Institute"]
    assert (reading.set_aside, reading.problems) == (1, [])


def test_internal_columns_name_every_value_of_a_row():
    call = make_call(choices=("challenges",))
    make_publication(call, "Ministry of Rivers", answers={"achievements": "Bridges.", "challenges": ("", ["C1"])})

    row = next(exports.internal_rows(call))

    columns = exports.internal_columns(call)
    assert columns[len(exports.BEFORE_ANSWERS) : -len(exports.AFTER_ANSWERS)] == [
        "answer:achievements",
        "choices:challenges",
        "answer:challenges",
    ]
    assert set(row) == set(columns)
    assert (row["choices:challenges"], row["late"], row["number"]) == ("C1", "false", "1")


def test_a_revised_submission_goes_out_as_it_stands_now(call):
    submission = make_submission(call, "Ministry of Rivers", answers={"achievements": "Old words."})
    submission.versions.create(number=2, stakeholder_name="Being typed", language="en")

    assert [record["answers"] for record in exports.internal_records(call)] == [{"achievements": "Old words."}]


def test_codings_say_whose_words_were_coded_how_and_by_whom(call):
    submission = make_submission(call, "Ministry of Rivers", consent="anonymous", answers={"achievements": "We built bridges."})
    answer, code, coder = submission.all_answers.get(), make_code(call), make_staff("alma")
    kept = code_span(answer, start=3, end=8, quote="built", code=code, by=coder)
    code_span(answer, start=0, end=2, quote="We", code=code, by=coder)
    removed = code_span(answer, start=9, end=16, quote="bridges", code=code, by=coder)
    type(removed).objects.filter(pk=removed.pk).update(removed_at=removed.created_at)

    first, second = exports.coding_records(call)

    assert tuple(first) == exports.CODING_COLUMNS
    assert first == {
        "reference": submission.reference,
        "number": None,
        "external_id": "",
        "question": "achievements",
        "start": 3,
        "end": 8,
        "quote": "built",
        "code": "C4",
        "notation": "4",
        "label": "Capacity building",
        "facet": "action-line",
        "coder": "alma",
        "created_at": instant(kept.created_at),
        "consent": "anonymous",
        "anchor": "exact",
        "part_of": None,
        "stakeholder_name": "Ministry of Rivers",
        "stakeholder_type": "government",
        "scope": "national",
        "country": "",
        "region": "",
        "language": "en",
        "set_aside_as": "",
        "withdrawn_at": None,
        "verified": True,
        "codebook": "Codebook without a published version",
    }
    assert second["quote"] == "We"


@pytest.mark.parametrize("stream", (exports.internal_records, exports.coding_records))
def test_exports_ask_as_many_queries_for_three_as_for_one(stream):
    code, counts = None, []
    call = make_call()
    code, coder = make_code(call), make_staff()
    for wanted in (1, 3):
        while call.submissions.count() < wanted:
            answer = make_submission(call, "Ministry", endorsers=("Club",)).all_answers.get()
            code_span(answer, start=0, end=8, quote="Ministry", code=code, by=coder)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(list(stream(call))) == wanted
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_paused_export_lets_others_write_and_then_goes_on(call, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 1)
    make_submission(call, "First")
    make_submission(call, "Second")
    records = exports.internal_records(call)
    assert next(records)["stakeholder_name"] == "First"

    make_submission(call, "Third")

    assert [record["stakeholder_name"] for record in records] == ["Second", "Third"]


def test_a_draft_that_is_submitted_while_an_export_runs_goes_out_whole(call, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 1)
    make_submission(call, "First")
    draft = make_draft(call, "Second")
    records = exports.internal_records(call)
    next(records)

    drafting.submit(draft.draft, consent="named", wording="You may publish.", language="en")

    assert [(record["stakeholder_name"], len(record["answers"])) for record in records] == [("Second", 1)]


def test_an_export_that_is_broken_off_is_on_record_with_what_went_out(call, staff):
    for name in ("First", "Second", "Third"):
        make_submission(call, name)
    rows = iter(exports.Recorded(exports.internal_rows(call), call=call, what="internal", format="csv", by=staff))

    assert len(list(islice(rows, 2))) == 2
    rows.close()

    event = Event.objects.get(verb="export")
    assert (event.call, event.actor, event.after) == (call, staff, {"what": "internal", "format": "csv", "rows": 2})


def test_internal_csv_is_recorded_for_whoever_asked(call, staff):
    make_submission(call, "Shy Institute", consent="none")

    text = b"".join(exports.internal_csv(call, by=staff)).decode("utf-8-sig")

    assert text.count("Shy Institute") == 3  # the name, the contact of the factory, the answer
    assert Event.objects.get(verb="export").after == {"what": "internal", "format": "csv", "rows": 1}


def test_flat_rows_are_texts():
    record = {
        "late": False,
        "number": 3,
        "received_at": None,
        "endorsers": [{"name": "Été"}],
        "answers": {"a": {"choices": ["C1", "C2"], "text": ""}},
    }

    row = flat(record)

    assert json.loads(row.pop("endorsers")) == [{"name": "Été"}]
    assert row == {"late": "false", "number": "3", "received_at": "", "choices:a": "C1;C2", "answer:a": ""}
