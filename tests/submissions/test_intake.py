"""Records of others: read from three kinds of file, entered whole and once."""

import csv
import io
import json
from datetime import UTC, datetime

import openpyxl
import pytest
from django.core.management import call_command

from review.exports import internal_columns, internal_csv, internal_records, internal_rows
from submissions.access import hash_of, token_of
from submissions.intake.entry import enter
from submissions.intake.files import rows_of
from submissions.intake.records import Reading, read_records
from submissions.intake.rows import UnreadableFile
from submissions.intake.tables import csv_rows
from submissions.models import Endorser, Event, PublishedFigure, Submission
from submissions.receipt import receipt_hash
from submissions.spreadsheets import write_xlsx
from submissions.texts import csv_cell
from tests.make import make_call, make_staff, make_submission

FULL = {
    "external_id": "x-1",
    "stakeholder_name": "Réseau  des\nrivières",
    "stakeholder_type": "Civil Society",
    "scope": "Regional",
    "country": "Brasil",
    "language": "fr",
    "contact_name": "A. Person",
    "contact_email": "a@person.example",
    "channel": "letter",
    "received_at": "2026-01-05T10:00:00+01:00",
    "consent": "Anonymous",
    "consent_attachments": True,
    "endorsers": [{"name": "Amis", "stakeholder_type": "individual", "country": "Nowhere"}],
    "answers": {"achievements": "Un.\r\nDeux.", "challenges": {"choices": ["c1", "C2: Infrastructure"], "text": "Et."}},
}


@pytest.fixture
def call(db):
    return make_call(choices=("challenges",))


def enter_dicts(call, *records, by=None):
    read, problems = read_records(call, records)
    assert problems == []
    return enter(call, read, by=by)


def texts_of(call):
    """{external id or reference: {question: (choices, text)}} of all submissions."""
    return {
        s.external_id: {a.question.identifier: (a.choices, a.text) for a in s.current_version.answers_in_order()}
        for s in call.submissions.all()
    }


def test_record_is_entered_whole(call):
    user = make_staff()

    entered = enter_dicts(call, FULL, by=user)

    submission = Submission.objects.get()
    version, consent = submission.current_version, submission.consent
    assert (entered.count, entered.skipped_known, entered.unresolved_countries) == (1, 0, ("Nowhere",))
    assert (submission.state, submission.channel, submission.contact_email) == ("received", "letter", "a@person.example")
    assert submission.received_at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert (version.stakeholder_name, version.stakeholder_type, version.scope) == ("Réseau des rivières", "civil-society", "regional")
    assert (version.country, version.country_as_written, version.region, version.language) == ("BR", "Brasil", "Americas", "fr")
    assert (consent.level, consent.attachments, consent.channel, consent.recorded_by) == ("anonymous", True, "letter", user)
    assert texts_of(call) == {"x-1": {"achievements": ([], "Un.\nDeux."), "challenges": (["C1", "C2"], "Et.")}}
    assert list(Endorser.objects.values_list("name", "stakeholder_type", "country", "country_as_written")) == [
        ("Amis", "individual", "", "Nowhere")
    ]
    assert {answer.frozen_at is not None for answer in version.answers.all()} == {True}
    assert sorted(Event.objects.values_list("verb", "actor_role")) == [("enter", "staff"), ("import", "staff")]
    assert dict(PublishedFigure.objects.values_list("name", "value")) == {"received": 1, "entities": 2}


def test_entered_version_has_the_receipt_that_proves_it_and_a_link_that_opens_it(call):
    call.questions.update(translations={"text": {FULL["language"]: "Et ?"}})
    enter_dicts(call, FULL)

    submission = Submission.objects.get()
    version = submission.current_version
    answers = list(version.answers_in_order())
    assert {answer.question_text for answer in answers} == {"Et ?"}
    expected = receipt_hash(version, answers, list(version.endorsers.all()), {a.question_id: a.question for a in answers})
    assert version.receipt_hash == expected
    assert submission.token_hash == hash_of(token_of(submission))


def test_what_is_absent_is_unknown_and_not_public(call):
    enter_dicts(call, {"stakeholder_name": "A", "stakeholder_type": "other", "answers": {"achievements": "Yes."}})

    submission = Submission.objects.get()
    assert (submission.received_at, submission.is_late, submission.consent.level) == (None, False, "none")
    assert submission.current_version.language == "en"


def test_second_run_enters_nothing(call):
    enter_dicts(call, FULL)

    again = enter_dicts(call, FULL, {**FULL, "external_id": "x-2"})

    assert (again.count, again.skipped_known) == (1, 1)
    assert sorted(texts_of(call)) == ["x-1", "x-2"]


def test_same_identifier_in_another_call_is_another_submission(call):
    other = make_call("other", choices=("challenges",))
    enter_dicts(call, FULL)

    assert enter_dicts(other, FULL).count == 1


def test_entry_queries_do_not_grow_with_records(call, django_assert_max_num_queries):
    def records(start, count):
        return [{**FULL, "external_id": f"x-{n}"} for n in range(start, start + count)]

    with django_assert_max_num_queries(30):
        enter_dicts(call, *records(0, 1))
    with django_assert_max_num_queries(30):
        enter_dicts(call, *records(1, 40))


def test_unknown_keys_are_named_once(call):
    reading = Reading(call)
    for row in rows_of(io.BytesIO(b"\n".join(json.dumps({**FULL, "external_id": n, "title": "T"}).encode() for n in "ab")), "a.jsonl"):
        reading.add(row)

    assert (list(reading.ignored), len(reading.records)) == (["title"], 2)


@pytest.mark.parametrize("written", ["Technical community", "TECHNICAL-COMMUNITY", "technical  Community", "technical_community"])
def test_stakeholder_type_is_taken_in_any_spelling(call, written):
    records, _problems = read_records(call, [{**FULL, "stakeholder_type": written}])

    assert [record.stakeholder_type for record in records] == ["technical-community"]


@pytest.mark.parametrize(("written", "kept"), [("zh", "zh"), ("zh-Hans", "zh-hans"), ("pt_BR", "pt-br"), (None, "en")])
def test_language_is_a_tag_in_lower_case(call, written, kept):
    records, _problems = read_records(call, [{**FULL, "language": written}])

    assert [record.language for record in records] == [kept]


def test_moment_without_offset_is_in_the_zone_of_the_call(db):
    call = make_call("zurich", choices=("challenges",), time_zone="Europe/Zurich")

    records, _problems = read_records(call, [{**FULL, "received_at": "2026-07-01 12:00"}])

    assert [record.received_at for record in records] == [datetime(2026, 7, 1, 10, tzinfo=UTC)]


def test_byte_order_mark_and_apostrophes_of_an_export_are_taken_away(call):
    file = io.StringIO()
    texts = ["=1+1", "'quoted'", "-", "plain", "\ttab", "''two"]
    writer = csv.writer(file)
    writer.writerow(["external_id", "stakeholder_name", "stakeholder_type", "answer:achievements"])
    writer.writerows([n, "A", "other", csv_cell(text)] for n, text in enumerate(texts))
    content = io.BytesIO(b"\xef\xbb\xbf" + file.getvalue().encode())

    records, problems = read_records(call, rows_of(content, "a.csv"))

    assert problems == []
    assert [record.answers["achievements"][0] for record in records] == texts


def test_continuation_columns_are_joined_in_their_order(call):
    columns = "stakeholder_name,stakeholder_type,answer:achievements (2),answer:achievements,choices:challenges,answer:challenges\n"

    records, problems = read_records(call, rows_of(io.BytesIO((columns + "A,other,second,first ,C2; c1,\n").encode()), "a.csv"))

    assert problems == []
    assert records[0].answers == {"achievements": ("first second", []), "challenges": ("", ["C2", "C1"])}


def test_workbook_cells_are_read_as_written(call):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["external_id", "stakeholder_name", "stakeholder_type", "received_at", "consent_attachments", "answer:achievements"])
    sheet.append([7, "A", "other", datetime(2026, 2, 1, 9, 30), True, None])
    sheet["F2"].value, sheet["F2"].data_type = "=not a formula", "s"
    file = io.BytesIO()
    workbook.save(file)

    records, problems = read_records(call, rows_of(file, "a.xlsx"))

    assert problems == []
    assert (records[0].external_id, records[0].consent_attachments) == ("7", True)
    assert records[0].received_at == datetime(2026, 2, 1, 9, 30, tzinfo=UTC)
    assert records[0].answers == {"achievements": ("=not a formula", [])}


HARD = ("'=1", "=SUM(A1)", "line\n\nline", "tab\tin", "نص عربي", "治理 😀", 'quote " and , and ;', "_x000D_", "x" * 100_000, "  spaces  ")


@pytest.fixture
def filled(call):
    for number, text in enumerate(HARD):
        make_submission(
            call, f"Name {number}", consent="named", answers={"achievements": text, "challenges": (text, ["C2"])}, endorsers=("E",)
        )
    make_submission(call, "Shy", consent="none", country="FR")
    return call


def xlsx_of(call):
    file = io.BytesIO()
    write_xlsx(file, internal_columns(call), internal_rows(call))
    return file.getvalue()


@pytest.mark.parametrize(
    ("ending", "export"),
    [
        ("jsonl", lambda call: b"\n".join(json.dumps(record).encode() for record in internal_records(call))),
        ("csv", lambda call: b"".join(internal_csv(call))),
        ("xlsx", xlsx_of),
    ],
)
def test_internal_export_is_entered_again_with_the_same_texts(filled, ending, export):
    copy = make_call("copy", choices=("challenges",))
    content = export(filled)

    records, problems = read_records(copy, rows_of(io.BytesIO(content), f"a.{ending}"))
    entered = enter(copy, records)
    again = enter(copy, records)
    at_home = enter(filled, records)

    original = {s.reference: s for s in filled.submissions.all()}
    assert problems == []
    assert (entered.count, again.count, at_home.count) == (len(HARD) + 1, 0, 0)
    assert texts_of(copy) == {
        reference: {a.question.identifier: (a.choices, a.text) for a in s.current_version.answers_in_order()}
        for reference, s in original.items()
    }
    assert {s.external_id: s.consent.level for s in copy.submissions.all()} == {key: s.consent.level for key, s in original.items()}


def test_rows_that_say_they_are_drafts_are_left_out(call):
    reading = Reading(call)
    for row in rows_of(io.BytesIO(json.dumps({**FULL, "state": "draft"}).encode()), "a.jsonl"):
        reading.add(row)

    assert (reading.drafts, reading.records, reading.problems) == (1, [], [])


def test_import_says_how_many_were_set_aside(call, tmp_path, capsys):
    file = tmp_path / "a.jsonl"
    file.write_text(f"{json.dumps(FULL)}\n{json.dumps({**FULL, 'external_id': 'b-2', 'status': 'set-aside'})}\n")

    call_command("importsubmissions", "--call", call.slug, str(file))

    assert "Left out 1 that were set aside.\n" in capsys.readouterr().out
    assert call.submissions.count() == 1


def test_rows_are_read_one_at_a_time():
    served = []

    class Lines:
        def __iter__(self):
            for number in range(1000):
                served.append(number)
                yield b"stakeholder_name,stakeholder_type,answer:a\n" if not number else b"A,other,text\n"

    rows = csv_rows(Lines())
    next(rows)

    assert len(served) <= 3


def test_unreadable_row_stops_a_table_in_the_middle():
    rows = csv_rows([b"stakeholder_name,stakeholder_type,answer:a\n", b"A,other,text\n", b"\xff\n"])

    assert next(rows).number == 2
    with pytest.raises(UnreadableFile, match="Line 3"):
        next(rows)
