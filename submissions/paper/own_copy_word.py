"""A stakeholder's own copy as Word: an OwnCopy drawn with named styles. No query, no model, no request."""

from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn

from submissions.paper.word import FIELDS, add, describe, field, write
from submissions.paper.wordstyles import (
    FAINT,
    INK,
    LANGUAGES,
    QUOTE_RULE,
    WIDTH,
    body,
    border,
    element,
    heading,
    made,
    page,
    set_defaults,
    turn,
)


def to_docx(copy):
    """The OwnCopy as the bytes of a .docx file."""
    document = Document()
    language = LANGUAGES.get(copy.language, copy.language)
    prepare(document, language, copy.direction)
    describe(document, title=copy.title.text, subject=copy.subject, language=language)
    running_lines(document.sections[0], copy)
    if copy.mark:
        line(document, "Draft Mark", copy.mark, copy)
    line(document, "Title", copy.title, copy)
    for fact in copy.facts:
        paragraph = line(document, "Fact", f"{fact.label}: ", copy)
        paragraph.runs[0].font.bold = paragraph.runs[0].font.cs_bold = True
        write(paragraph, fact.value)
    if copy.joined:
        line(document, "Heading 1", copy.joined_heading, copy)
    for name in copy.joined:
        line(document, "List Bullet", name, copy)
    line(document, "Heading 1", copy.answers_heading, copy)
    for answered in copy.answers:
        write_answer(document, answered, copy)
    for title, paragraphs in ((copy.consent_heading, copy.consent), (copy.proof_heading, copy.proof)):
        line(document, "Heading 1", title, copy)
        for text in paragraphs:
            line(document, "Normal", text, copy)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def prepare(document, language, direction):
    """Give an empty python-docx document page, language, direction and styles."""
    page(document.sections[0])
    document.sections[0].different_first_page_header_footer = False
    set_defaults(document, language)
    styles = document.styles
    body(styles["Normal"], size=11, after=6)
    for level, size, before in ((1, 14, 18), (2, 11.5, 12)):
        heading(styles[f"Heading {level}"], size=size, before=before)
    body(styles["Title"], size=18, after=10, bold=True, color=INK)
    borders = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        styles["Title"].element.pPr.remove(borders)
    body(styles["List Bullet"], size=11, after=2)
    body(made(styles, "Draft Mark"), size=14, after=6, bold=True)
    body(made(styles, "Fact"), size=10.5, after=2)
    body(made(styles, "Question As Shown"), size=10, after=6, color=FAINT)
    styles["Question As Shown"].paragraph_format.keep_with_next = True
    body(made(styles, "Answer"), size=11, after=8)
    border(styles["Draft Mark"], **dict.fromkeys(("top", "bottom"), (8, 4, QUOTE_RULE)))
    for name in ("Header", "Footer"):
        body(styles[name], size=9, color=FAINT)
        for tabs in styles[name].element.pPr.findall(qn("w:tabs")):
            styles[name].element.pPr.remove(tabs)
    styles["Header"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles["Footer"].paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    if direction == "rtl":
        turn(styles["Normal"].element.get_or_add_pPr(), "rtl")
        document.sections[0]._sectPr.append(element("w:bidi"))


def line(container, style, text, copy):
    """A paragraph of one text: a str is the copy's own words, a Text those of others, who may write in the other direction."""
    paragraph = add(container, style)
    if isinstance(text, str):
        run = write(paragraph, text)
        if copy.direction == "rtl":
            run._r.get_or_add_rPr().append(element("w:rtl"))
    else:
        write(paragraph, text)
        if text.direction != copy.direction and style != "List Bullet":  # a list keeps its marks on one side
            turn(paragraph._p.get_or_add_pPr(), text.direction)
    return paragraph


def write_answer(document, answered, copy):
    line(document, "Heading 2", answered.heading, copy)
    line(document, "Question As Shown", answered.question, copy)
    for label in answered.choices:
        line(document, "List Bullet", label, copy)
    if answered.text.text:
        line(document, "Answer", answered.text, copy)
    if answered.nothing:
        line(document, "Answer", answered.nothing, copy)


def running_lines(section, copy):
    """Above, on a draft, that it is one; below the call and the page."""
    if copy.mark:
        line(section.header, "Header", copy.mark, copy)
    footer = section.footer.paragraphs[0]
    write(footer, f"{copy.subject}\t")
    for piece in copy.page_line:
        field(footer, FIELDS[piece]) if piece in FIELDS else write(footer, piece)
