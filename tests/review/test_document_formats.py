"""One outline, four files: the same headings, statements and evidence in each, and the address of every published submission."""

import re
import unicodedata
from io import BytesIO

import pypdfium2
import pytest
from docx import Document

from review.document.html import to_html
from review.document.markdown import to_markdown
from review.document.outline import outline
from review.document.pdf import to_pdf
from review.document.word import to_docx
from submissions.models import Publication
from tests.review.test_document_html import Read
from tests.review.test_document_markdown import texts, tokens
from tests.test_demonstration_agrees import wsis20  # noqa: F401 (a fixture)
from tests.unpacking import text_within

HEADINGS = {"Box Heading", "Heading 1", "Heading 2", "Heading 3"}


@pytest.fixture
def made(wsis20):  # noqa: F811
    return outline(wsis20)


def plain(text):
    """The words without what tells formats apart: white space, the dot after a numeral, isolates, breaks within long words."""
    return re.sub(r"\s+", " ", re.sub("[\u200b\u2067\u2069]", "", text)).replace(". ", " ").strip()


def words_of(pieces):
    return "".join(getattr(piece, "text", piece) for piece in pieces)


def headings_of(made):
    """Every heading of an outline in its order."""
    yield from (part.heading for part in (*made.box, made.references, *made.opening))
    for section in made.sections:
        yield f"{section.numeral} {section.heading}"
        yield from (part.heading for part in section.lists)
    yield made.method.heading
    yield made.statistics.heading
    yield from (chart.heading for chart in made.statistics.charts)
    yield made.counts_heading
    for section in made.sections:
        yield f"{section.numeral} {section.heading}"
        yield from (group.heading for group in section.groups)
    yield from (table.heading for table in made.linkage)
    yield made.evidence_heading
    yield from (part.heading for part in made.evidence)
    yield made.annex.heading


def statements_of(made):
    sections = [section.sentences + sum((part.sentences for part in section.lists), ()) for section in made.sections]
    return [
        f"{sentence.lead} – {words_of(sentence.parts)}" if sentence.lead else words_of(sentence.parts) for sentence in sum(sections, ())
    ]


def evidence_of(made):
    """Each line of the annex of evidence, and each quote under it."""
    for row in (row for part in made.evidence for row in part.rows):
        yield f"{row.number} {row.lead} {' '.join(map(words_of, row.lines))}"
        yield from (quote.passage.text for quote in row.quotes)


def read_word(made):
    """(headings, every paragraph, addresses that are linked)."""
    document = Document(BytesIO(to_docx(made)))
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name in HEADINGS]
    links = {relation.target_ref for relation in document.part.rels.values() if relation.is_external}
    return headings, [paragraph.text for paragraph in document.paragraphs], links


def read_html(made):
    page = Read(to_html(made).decode())
    numbers = {link["text"] for link in page.all("a") if link.get("class") == "to-evidence"}
    paragraphs = [
        re.sub(r" [IVX]+\.\d+$", "", text) if text.split()[-1:] and text.split()[-1] in numbers else text for text in page.texts("p", "li")
    ]
    links = {link["href"] for link in page.all("a") if not link["href"].startswith("#")}
    return page.texts("h2", "h3", "h4"), [*paragraphs, *page.texts("blockquote")], links


def read_markdown(made):
    markdown = to_markdown(made)
    quotes = [text.rpartition("\n— ")[0] for text in texts(markdown, "blockquote")]
    links = {token.attrGet("href") for token in tokens(markdown) if token.type == "link_open"}
    return texts(markdown, "heading")[1:], [*texts(markdown, "paragraph"), *quotes], links


@pytest.mark.parametrize("read", (read_word, read_html, read_markdown))
def test_headings_statements_and_evidence_of_the_demonstration_are_in_every_format(made, read):
    headings, paragraphs, links = read(made)
    paragraphs = set(map(plain, paragraphs))

    assert list(map(plain, headings)) == list(map(plain, headings_of(made)))
    assert len(statements_of(made)) > 40
    assert [text for text in statements_of(made) if plain(text) not in paragraphs] == []
    assert [text for text in evidence_of(made) if plain(text) not in paragraphs] == []
    published = {f"http://testserver{publication.get_absolute_url()}" for publication in Publication.objects.live()}
    assert {address.partition("#")[0] for address in links} == published <= links


def squeezed(text):
    """Letters and digits alone."""
    return "".join(mark for mark in text if mark.isalnum())


def test_the_pdf_says_the_same_and_leads_to_every_published_submission(made):
    pdf = to_pdf(made)

    pages = pypdfium2.PdfDocument(pdf)
    text = squeezed("".join(page.get_textpage().get_text_bounded(bottom=60, top=page.get_height() - 60) for page in pages))
    said = [*headings_of(made), *statements_of(made), *evidence_of(made)]
    said = [words for words in said if "Mn" not in map(unicodedata.category, words)]  # pdfium turns letters about beside vowel marks
    assert len(said) > 200
    assert [words for words in said if squeezed(words) not in text] == []
    addresses = {f"http://testserver{publication.get_absolute_url()}" for publication in Publication.objects.live()}
    assert {address.partition("#")[0] for address in re.findall(r"/URI ?\((http[^)]+)\)", text_within(pdf))} == addresses
    assert {address for address in addresses if squeezed(address) not in text} == set()
    assert b"pdfuaid" in pdf
