"""The Word document's named styles: what a secretary changes once and sees everywhere."""

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

LATIN, ARABIC, EAST_ASIAN = "Calibri", "Arial", "SimSun"
INK, RULE, QUOTE_RULE = RGBColor(0x1F, 0x3A, 0x5F), "1F3A5F", "8FA6C1"
DASH = "–"
WIDTH = Cm(17)  # between the margins


def element(tag, **attributes):
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def prepare(document, language):
    """Give an empty python-docx document the page, language and styles of a Council document."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    section.different_first_page_header_footer = True
    set_defaults(document, language)
    styles = document.styles
    body(styles["Normal"], size=11, after=6)
    for level, size, before in ((1, 14, 18), (2, 11.5, 10)):
        heading(styles[f"Heading {level}"], size=size, before=before)
    styles["Heading 1"].paragraph_format.left_indent = Cm(1.2)
    styles["Heading 1"].paragraph_format.first_line_indent = Cm(-1.2)
    styles["Heading 1"].paragraph_format.tab_stops.add_tab_stop(Cm(1.2))
    title(styles["Title"])
    council_header(styles)
    the_box(styles)
    dashed_lists(document)
    quotes(styles)
    running(styles)


def set_defaults(document, language):
    """Fonts for the three kinds of script and the document's language, in the defaults that every style builds on."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for tag in ("w:rFonts", "w:lang"):
        for old in defaults.findall(qn(tag)):
            defaults.remove(old)
    defaults.insert(0, element("w:rFonts", ascii=LATIN, hAnsi=LATIN, cs=ARABIC, eastAsia=EAST_ASIAN))
    defaults.append(element("w:lang", val=language, eastAsia="zh-CN", bidi="ar-SA"))


def font(style, *, size, bold=None, color=None):
    """One size and weight for all scripts; the theme's fonts give way to the document's."""
    style.font.size, style.font.bold, style.font.cs_bold = Pt(size), bold, bold
    if color is not None:
        style.font.color.rgb = color
    properties = style.element.get_or_add_rPr()
    for old in (*properties.findall(qn("w:rFonts")), *properties.findall(qn("w:szCs"))):
        properties.remove(old)
    properties.insert(0, element("w:rFonts", ascii=LATIN, hAnsi=LATIN, cs=ARABIC, eastAsia=EAST_ASIAN))
    style.element.rPr.find(qn("w:sz")).addnext(element("w:szCs", val=round(size * 2)))


def body(style, *, size, before=0, after=0, bold=None, color=None):
    font(style, size=size, bold=bold, color=color)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.08


def heading(style, *, size, before):
    body(style, size=size, before=before, after=4, bold=True, color=INK)
    style.paragraph_format.keep_with_next = True


def title(style):
    body(style, size=16, before=4, after=12, bold=True, color=INK)
    style.font.all_caps = True
    borders = style.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def made(styles, name, after_style="Normal"):
    """A new paragraph style that is shown in the gallery."""
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles[after_style]
    style.quick_style = True
    return style


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


def border(style, **sides):
    """Rules round a paragraph style: side → (eighths of a point, distance in points, colour)."""
    borders = element("w:pBdr")
    for side, (thickness, distance, color) in sides.items():
        borders.append(element(f"w:{side}", val="single", sz=thickness, space=distance, color=color))
    properties = style.element.get_or_add_pPr()
    later = [child for child in properties if child.tag in {qn(tag) for tag in ("w:shd", "w:tabs", "w:bidi", "w:spacing", "w:ind", "w:jc")}]
    later[0].addprevious(borders) if later else properties.append(borders)


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
    body(source, size=9.5, after=8, color=RGBColor(0x44, 0x4F, 0x5E))
    source.paragraph_format.left_indent = source.paragraph_format.right_indent = Cm(0.7)


def running(styles):
    for name in ("Header", "Footer"):
        body(styles[name], size=9, color=RGBColor(0x44, 0x4F, 0x5E))
    styles["Header"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    tabs = styles["Footer"].element.pPr.find(qn("w:tabs"))
    if tabs is not None:
        styles["Footer"].element.pPr.remove(tabs)
    styles["Footer"].paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    cell = made(styles, "Table Text")
    body(cell, size=9.5, before=1, after=1)
    cell.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT  # a name in Arabic too begins where the column does
    body(made(styles, "Table Heading", "Table Text"), size=9.5, before=1, after=1, bold=True)
