"""What tells one document from another on every page of it: a draft's mark, an edition's number and day. And where its links lead."""

from io import BytesIO

import pypdfium2
import pytest
from docx import Document

from review.document.frozen import thawed
from review.document.outline import outline
from review.document.parts import Link
from review.document.pdf import to_pdf
from review.document.quotes import passage
from review.document.word import to_docx
from review.models import Statement
from tests.editions import make_edition, make_summary
from tests.unpacking import text_within

MARK = "DRAFT – not approved yet"
DRAWN = "{urn:schemas-microsoft-com:vml}textpath"


@pytest.fixture
def summary(call):
    return make_summary(call)


@pytest.fixture
def draft(summary):
    Statement.objects.update(status="draft")
    return outline(summary.call)


def headers(docx):
    section = Document(BytesIO(docx)).sections[0]
    return [section.header, section.first_page_header] if section.different_first_page_header_footer else [section.header]


def test_draft_says_so_across_and_below_every_page(draft):
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(to_pdf(draft))]
    drawn = [[shape.get("string") for shape in header._element.iter(DRAWN)] for header in headers(to_docx(draft))]
    said = [[string for string in strings if string] for strings in drawn]

    assert [page.count(MARK) for page in pages] == [2] * len(pages)
    assert said == [[MARK], [MARK]]


def test_edition_says_its_number_and_day_below_every_page_and_no_draft(summary):
    edition = make_edition(summary)
    content = {file.format: bytes(file.content) for file in edition.files.all()}
    line = f"Call review · edition 1 of {edition.prepared_at:%-d %B %Y}"

    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content["pdf"])]

    assert thawed(edition.outline).subject == line
    assert [page.count(line) for page in pages] == [1] * len(pages)
    assert line in text_within(content["docx"])
    assert [shape for header in headers(content["docx"]) for shape in header._element.iter(DRAWN)] == []


def test_numbers_and_quotes_lead_to_the_answer_itself(draft):
    [[row]] = [part.rows for part in draft.evidence]
    links = [piece for pieces in (*row.lines, *(quote.tail for quote in row.quotes)) for piece in pieces if isinstance(piece, Link)]

    assert {link.address for link in links} == {f"http://testserver/calls/review/submissions/{n}/#achievements" for n in (1, 2, 3)}


def test_quote_that_begins_within_a_sentence_after_a_colon_says_so():
    text = "We ask for two things: boats for every village. Also: Roads."

    assert passage(text, text.index("boats"), text.index(" Also")) == "… boats for every village."
    assert passage(text, text.index("Roads"), len(text)) == "Roads."
