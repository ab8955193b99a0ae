"""Spoiled files: each gets one clear sentence with row and field, and nothing is entered."""

import io
import json
import zipfile

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from submissions.models import Answer, Endorser, Event, Submission, Version
from tests.make import make_call

GOOD = {
    "external_id": "a-1",
    "stakeholder_name": "Ministry of Rivers",
    "stakeholder_type": "government",
    "consent": "named",
    "answers": {"achievements": "Rivers carry cables."},
}
HEADER = "external_id,stakeholder_name,stakeholder_type,answer:achievements"


def lines(*records):
    return "\n".join(record if isinstance(record, str) else json.dumps(record) for record in records).encode()


def record(**changes):
    return {**GOOD, "external_id": "a-2", **changes}


def table(*rows, header=HEADER):
    return "\n".join((header, *rows)).encode()


def sheet(*rows, header=HEADER):
    workbook = openpyxl.Workbook()
    for row in (header.split(","), *rows):
        workbook.active.append(row)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def archive(size=10):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("xl/workbook.xml", b"0" * size)
    return file.getvalue()


# What is wrong: (file name, content, what the answer says of place and field, what it says of the remedy)
SPOILED = {
    "an empty file": ("a.jsonl", b"", "“a.jsonl” is empty", "choose the file"),
    "only empty lines": ("a.jsonl", b"\n\n", "holds no record", ""),
    "an empty table": ("a.csv", b"\n\n", "The table is empty", "columns into its first row"),
    "an unknown ending": ("a.ods", b"x", "“a.ods”", ".jsonl, .csv or .xlsx"),
    "Latin-1 in JSON Lines": (
        "a.jsonl",
        lines(GOOD) + '\n{"é": 1}'.encode("latin-1"),
        "row 2: the byte at place 3",
        "save the file as UTF-8",
    ),
    "Latin-1 in CSV": ("a.csv", table("a-1,Côte,government,yes").decode().encode("latin-1"), "Line 2 is not UTF-8", "CSV UTF-8"),
    "UTF-16": ("a.csv", table("a-1,x,government,yes").decode().encode("utf-16"), "UTF-16", "save it as UTF-8"),
    "NUL bytes in CSV": ("a.csv", table("a-1,x\0,government,yes"), "Line 2 holds a NUL byte", "plain CSV"),
    "NUL in a text": ("a.jsonl", lines(GOOD, record(answers={"achievements": "a\0b"})), "row 2, answer:achievements", "remove it"),
    "a missing column": (
        "a.csv",
        table("a-1,x,yes", header="external_id,stakeholder_name,answer:achievements"),
        "stakeholder_type",
        "add them",
    ),
    "no answer column": ("a.csv", table("x,government", header="stakeholder_name,stakeholder_type"), "answer:<identifier>", "add them"),
    "a column twice": ("a.csv", table("x", header=HEADER + ",external_id"), "“external_id” stands twice in row 1", "keep one"),
    "semicolons": ("a.csv", table("x", header=HEADER.replace(",", ";")), "divided by semicolons", "with commas"),
    "a row too long": ("a.csv", table("a-1,x,government,yes, and no"), "row 2, column 5", "quotation marks"),
    "a quote left open": ("a.csv", table('a-1,"x,government,yes'), "breaks off at line 2", "save it again"),
    "a missing name": ("a.jsonl", lines(GOOD, record(stakeholder_name=" ")), "row 2, stakeholder_name", "write it"),
    "an unknown question": (
        "a.jsonl",
        lines(GOOD, record(answers={"weather": "Fine."})),
        "row 2, answer:weather",
        "achievements, challenges",
    ),
    "an unknown question in a table": (
        "a.csv",
        table("a-1,x,government,yes", header=HEADER + "s"),
        "row 2, answer:achievementss",
        "achievements",
    ),
    "an unknown option": (
        "a.jsonl",
        lines(GOOD, record(answers={"challenges": {"choices": ["C3"]}})),
        "row 2, answer:challenges: “C3”",
        "C1, C2",
    ),
    "choices where there are none": (
        "a.jsonl",
        lines(GOOD, record(answers={"achievements": {"choices": ["C1"]}})),
        "row 2, answer:ach",
        "as text",
    ),
    "an unknown type": ("a.jsonl", lines(GOOD, record(stakeholder_type="Alien")), "row 2, stakeholder_type: “Alien”", "civil-society"),
    "an unknown scope": ("a.jsonl", lines(GOOD, record(scope="lunar")), "row 2, scope: “lunar”", "regional"),
    "an unknown channel": ("a.jsonl", lines(GOOD, record(channel="fax")), "row 2, channel: “fax”", "letter"),
    "an unknown consent": ("a.jsonl", lines(GOOD, record(consent="maybe")), "row 2, consent: “maybe”", "anonymous"),
    "an unknown region": ("a.jsonl", lines(GOOD, record(region="Atlantis")), "row 2, region: “Atlantis”", "Europe"),
    "a bad date": ("a.jsonl", lines(GOOD, record(received_at="31/12/2025")), "row 2, received_at: “31/12/2025”", "2025-03-31T14:00:00Z"),
    "a date beyond time": ("a.jsonl", lines(GOOD, record(received_at="0001-01-01T00:00:00+14:00")), "row 2, received_at", "2025-03-31"),
    "a bad address": ("a.jsonl", lines(GOOD, record(contact_email="me@")), "row 2, contact_email: “me@”", "correct it"),
    "a bad language": ("a.jsonl", lines(GOOD, record(language="English")), "row 2, language: “English”", "zh-hans"),
    "a bad truth value": ("a.jsonl", lines(GOOD, record(consent_attachments="perhaps")), "row 2, consent_attachments", "true or false"),
    "endorsers that are no list": ("a.jsonl", lines(GOOD, record(endorsers="A, B")), "row 2, endorsers", "write a list"),
    "an endorser without a name": ("a.jsonl", lines(GOOD, record(endorsers=[{"country": "FR"}])), "row 2, endorsers: entry 1", "write it"),
    "an identifier twice": ("a.jsonl", lines(GOOD, GOOD), "row 2, external_id: “a-1” stands in row 1", "its own"),
    "a key twice": ("a.jsonl", lines(GOOD, '{"answers": {}, "answers": {}}'), "row 2: the key “answers” stands twice", "keep one"),
    "no answer at all": ("a.jsonl", lines(GOOD, record(answers={"achievements": " "})), "row 2, answers", "at least one answer"),
    "answers that are no object": ("a.jsonl", lines(GOOD, record(answers=["yes"])), "row 2, answers", "achievements"),
    "an answer that is a list": (
        "a.jsonl",
        lines(GOOD, record(answers={"achievements": ["yes"]})),
        "row 2, answer:achievements",
        "quotation marks",
    ),
    "a cell of 5 MB": (
        "a.csv",
        table("a-1,x,government," + "y" * 5_000_000),
        "row 2, answer:achievements: the answer has 5000000",
        "shorten",
    ),
    "a name too long": ("a.jsonl", lines(GOOD, record(stakeholder_name="x" * 501)), "row 2, stakeholder_name: it has 501", "shorten"),
    "deep nesting": ("a.jsonl", lines(GOOD, "[" * 100_000), "row 2: it is nested too deeply", "one object"),
    "deep nesting in a cell": (
        "a.csv",
        table("a-1,x,government,y," + "[" * 100_000, header=HEADER + ",endorsers"),
        "row 2, endorsers",
        "list",
    ),
    "a number of 5000 digits": (
        "a.jsonl",
        lines(GOOD, '{"a": ' + "1" * 5000 + "}"),
        "row 2: a number in it is too long",
        "quotation marks",
    ),
    "JSON of several lines": ("a.jsonl", json.dumps(GOOD, indent=1).encode(), "Line 1", "one record on each line"),
    "a JSON list": ("a.jsonl", json.dumps([GOOD]).encode(), "Line 1", "one record on each line"),
    "broken JSON": ("a.jsonl", lines(GOOD, '{"external_id": '), "row 2: it is no JSON", "on each line"),
    "no object": ("a.jsonl", lines(GOOD, "7"), "row 2: it is no JSON object", "in braces"),
    "a zip named .csv": ("a.csv", archive(), "“a.csv” is a zip archive", "unpack it"),
    "a zip named .xlsx": ("a.xlsx", archive(), "The workbook cannot be read", "save it again"),
    "a text named .xlsx": ("a.xlsx", table("a-1,x,government,yes"), "no .xlsx workbook", "save it as .xlsx"),
    "a bomb": ("a.xlsx", archive(70 * 1024 * 1024), "unpacks to 70 MB", "divide it"),
    "a formula": ("a.xlsx", sheet(["a-1", "x", "government", "=1+1"]), "row 2, answer:achievements: the cell holds a formula", "its value"),
    "an error value": (
        "a.xlsx",
        sheet(["a-1", "#REF!", "government", "yes"]),
        "row 2, stakeholder_name: the cell holds the error #REF!",
        "a value",
    ),
    "a workbook without rows": ("a.xlsx", sheet(header=""), "The table is empty", "columns"),
}


@pytest.mark.parametrize("what", SPOILED)
def test_spoiled_file_gets_a_sentence_and_enters_nothing(what, tmp_path, capsys, db):
    name, content, place, remedy = SPOILED[what]
    make_call("spoiled", choices=("challenges",))
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(CommandError) as error:
        call_command("importsubmissions", path, call="spoiled")

    said = f"{capsys.readouterr().err}\n{error.value}"
    assert place in said
    assert remedy in said
    assert [model.objects.count() for model in (Submission, Version, Answer, Endorser, Event)] == [0, 0, 0, 0, 0]


def test_missing_file_gets_a_sentence(call, tmp_path):
    with pytest.raises(CommandError, match=r"Cannot read “.*gone\.csv”: No such file"):
        call_command("importsubmissions", tmp_path / "gone.csv", call=call.slug)


def test_file_over_the_limit_is_refused_before_it_is_read(call, tmp_path):
    path = tmp_path / "big.jsonl"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)

    with pytest.raises(CommandError, match=r"65 MB and 64 MB are allowed; divide it"):
        call_command("importsubmissions", path, call=call.slug)


def test_every_problem_of_every_row_is_listed(call, tmp_path, capsys):
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines(record(consent="x", scope="y"), GOOD, record(channel="z")))

    with pytest.raises(CommandError, match=r"2 bad rows in “.*a\.jsonl”; nothing was entered"):
        call_command("importsubmissions", path, call=call.slug)

    places = [line.split(":")[0] for line in capsys.readouterr().err.splitlines()]
    assert places == ["row 1, scope", "row 1, consent", "row 3, channel"]


def test_a_rejected_row_that_comes_back_is_written_with_the_new_reasons(call, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines(GOOD, record(stakeholder_type="Alien", rejected=["what was wrong last time"])))

    call_command("importsubmissions", path, call=call.slug, skip_invalid=True)

    (rejected,) = map(json.loads, (tmp_path / "a.jsonl.rejected.jsonl").read_text().splitlines())
    assert [reason.split(":")[0] for reason in rejected["rejected"]] == ["row 2, stakeholder_type"]


def test_skip_invalid_enters_the_good_rows_and_writes_the_bad_ones(call, tmp_path):
    path = tmp_path / "a.jsonl"
    bad = record(stakeholder_type="Alien", note="kept")
    path.write_bytes(lines(GOOD, bad, "{"))

    call_command("importsubmissions", path, call=call.slug, skip_invalid=True)

    rejected = [json.loads(line) for line in (tmp_path / "a.jsonl.rejected.jsonl").read_text().splitlines()]
    assert list(call.submissions.values_list("external_id", flat=True)) == ["a-1"]
    assert {key: rejected[0][key] for key in bad} == bad
    assert rejected[0]["rejected"][0].startswith("row 2, stakeholder_type: “Alien”")
    assert rejected[1]["unreadable"] == "{"
