"""The annex of statistics: counts of what is published, as pictures that say in words what they show, with a table under each."""

import ctypes
import re
import zipfile
from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn

from review.document.outline import outline
from review.document.pdf import to_pdf
from review.document.pictures import pictures
from review.document.word import to_docx
from submissions.models.publication import withdraw
from tests.make import make_call, make_publication, make_submission


@pytest.fixture
def call(db):
    """Three published submissions and one that is analysed only, the only one of its type, region and language."""
    call = make_call()
    make_publication(call, region="Africa", answers={"achievements": "Boats run."})
    make_publication(call, name="Delta Council", region="Africa", answers={"achievements": "Ferries run.", "challenges": "Floods."})
    make_publication(call, name="Fjord Forum", stakeholder_type="academia", region="Europe", answers={"achievements": "Canoes."})
    hidden = {"stakeholder_type": "individual", "region": "Americas", "language": "es"}
    make_submission(call, name="Shy Person", consent="none", answers={"challenges": "Nada."}, **hidden)
    return call


def rows(made):
    return {chart.heading: list(chart.rows) for chart in made.statistics.charts}


def test_charts_count_what_is_published_and_of_the_rest_only_how_many(call):
    assert rows(outline(call)) == {
        "Received and published": [("received", 4), ("published upon consent", 3)],
        "Submissions by stakeholder type": [("Government", 2), ("Academia", 1)],
        "Submissions by region": [("Africa", 2), ("Europe", 1)],
        "Submissions by language": [("English", 3)],
        "Answers to each question": [("1. Achievements", 3), ("2. Challenges", 1)],
    }


def test_charts_follow_a_withdrawal(call):
    withdraw(call.submissions.get(current_version__stakeholder_type="academia"))

    assert rows(outline(call))["Submissions by region"] == [("Africa", 2)]


def test_call_without_submissions_has_no_charts(db):
    made = outline(make_call())

    assert made.statistics.charts == ()
    assert pictures(made) == []
    assert "Annex: Statistics" not in "".join(p.text for p in Document(BytesIO(to_docx(made))).paragraphs)


def test_word_shows_each_chart_as_a_picture_with_alternative_text_and_a_table(call):
    made = outline(call)

    file = to_docx(made)

    document = Document(BytesIO(file))
    described = [picture.get("descr") for picture in document.element.iter("{*}docPr")]
    assert described == [chart.alternative for chart in made.statistics.charts]
    assert described[1] == "Submissions by stakeholder type. The highest count is 2: Government. The table that follows holds every count."
    with zipfile.ZipFile(BytesIO(file)) as parts:
        drawn = [parts.read(name) for name in parts.namelist() if name.startswith("word/media/")]
    assert len(drawn) == len(described)
    assert all(picture.startswith(b"\x89PNG") for picture in drawn)
    tables = {table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")): table for table in document.tables[1:]}
    region = tables["Submissions by region"]
    assert [[cell.text for cell in row.cells] for row in region.rows] == [["Region", "Count"], ["Africa", "2"], ["Europe", "1"]]


def test_pdf_has_an_alternative_text_for_each_chart(call):
    made = outline(call)

    document = pypdfium2.PdfDocument(to_pdf(made))

    told = [text for page in document for text in alternatives(page)]
    assert told == [chart.alternative for chart in made.statistics.charts]


def alternatives(page):
    """The alternative texts in a page's tree of tags."""
    raw = pypdfium2.raw
    tree = raw.FPDF_StructTree_GetForPage(page)

    def walk(element):
        size = raw.FPDF_StructElement_GetAltText(element, None, 0)
        if size > 2:
            buffer = ctypes.create_string_buffer(size)
            raw.FPDF_StructElement_GetAltText(element, buffer, size)
            yield buffer.raw[: size - 2].decode("utf-16-le")
        for n in range(max(0, raw.FPDF_StructElement_CountChildren(element))):
            if child := raw.FPDF_StructElement_GetChildAtIndex(element, n):
                yield from walk(child)

    for n in range(raw.FPDF_StructTree_CountChildren(tree)):
        yield from walk(raw.FPDF_StructTree_GetChildAtIndex(tree, n))
    raw.FPDF_StructTree_Close(tree)


def test_picture_is_the_same_for_the_same_counts(call):
    assert pictures(outline(call)) == pictures(outline(call))


def test_nothing_of_what_is_not_public_stands_in_the_annex(call):
    text = repr(outline(call).statistics)

    assert re.findall("Individual|Americas|Spanish|Shy", text) == []
