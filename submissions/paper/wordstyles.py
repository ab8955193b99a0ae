"""What named Word styles are made of: fonts for three kinds of script, sizes, rules. No query, no model, no request."""

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

LATIN, ARABIC, EAST_ASIAN = "Calibri", "Arial", "SimSun"
INK, FAINT, RULE, QUOTE_RULE = RGBColor(0x1F, 0x3A, 0x5F), RGBColor(0x44, 0x4F, 0x5E), "1F3A5F", "8FA6C1"
LANGUAGES = {"zh-hans": "zh-CN"}  # as Word writes them
WIDTH = Cm(17)  # between the margins


def element(tag, **attributes):
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def page(section):
    """A4 with room for running lines; the first page has its own."""
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    section.different_first_page_header_footer = True


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


def made(styles, name, after_style="Normal"):
    """A new paragraph style that is shown in the gallery."""
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles[after_style]
    style.quick_style = True
    return style


def border(style, **sides):
    """Rules round a paragraph style: side → (eighths of a point, distance in points, colour)."""
    borders = element("w:pBdr")
    for side, (thickness, distance, color) in sides.items():
        borders.append(element(f"w:{side}", val="single", sz=thickness, space=distance, color=color))
    properties = style.element.get_or_add_pPr()
    later = [child for child in properties if child.tag in {qn(tag) for tag in ("w:shd", "w:tabs", "w:bidi", "w:spacing", "w:ind", "w:jc")}]
    later[0].addprevious(borders) if later else properties.append(borders)


def turn(properties, direction):
    """Let a paragraph, or a style's paragraphs, run in a direction."""
    mark = element("w:bidi", val="1" if direction == "rtl" else "0")
    later = [child for child in properties if child.tag in {qn(tag) for tag in ("w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr")}]
    later[0].addprevious(mark) if later else properties.append(mark)
