"""exportsubmissions, exportcodings, publish, withdraw: what they write, what they record, what they refuse."""

import csv
import errno
import io
import json
import sys
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from submissions.models import ConsentRecord, Event, Publication, Submission
from submissions.texts import from_csv_cell, normalise
from tests.make import code_span, make_call, make_code, make_draft, make_publication, make_staff, make_submission

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def filled(call):
    """Two published, one of them anonymously; one withheld; one draft; one coding."""
    first = make_publication(call, "Ministry of Rivers", answers={"achievements": "=We built bridges.", "challenges": "Floods."})
    make_publication(call, "Hidden House", consent="anonymous", answers={"achievements": "Quiet progress."})
    make_submission(call, "Shy Institute", consent="none")
    make_draft(call, "Slow Union")
    answer = first.submission.all_answers.get(question__identifier="achievements")
    code_span(answer, start=4, end=9, quote="built", code=make_code(call), by=make_staff("alma"))
    return call


def run(*arguments):
    """What the command said, on standard output and error together."""
    said = io.StringIO()
    call_command(*arguments, stdout=said, stderr=said)
    return said.getvalue()


def read(path):
    """The file as a list of dicts of column to text."""
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text().splitlines()]
    if path.suffix == ".csv":
        lines = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
        header, *rows = [[from_csv_cell(cell) for cell in line] for line in lines]
        return [dict(zip(header, row, strict=True)) for row in rows]
    header, *lines = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(header, (cell or "" for cell in line), strict=True)) for line in lines]


def answers_of(record):
    return set((record.get("answers") or {key: value for key, value in record.items() if key.startswith("answer:") and value}).values())


@pytest.mark.parametrize("format", ("csv", "xlsx", "jsonl"))
def test_I1_I3_public_export_holds_what_was_published_and_nothing_else(filled, tmp_path, format):
    target = tmp_path / f"out.{format}"

    said = run("exportsubmissions", "--call", "review", "--format", format, "-o", str(target))

    records = read(target)
    assert [answers_of(record) for record in records] == [{"=We built bridges.", "Floods."}, {"Quiet progress."}]
    assert [record["stakeholder_name"] for record in records] == ["Ministry of Rivers", "Anonymous"]
    assert {"Shy", "Slow", "Hidden", "Contact of", "reference"} & set(str(records).replace("'", " ").split()) == set()
    assert said == "Submissions written: 2.\n"
    assert Event.objects.get(verb="export").after == {"what": "public", "format": format, "rows": 2}


@pytest.mark.parametrize("format", ("csv", "xlsx", "jsonl"))
def test_I3_internal_export_holds_every_received_submission(filled, tmp_path, format):
    target = tmp_path / f"out.{format}"

    run("exportsubmissions", "--call", "review", "--format", format, "--internal", "-o", str(target))

    assert [(record["stakeholder_name"], answers_of(record)) for record in read(target)] == [
        ("Ministry of Rivers", {"=We built bridges.", "Floods."}),
        ("Hidden House", {"Quiet progress."}),
        ("Shy Institute", {"Shy Institute reports progress."}),
    ]
    assert Event.objects.get(verb="export").after == {"what": "internal", "format": format, "rows": 3}


@pytest.mark.parametrize("format", ("csv", "jsonl"))
def test_codings_are_exported_and_recorded(filled, tmp_path, format):
    target = tmp_path / f"out.{format}"

    run("exportcodings", "--call", "review", "--format", format, "-o", str(target))

    assert [(record["quote"], record["code"], record["coder"]) for record in read(target)] == [("built", "C4", "alma")]
    assert Event.objects.get(verb="export").after == {"what": "codings", "format": format, "rows": 1, "not_as_quoted": 0}


def test_an_export_to_standard_output_is_the_file_alone(filled, capfdbinary):
    call_command("exportsubmissions", "--call", "review", "--format", "jsonl", "-o", "-")

    assert [json.loads(line)["number"] for line in capfdbinary.readouterr().out.splitlines()] == [1, 2]


def test_a_reader_that_goes_away_is_told_of_in_a_sentence(filled, monkeypatch, tmp_path):
    with (tmp_path / "standard-output").open("w") as gone:
        monkeypatch.setattr(sys, "stdout", gone)
        monkeypatch.setattr("submissions.open_data.csv_lines", broken_pipe)

        with pytest.raises(CommandError, match=r"^Cannot write standard output: Broken pipe\.$"):
            run("exportsubmissions", "--call", "review")


def broken_pipe(_columns, _rows):
    raise BrokenPipeError(errno.EPIPE, "Broken pipe")
    yield


def test_an_export_that_fails_leaves_the_older_file_alone(filled, tmp_path, monkeypatch):
    target = tmp_path / "out.csv"
    target.write_text("older")
    monkeypatch.setattr("submissions.open_data.public_record", lambda *_facts: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        run("exportsubmissions", "--call", "review", "-o", str(target))

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out.csv", "older")]


def test_publish_says_how_many_and_why_the_others_were_left(call):
    make_submission(call, "Ministry of Rivers")
    make_submission(call, "Shy Institute", consent="none")
    make_publication(call, "Boat Club")
    staff = make_staff("alma")

    said = run("publish", "--call", "review", "--consenting", "--by", "alma")

    assert said == ("Published: 1. Left: 2.\n  1: It did not consent to publication.\n  1: It is public already, as it stands.\n")
    assert sorted(Publication.objects.values_list("name", flat=True)) == ["Boat Club", "Ministry of Rivers"]
    event = Event.objects.get(verb="publish consenting")
    assert (event.actor, event.actor_role, event.after) == (staff, "command", {"published": 1, "left": 2})


@pytest.mark.parametrize("which", ("number", "reference"))
def test_withdraw_takes_the_copy_down_and_says_so(call, which):
    publication = make_publication(call, "Ministry of Rivers")
    reference = publication.submission.reference
    value = "1" if which == "number" else reference.lower()

    said = run("withdraw", "--call", "review", f"--{which}", value)
    again = run("withdraw", "--call", "review", f"--{which}", value)

    assert said == f"The consent of {reference} is withdrawn; nothing of it is public any more.\n"
    assert again == f"The consent of {reference} was withdrawn already; nothing changed.\n"
    assert not Publication.objects.live().exists()
    assert list(ConsentRecord.objects.values_list("level", "withdrawn", "channel")) == [("named", False, "online"), ("none", True, "staff")]


BAD = (
    (("exportsubmissions", "--call", "nowhere"), "There is no call “nowhere”. Known calls: other, review."),
    (("exportcodings", "--call", "nowhere"), "There is no call “nowhere”. Known calls: other, review."),
    (("publish", "--call", "nowhere", "--consenting"), "There is no call “nowhere”. Known calls: other, review."),
    (("withdraw", "--call", "nowhere", "--number", "1"), "There is no call “nowhere”. Known calls: other, review."),
    (
        ("exportsubmissions", "--call", "review", "--format", "pdf"),
        "“pdf” is no format of this command; write one of: csv, xlsx, jsonl.",
    ),
    (("exportcodings", "--call", "review", "--format", "docx"), "“docx” is no format of this command; write one of: csv, jsonl, qdpx."),
    (
        ("exportsubmissions", "--call", "review", "-o", "/nowhere/at/all.csv"),
        "Cannot write “/nowhere/at/all.csv”: No such file or directory.",
    ),
    (("exportcodings", "--call", "review", "-o", "/"), "Cannot write “/”: it is a folder; name a file."),
    (
        ("publish", "--call", "review", "--consenting", "--by", "nobody"),
        "There is no active member of staff “nobody”; give a user name as in the admin's list of users.",
    ),
    (("withdraw", "--call", "review", "--number", "7"), "The call “review” has no submission with number “7”."),
    (("withdraw", "--call", "review", "--number", "seven"), "The call “review” has no submission with number “seven”."),
    (("withdraw", "--call", "review", "--reference", "ZZ9"), "The call “review” has no submission with reference “ZZ9”."),
)


@pytest.mark.parametrize(("arguments", "sentence"), BAD)
def test_bad_input_is_refused_in_a_sentence(call, arguments, sentence):
    make_call("other")

    with pytest.raises(CommandError) as refusal:
        run(*arguments)

    assert (str(refusal.value), refusal.value.returncode) == (sentence, 1)
    assert not Event.objects.exists()


@pytest.mark.parametrize("make", (make_draft, lambda call: make_submission(call, consent="none")))
def test_what_gave_no_consent_cannot_be_withdrawn(call, make):
    reference = make(call).reference

    with pytest.raises(CommandError, match=f"^{reference} gave no consent, so there is none to withdraw.$"):
        run("withdraw", "--call", "review", "--reference", reference)


@pytest.mark.parametrize("format", ("csv", "xlsx", "jsonl"))
def test_an_internal_export_enters_the_same_submissions_elsewhere(tmp_path, format):
    call = make_call(choices=("challenges",))
    long = "\n".join(f"{n}. =SUM(A{n}) and 'words'" for n in range(3_000))
    make_submission(
        call, "Ministry of Rivers", "anonymous", email="a@rivers.example", answers={"achievements": long, "challenges": ("", ["C2"])}
    )
    make_submission(call, "Shy Institute", "none", country="FR", endorsers=("Quiet Club", "Boat Club"))
    make_draft(call, "Slow Union")
    first, second = tmp_path / f"first.{format}", tmp_path / "second.jsonl"
    run("exportsubmissions", "--call", "review", "--internal", "--format", format, "-o", str(first))

    make_call("other", choices=("challenges",))
    run("importsubmissions", "--call", "other", str(first))
    run("exportsubmissions", "--call", "other", "--internal", "--format", "jsonl", "-o", str(second))

    run("exportsubmissions", "--call", "review", "--internal", "--format", "jsonl", "-o", str(tmp_path / "original.jsonl"))
    own = ("external_id", "reference", "submitted_at", "region")
    sent = [{key: value for key, value in record.items() if key not in own} for record in read(tmp_path / "original.jsonl")]
    got = [{key: value for key, value in record.items() if key not in own} for record in read(second)]
    assert got == sent[:2]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real data lies beside the project")
@pytest.mark.parametrize("format", ("csv", "xlsx", "jsonl"))
def test_I11_real_submissions_come_out_as_they_went_in(tmp_path, format):
    source, target = SHARED / "netmundial-2014.jsonl", tmp_path / f"out.{format}"
    run("loadcall", str(SHARED / "netmundial-2014.toml"))
    run("importsubmissions", "--call", "netmundial-2014", str(source))

    run("exportsubmissions", "--call", "netmundial-2014", "--internal", "--format", format, "-o", str(target))

    sent = {record["external_id"]: {normalise(text) for text in record["answers"].values() if text.strip()} for record in read(source)}
    assert len(sent) == Submission.objects.count() == 97
    assert {record["external_id"]: joined_answers(record) for record in read(target)} == sent


def joined_answers(record):
    """The answers of a record; of a table's row with what goes on in further columns."""
    if "answers" in record:
        return set(record["answers"].values())
    whole = {}
    for column, text in record.items():
        if column.startswith("answer:") and text:
            whole[column.split(" (")[0]] = whole.get(column.split(" (")[0], "") + text
    return set(whole.values())
