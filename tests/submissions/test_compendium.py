"""XLSX, ZIP, feed, sitemap and what machines read: the same texts in each, the same bytes for the same content."""

import csv
import io
import json
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from submissions import compendium, etags, open_data
from submissions.models import Call, Option, Publication, Question
from submissions.models.publication import withdraw
from submissions.spreadsheets import SheetFull
from submissions.texts import from_csv_cell
from tests.make import make_call, make_publication, make_submission

TEXTS = (
    "plain",
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@SUM(1)",
    "'=1",
    'quotes "and", commas\nand lines',
    "<r>markup</r> & _x0041_",
    "الأنهار أولاً",
    "治理需要各方参与",
    "😀 twice 😀",
    "long " * 8_000 + "end",
    "😀" * 40_000,
    " spaces ",
)
ATOM = "{http://www.w3.org/2005/Atom}"


def get(client, name, call):
    """The content of a file of the call."""
    return client.get(reverse(f"submissions:{name}", args=(call.slug,))).getvalue()


def of_csv(content):
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [{column: from_csv_cell(cell) for column, cell in row.items()} for row in rows]


def of_jsonl(content):
    return [open_data.flat(json.loads(line)) for line in content.decode().splitlines()]


def of_xlsx(content):
    """The rows, the columns that one text goes on in put together again."""
    lines = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active.iter_rows(values_only=True)
    columns, rows = next(lines), []
    for line in lines:
        row = {}
        for column, cell in zip(columns, line, strict=True):
            name = column.split(" (")[0]
            row[name] = row.get(name, "") + (cell or "").replace("_x005F_x", "_x")
        rows.append(row)
    return rows


def of_zip(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def texts(rows):
    return [(row["number"], row["stakeholder_name"], row["answer:achievements"], row.get("answer:challenges", "")) for row in rows]


def test_I3_I11_every_file_holds_the_same_texts_once(client, db):
    call = make_call(choices=("challenges",))
    for text in TEXTS:
        make_publication(call, "=Ministry", endorsers=["+Ally"], answers={"achievements": text, "challenges": (text, ["C1"])})
    make_submission(call, "Shy Institute", "none")
    withdraw(make_publication(call, "Gone Guild").submission)
    expected = [(str(number), "=Ministry", text, text) for number, text in enumerate(TEXTS, 1)]

    files = of_zip(get(client, "data-zip", call))

    assert texts(of_csv(get(client, "data-csv", call))) == expected
    assert texts(of_jsonl(get(client, "data-jsonl", call))) == expected
    assert texts(of_xlsx(get(client, "data-xlsx", call))) == expected
    assert texts(of_csv(files["submissions.csv"])) == expected
    assert texts(of_jsonl(files["submissions.jsonl"])) == expected
    assert texts(of_xlsx(files["submissions.xlsx"])) == expected
    assert of_csv(files["submissions.csv"]) == of_jsonl(files["submissions.jsonl"]) != []
    assert files["submissions.csv"] == get(client, "data-csv", call)
    assert files["submissions.xlsx"] == get(client, "data-xlsx", call)


def test_a_spreadsheet_holds_no_formula(client, call):
    make_publication(call, "=HYPERLINK(1)", answers={"achievements": "=1+1"})

    sheet = openpyxl.load_workbook(io.BytesIO(get(client, "data-xlsx", call))).active

    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


@pytest.mark.parametrize("name", ["data-xlsx", "data-zip", "feed"])
def test_the_same_content_is_the_same_bytes_and_not_sent_twice(client, call, name):
    publication = make_publication(call)
    address = reverse(f"submissions:{name}", args=(call.slug,))
    first = client.get(address)
    content, again = first.getvalue(), {"If-None-Match": first["ETag"]}

    assert client.get(address).getvalue() == content
    assert client.get(address, headers=again).status_code == 304
    part = client.get(address, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.getvalue()) == (200, content)
    withdraw(publication.submission)
    changed = client.get(address, headers=again)
    assert (changed.status_code, changed["Cache-Control"]) == (200, "no-cache")
    assert changed.getvalue() != content


CHANGES = {
    "another is published": lambda publication: make_publication(publication.call, "Another"),
    "it is withdrawn": lambda publication: withdraw(publication.submission),
    "its copy is another": lambda publication: Publication.objects.update(copy_hash="0" * 64),
    "it was published again": lambda publication: Publication.objects.update(published_at=timezone.now()),
    "the call has another title": lambda publication: Call.objects.update(title="Another title"),
    "the licence is another": lambda publication: Call.objects.update(licence="CC0"),
    "a question is another": lambda publication: Question.objects.filter(identifier="achievements").update(text="Another?"),
    "an option is another": lambda publication: Option.objects.update(label="Another label"),
}


@pytest.fixture
def published(db):
    return make_publication(make_call(choices=("challenges",)))


@pytest.mark.parametrize("name", ["data-xlsx", "data-zip"])
def test_a_file_that_its_reader_has_is_not_made_again(client, published, monkeypatch, name):
    address = reverse(f"submissions:{name}", args=(published.call.slug,))
    first = client.get(address)
    first.getvalue()
    headers = {"If-None-Match": first["ETag"]}
    for module in (open_data, compendium):
        monkeypatch.setattr(module, "public_records", lambda _call: pytest.fail("It was made again."))

    answer = client.get(address, headers=headers)

    assert (answer.status_code, answer["Cache-Control"], answer["ETag"]) == (304, "no-cache", headers["If-None-Match"])


@pytest.mark.parametrize("change", CHANGES)
def test_the_validator_changes_with_what_the_files_show(published, change):
    before = etags.etag_of_files(published.call)

    CHANGES[change](published)

    assert etags.etag_of_files(Call.objects.get()) != before


def test_the_validator_changes_with_language_and_program(published, monkeypatch):
    seen = {etags.etag_of_files(published.call)}
    with override("ar"):
        seen.add(etags.etag_of_files(published.call))
    monkeypatch.setattr(etags, "program", lambda: "another")

    assert len(seen | {etags.etag_of_files(published.call)}) == 3


def test_the_validator_knows_nothing_of_what_is_private(published):
    before = etags.etag_of_files(published.call)

    make_submission(published.call, "Shy Institute", "none")

    assert etags.etag_of_files(published.call) == before


def test_the_archive_says_what_it_is_in_the_readers_language(client, call):
    make_publication(call)
    make_publication(call)
    Call.objects.update(licence="CC BY 4.0")

    files = of_zip(get(client, "data-zip", call))

    assert list(files) == [
        "submissions.jsonl",
        "submissions.csv",
        "submissions.xlsx",
        "data-dictionary.csv",
        "README.txt",
        "LICENCE.txt",
    ]
    assert "2 published submissions" in files["README.txt"].decode()
    assert "http://testserver/calls/review/data/" in files["README.txt"].decode()
    assert all(said in files["LICENCE.txt"].decode() for said in ("CC BY 4.0", "the text says […]", "the language and the answers only"))
    french = of_zip(client.get("/fr" + reverse("submissions:data-zip", args=(call.slug,))).getvalue())
    assert "2 contributions publiées" in french["README.txt"].decode()


def test_what_no_sheet_holds_is_in_the_archive_as_csv(client, call, monkeypatch):
    make_publication(call)

    def full(*_arguments, **_facts):
        raise SheetFull

    monkeypatch.setattr(compendium, "write_xlsx", full)
    monkeypatch.setattr(open_data, "write_xlsx", full)

    files = of_zip(get(client, "data-zip", call))

    assert "submissions.xlsx" not in files and len(of_csv(files["submissions.csv"])) == 1
    assert "does not hold so many rows" in files["README.txt"].decode()
    assert client.get(reverse("submissions:data-xlsx", args=(call.slug,))).status_code == 404


def test_the_dictionary_names_each_column_of_the_table(client, db):
    call = make_call(choices=("challenges",))
    make_publication(call)

    rows = of_csv(get(client, "data-dictionary", call))

    assert [row["column"] for row in rows] == open_data.public_columns(call)
    values = {row["column"]: row["values"] for row in rows}
    assert values["choices:challenges"] == "C1 (C1: Governments); C2 (C2: Infrastructure)"
    assert values["stakeholder_type"].startswith("government (Government); ")


@pytest.mark.parametrize(
    ("licence", "said", "known"),
    [
        ("CC BY 4.0", "licensed under CC BY 4.0", {"@type": "CreativeWork", "name": "CC BY 4.0"}),
        ("", "the rights in it stay with that stakeholder", "http://testserver/calls/review/data/#terms"),
        ("</script><b>", "licensed under &lt;/script&gt;&lt;b&gt;", {"@type": "CreativeWork", "name": "</script><b>"}),
    ],
)
def test_the_data_page_tells_people_and_machines_the_licence(client, db, licence, said, known):
    call = make_call(licence=licence)
    make_publication(call)

    text = get(client, "data", call).decode()

    block = text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    facts = json.loads(block)
    assert said in text
    assert facts["license"] == known
    assert (facts["@type"], facts["name"]) == ("Dataset", "Published submissions: Call review")
    assert [file["contentUrl"].rsplit(".")[-1] for file in facts["distribution"]] == ["zip", "csv", "jsonl", "xlsx"]
    assert all(client.get(file["contentUrl"]).getvalue() for file in facts["distribution"])


def test_the_feed_holds_the_newest_and_forgets_what_was_withdrawn(client, call, monkeypatch):
    monkeypatch.setattr("submissions.feeds.NEWEST", 2)
    for name in ("Alpha", "Beta", "Gamma"):
        make_publication(call, name)
    withdraw(make_publication(call, "Gone Guild").submission)
    make_submission(call, "Shy Institute", "none")

    response = client.get("/ar" + reverse("submissions:feed", args=(call.slug,)))

    feed = ElementTree.fromstring(response.content)  # noqa: S314 - our own bytes
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert [name.text for name in feed.iterfind(f"{ATOM}entry/{ATOM}author/{ATOM}name")] == ["Gamma", "Beta"]
    assert [link.get("href") for link in feed.iterfind(f"{ATOM}entry/{ATOM}link")] == [
        f"http://testserver/ar/calls/review/submissions/{number}/" for number in (3, 2)
    ]


def test_the_feed_gives_typed_markup_as_text(client, call):
    make_publication(call, "<b>Alpha</b>", answers={"achievements": "<img src=x onerror=y> & so on"})

    feed = ElementTree.fromstring(client.get(reverse("submissions:feed", args=(call.slug,))).content)  # noqa: S314 - our own bytes

    (summary,) = feed.iterfind(f"{ATOM}entry/{ATOM}summary")
    assert (summary.get("type"), summary.text) == ("html", "&lt;img src=x onerror=y&gt; &amp; so on")


def test_the_sitemaps_lead_to_every_public_page_in_six_languages(client, call, monkeypatch):
    monkeypatch.setattr("submissions.sitemaps.NUMBERS", 2)
    make_call("secret", is_listed=False)
    for name in ("Alpha", "Beta", "Gamma"):
        make_publication(call, name)
    withdraw(make_publication(call, "Gone Guild").submission)

    def addresses(address):
        found = ElementTree.fromstring(client.get(address).content).iter()  # noqa: S314 - our own bytes
        return [element.text.removeprefix("http://testserver") for element in found if element.tag.endswith("loc")]

    parts = addresses("/sitemap.xml")
    pages = [page for part in parts for page in addresses(part)]

    assert parts == ["/sitemaps/general.xml", "/sitemaps/review/1.xml", "/sitemaps/review/2.xml"]
    assert len(pages) == len(set(pages)) == 6 * (3 + 4 + 2 + 3)
    assert {client.get(page).status_code for page in pages} == {200}
    assert [page for page in pages if "submissions/" in page and not page.startswith(("/ar", "/zh", "/fr", "/ru", "/es"))] == [
        f"/calls/review/submissions/{part}" for part in ("", "1/", "2/", "3/")
    ]
    assert client.get("/sitemaps/review/3.xml").status_code == client.get("/sitemaps/secret/1.xml").status_code == 404
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").text
