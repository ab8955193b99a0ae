"""A finished Word document turned round for a language that is written leftward, or set for Chinese characters. No query, no model."""

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from submissions.paper.wordstyles import element, turn
from submissions.vocabulary import direction

RIGHTWARD, LEFTWARD, SOURCE = "SubmissionQuote", "SubmissionQuoteRight-to-Left", "SubmissionQuoteSource"  # styles of others' words
RTL, LANG, FONTS, BOLD = qn("w:rtl"), qn("w:lang"), qn("w:rFonts"), qn("w:b")
LINK, PROPERTIES = qn("w:hyperlink"), qn("w:pPr")


def suit(document, language):
    """Do what the language of the document's own words needs; words of others keep what they were given."""
    leftward = direction(language) == "rtl"
    place_sources(document.element.body, RIGHTWARD if leftward else LEFTWARD)
    if leftward:
        for root in roots(document):
            turn_paragraphs(root)
            turn_tables(root)
        begin_where_lines_do(document.styles)
        for section in document.sections:
            section._sectPr.find(qn("w:docGrid")).addprevious(element("w:bidi"))
            section._sectPr.find(qn("w:docGrid")).addprevious(element("w:rtlGutter"))
    elif language.startswith("zh"):
        for root in roots(document):
            widen(root)


def roots(document):
    """The body, and the lines above and below the pages."""
    yield document.element.body
    for section in document.sections:
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            if not part.is_linked_to_previous:
                yield part._element


def place_sources(body, turned):
    """Where a quote is from stands at the side at which the quote begins: at the other one than usual after the style `turned`."""
    before = None
    for paragraph in body.iterchildren(qn("w:p")):
        if paragraph.style == SOURCE and before == turned:
            paragraph.get_or_add_pPr().jc_val = WD_ALIGN_PARAGRAPH.RIGHT  # which Word understands as the end of the line
        before = paragraph.style


def turn_paragraphs(root):
    """Every paragraph runs leftward and begins at the right; its runs too, where they are the document's own words.

    An address on a line of its own runs rightward, for its marks belong to Latin letters, and stands at the right as well.
    """
    for paragraph in root.iter(qn("w:p")):
        properties = paragraph.get_or_add_pPr()
        if is_address(paragraph):
            properties.jc_val = WD_ALIGN_PARAGRAPH.RIGHT
            continue
        if properties.style != RIGHTWARD:
            turn(properties, "rtl")
        for run in own_runs(paragraph):
            turn_run(run.get_or_add_rPr())


def is_address(paragraph):
    return [child.tag for child in paragraph if child.tag != PROPERTIES] == [LINK] and words_of(paragraph).startswith("http")


def words_of(paragraph):
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def turn_run(properties):
    if properties.find(RTL) is None:
        properties.append(element("w:rtl"))
    for bold in properties.findall(BOLD):
        bold.addnext(element("w:bCs"))


def own_runs(root):
    """The runs without a language of their own."""
    for run in root.iter(qn("w:r")):
        if run.rPr is None or run.rPr.find(LANG) is None:
            yield run


def turn_tables(root):
    """The first column stands at the right."""
    for properties in root.iter(qn("w:tblPr")):
        width = properties.find(qn("w:tblW"))
        width.addprevious(element("w:bidiVisual"))


def begin_where_lines_do(styles):
    """No style holds its lines at the left."""
    for style in styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH and style.element.pPr is not None:
            for at in style.element.pPr.findall(qn("w:jc")):
                if at.get(qn("w:val")) == "left":
                    style.element.pPr.remove(at)


def widen(root):
    """Quotation marks, dashes and the like are those of the Chinese font."""
    for run in own_runs(root):
        properties = run.get_or_add_rPr()
        if properties.find(FONTS) is None:
            properties.insert(0, element("w:rFonts", hint="eastAsia"))
