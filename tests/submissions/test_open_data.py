"""The files of open data: exactly the contract's columns, every published answer once, nothing of anyone who stays unnamed."""

import csv
import io
import json

import pytest
from django.urls import reverse

from submissions import open_data
from submissions.models.publication import withdraw
from tests.make import make_call, make_publication, make_submission


def csv_of(client, call):
    content = client.get(reverse("submissions:data-csv", args=(call.slug,))).getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def jsonl_of(client, call):
    content = client.get(reverse("submissions:data-jsonl", args=(call.slug,))).getvalue()
    return [json.loads(line) for line in content.decode().splitlines()]


def test_files_hold_the_contracts_columns(client, db):
    call = make_call(choices=("challenges",))
    make_publication(
        call,
        "Alpha",
        country="KE",
        region="Africa",
        endorsers=["Ally"],
        answers={"achievements": "One.", "challenges": ("Two.", ["C1", "C2"])},
    )

    (row,), (record,) = csv_of(client, call), jsonl_of(client, call)

    endorsers = [{"name": "Ally", "stakeholder_type": "", "country": "", "status": "named by the submitter"}]
    profile = {"stakeholder_name": "Alpha", "stakeholder_type": "government", "scope": "national", "country": "KE", "region": "Africa"}
    published_at = record["published_at"]
    assert published_at.endswith("Z")
    assert record == {
        "number": 1,
        "published_at": published_at,
        **profile,
        "language": "en",
        "endorsers": endorsers,
        "answers": {"achievements": "One.", "challenges": {"choices": ["C1", "C2"], "text": "Two."}},
    }
    assert row == {
        "number": "1",
        "published_at": published_at,
        **profile,
        "language": "en",
        "endorsers": json.dumps(endorsers),
        "answer:achievements": "One.",
        "choices:challenges": "C1;C2",
        "answer:challenges": "Two.",
    }


def test_anonymous_means_type_and_region_only(client, call):
    make_publication(call, "Shy Institute", "anonymous", country="KE", region="Africa", endorsers=["Ally"])

    (record,) = jsonl_of(client, call)

    kept = {key: value for key, value in record.items() if key not in ("number", "published_at", "answers", "language")}
    assert kept == {
        "stakeholder_name": "Anonymous",
        "stakeholder_type": "government",
        "scope": "",
        "country": "",
        "region": "Africa",
        "endorsers": [],
    }


def test_I1_files_leave_out_what_is_not_published(client, call):
    make_publication(call, "Alpha")
    make_submission(call, "Shy Institute", "none")
    make_submission(call, "Undecided Union", "named")
    withdraw(make_publication(call, "Gone Guild").submission)

    assert [row["stakeholder_name"] for row in csv_of(client, call)] == ["Alpha"]
    assert [record["stakeholder_name"] for record in jsonl_of(client, call)] == ["Alpha"]


@pytest.mark.parametrize("chunk", [1, 2, 200])
def test_I3_every_published_answer_is_in_the_files_once_with_the_same_text(client, call, monkeypatch, chunk):
    monkeypatch.setattr(open_data, "CHUNK", chunk)
    texts = ["plain", 'quotes "and", commas\nand lines', "الأنهار", "治理", "trailing space "]
    for text in texts:
        make_publication(call, answers={"achievements": text})

    assert [row["answer:achievements"] for row in csv_of(client, call)] == texts
    assert [record["answers"]["achievements"] for record in jsonl_of(client, call)] == texts


def test_csv_cells_are_no_formulas(client, call):
    make_publication(call, "=HYPERLINK(1)", answers={"achievements": "@SUM(1)"})

    (row,) = csv_of(client, call)

    assert (row["stakeholder_name"], row["answer:achievements"]) == ("'=HYPERLINK(1)", "'@SUM(1)")


def test_csv_sends_its_header_before_it_reads_a_row(db):
    pieces = open_data.csv_lines(["number"], iter(()))

    assert next(pieces) == b"\xef\xbb\xbfnumber\r\n"


def test_files_are_read_in_chunks(client, call, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(open_data, "CHUNK", 2)
    for _number in range(3):
        make_publication(call)

    with django_assert_num_queries(1 + 2 * 2 + 1):  # questions; publications and answers; and the empty chunk that ends it
        assert [record["number"] for record in open_data.public_records(call)] == [1, 2, 3]
