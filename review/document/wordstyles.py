"""The Word document's named styles: what a secretary changes once and sees everywhere."""

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Cm

from submissions.paper.wordstyles import FAINT, INK, QUOTE_RULE, RULE, WIDTH, body, border, element, heading, made, page, set_defaults

DASH = "–"


def prepare(document, language):
    """Give an empty python-docx document the page, language and styles of a Council document."""
    page(document.sections[0])
    set_defaults(document, language)
    styles = document.styles
    body(styles["Normal"], size=11, after=6)
    for level, size, before in ((1, 14, 18), (2, 11.5, 10), (3, 10.5, 8)):
        heading(styles[f"Heading {level}"], size=size, before=before)
    styles["Heading 1"].paragraph_format.left_indent = Cm(1.2)
    styles["Heading 1"].paragraph_format.first_line_indent = Cm(-1.2)
    styles["Heading 1"].paragraph_format.tab_stops.add_tab_stop(Cm(1.2))
    title(styles["Title"])
    council_header(styles)
    the_box(styles)
    dashed_lists(document)
    quotes(styles)
    statements(styles)
    links(styles)
    running(styles)


def title(style):
    body(style, size=16, before=4, after=12, bold=True, color=INK)
    style.font.all_caps = True
    for stretched in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(stretched)  # Arabic letters would be drawn out
    borders = style.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def council_header(styles):
    body(made(styles, "Council Header"), size=11, bold=True)
    body(made(styles, "Council Header Details"), size=11, bold=True)
    body(made(styles, "Author Line"), size=12, before=18, after=2, bold=True)


def the_box(styles):
    """Neighbours with the same border and indents are drawn as one box."""
    for name, bold, before, after in (("Box Heading", True, 4, 0), ("Box Text", False, 0, 4), ("Box Rule", False, 0, 0)):
        style = made(styles, name)
        body(style, size=11, before=before, after=after, bold=bold)
        style.paragraph_format.left_indent = style.paragraph_format.right_indent = Cm(0.3)
        border(style, **dict.fromkeys(("top", "left", "bottom", "right"), (8, 6, RULE)))
    styles["Box Heading"].paragraph_format.keep_with_next = True
    styles["Box Rule"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER


def dashed_lists(document):
    """List Bullet and List Bullet 2 with an en dash, as Council documents have them."""
    numbering = document.part.numbering_part.element
    key = 1 + max((int(n.get(qn("w:abstractNumId"))) for n in numbering.findall(qn("w:abstractNum"))), default=0)
    abstract = element("w:abstractNum", abstractNumId=key)
    abstract.append(element("w:multiLevelType", val="hybridMultilevel"))
    for level in (0, 1):
        kind = element("w:lvl", ilvl=level)
        for tag, value in (("w:start", 1), ("w:numFmt", "bullet"), ("w:pStyle", ("ListBullet", "ListBullet2")[level]), ("w:lvlText", DASH)):
            kind.append(element(tag, val=value))
        kind.append(element("w:lvlJc", val="left"))
        abstract.append(kind)
    numbering.insert(0, abstract)
    number = numbering.add_num(key).numId
    for level, name in enumerate(("List Bullet", "List Bullet 2")):
        style = document.styles[name]
        body(style, size=11, after=1)
        style.paragraph_format.line_spacing = 1
        style.paragraph_format.left_indent, style.paragraph_format.first_line_indent = Cm(0.7 + 0.7 * level), Cm(-0.7)
        properties = style.element.get_or_add_pPr()
        for old in properties.findall(qn("w:numPr")):
            properties.remove(old)
        marks = properties.get_or_add_numPr()
        if level:
            marks.append(element("w:ilvl", val=level))
        marks.append(element("w:numId", val=number))


def quotes(styles):
    """A quote has a rule where its lines begin: at the left, or at the right for scripts that are written leftward."""
    for name, side in (("Submission Quote", "left"), ("Submission Quote Right-to-Left", "right")):
        style = made(styles, name)
        body(style, size=10.5, before=6)
        style.paragraph_format.left_indent = style.paragraph_format.right_indent = Cm(0.7)
        style.paragraph_format.keep_with_next = True
        border(style, **{side: (18, 8, QUOTE_RULE)})
    leftward = styles["Submission Quote Right-to-Left"].element.get_or_add_pPr()
    leftward.find(qn("w:spacing")).addprevious(element("w:bidi"))
    source = made(styles, "Submission Quote Source")
    body(source, size=9.5, after=8, color=FAINT)
    source.paragraph_format.left_indent = source.paragraph_format.right_indent = Cm(0.7)


def statements(styles):
    """A line about one Action Line, and what stands under one statement in the annex."""
    body(made(styles, "Action Line"), size=11, after=4)
    body(made(styles, "Evidence"), size=10, before=6, after=4)
    body(made(styles, "Chart"), size=10, before=4, after=4)
    styles["Chart"].paragraph_format.keep_with_next = True


def links(styles):
    style = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    style.font.color.rgb, style.font.underline = INK, True


def running(styles):
    for name in ("Header", "Footer"):
        body(styles[name], size=9, color=FAINT)
    styles["Header"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    tabs = styles["Footer"].element.pPr.find(qn("w:tabs"))
    if tabs is not None:
        styles["Footer"].element.pPr.remove(tabs)
    styles["Footer"].paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    cell = made(styles, "Table Text")
    body(cell, size=9.5, before=1, after=1)
    cell.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT  # a name in Arabic too begins where the column does
    body(made(styles, "Table Note"), size=9.5, before=4, after=0)
    body(made(styles, "Table Heading", "Table Text"), size=9.5, before=1, after=1, bold=True)
