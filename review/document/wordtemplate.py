"""A Word file of the secretariat's own as the ground of the document: its styles, running lines and page win. No model, no request."""

from io import BytesIO

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn

from review.document.wordstyles import links, prepare
from submissions.paper.word import add, describe, write
from submissions.paper.wordstyles import element

NAMES = (  # the paragraph styles that the document is written in
    "Normal",
    "Title",
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "List Bullet",
    "List Bullet 2",
    "Council Header",
    "Council Header Details",
    "Author Line",
    "Box Heading",
    "Box Text",
    "Box Rule",
    "Action Line",
    "Submission Quote",
    "Submission Quote Right-to-Left",
    "Submission Quote Source",
    "Evidence",
    "Chart",
    "Table Heading",
    "Table Text",
    "Table Note",
    "Header",
    "Footer",
)
RUNNING = {RT.HEADER, RT.FOOTER}
KEPT = {RT.STYLES, RT.NUMBERING, RT.SETTINGS, RT.FONT_TABLE, RT.THEME}
FONTS = ("obfuscatedfont", "fontdata", "ttf")
SETTINGS = ("alignBordersAndEdges", "autoHyphenation", "bordersDoNotSurroundFooter", "bordersDoNotSurroundHeader")
SETTINGS += ("characterSpacingControl", "clrSchemeMapping", "compat", "consecutiveHyphenLimit", "decimalSymbol", "defaultTabStop")
SETTINGS += ("displayBackgroundShape", "doNotHyphenateCaps", "embedSystemFonts", "embedTrueTypeFonts", "evenAndOddHeaders", "gutterAtTop")
SETTINGS += ("hyphenationZone", "listSeparator", "mirrorMargins", "noLineBreaksAfter", "noLineBreaksBefore", "noPunctuationKerning")
SETTINGS += ("saveSubsetFonts", "strictFirstAndLastChars", "themeFontLang")
PAGE_DROPPED = ("printerSettings", "sectPrChange", "footnotePr", "endnotePr")
PAGE_DROPPED += ("bidi", "rtlGutter")  # these follow the document's language
SHOWN = {qn(f"w:{tag}") for tag in ("drawing", "pict", "object", "fldSimple", "instrText", "tbl")}
NAMING = {qn(f"w:{tag}") for tag in ("pStyle", "rStyle", "basedOn", "next", "link")}


def blank(language):
    """A document without content that has our styles and page."""
    document = Document()
    prepare(document, language)
    return document


def ours(language):
    """The bytes of a .docx file to start from: our styles, each shown by a paragraph that names it."""
    document = blank(language)
    describe(document, title="", subject="", language=language)
    for name in NAMES[:-2]:
        write(add(document, name), name)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def based_on(template, language):
    """A document without content that has the template's styles, running lines and page set-up, and nothing else of it."""
    document = Document(BytesIO(template))
    empty(document)
    forget(document)
    by_identifier(document)
    say_language(document, language)
    if missing(document, ("Hyperlink",)):
        links(document.styles)
    return document


def missing(document, names=NAMES):
    """Those of the names that no style of the document has."""
    having = {name_of(style) for style in document.styles.element.style_lst}
    return [name for name in names if name.lower() not in having]


def name_of(style):
    """The name of a style in small letters, as Word compares them."""
    found = style.find(qn("w:name"))
    return "" if found is None else found.get(qn("w:val"), "").lower()


def empty(document):
    """Take out the content; the last section's page stays, with the running lines that it takes over from sections before it."""
    body = document.element.body
    last, inherited = document.sections[-1]._sectPr, {}
    for section in document.sections:
        for line in section._sectPr.xpath("./w:headerReference | ./w:footerReference"):
            inherited[line.tag, line.get(qn("w:type"))] = line
    own = {(line.tag, line.get(qn("w:type"))) for line in last.xpath("./w:headerReference | ./w:footerReference")}
    for place, line in enumerate(line for key, line in inherited.items() if key not in own):
        last.insert(place, line)
    for child in list(body):
        if child is not last:
            body.remove(child)
    for tag in PAGE_DROPPED:
        for found in last.findall(qn(f"w:{tag}")):
            last.remove(found)
    if last.find(qn("w:docGrid")) is None:
        last.append(element("w:docGrid", linePitch=360))


def forget(document):
    """Drop what belongs to the file the template was made of: its notes, comments, properties, and lines of sections that are gone."""
    part, package = document.part, document.part.package
    lines = {line.get(qn("r:id")) for line in document.sections[-1]._sectPr.xpath("./w:headerReference | ./w:footerReference")}
    leave(part, lambda relation: relation.reltype in KEPT or is_running(relation, lines))
    leave(package, lambda relation: relation.reltype == RT.OFFICE_DOCUMENT)
    for kept in [relation.target_part for relation in part.rels.values()]:
        leave(kept, needed)
        for shown in [relation.target_part for relation in kept.rels.values() if not relation.is_external]:
            leave(shown, lambda relation: False)
    settings, kept = document.settings.element, {qn(f"w:{tag}") for tag in SETTINGS}
    for found in [child for child in settings if child.tag not in kept]:
        settings.remove(found)


def is_running(relation, lines):
    """Whether it leads to a header or footer that is referenced, and one by its content type too."""
    return relation.reltype in RUNNING and relation.rId in lines and hasattr(relation.target_part, "element")


def leave(part, wanted):
    """Keep of a part's relationships those that are wanted; a part that none leads to is not saved."""
    for key in [key for key, relation in part.rels.items() if not wanted(relation)]:
        del part.rels[key]


def needed(relation):
    """Whether running lines, styles and their like may lead there: to a web page, a picture or a font."""
    if relation.is_external:
        return relation.reltype == RT.HYPERLINK
    kind = relation.target_part.content_type
    return (relation.reltype == RT.IMAGE and kind.startswith("image/")) or (relation.reltype == RT.FONT and kind.lower().endswith(FONTS))


def by_identifier(document):
    """Give each of the named styles the identifier that the document's paragraphs name it by, whatever Word's language called it."""
    styles, renamed = document.styles.element.style_lst, {}
    wanted = {name.lower(): name.replace(" ", "") for name in (*NAMES, "Hyperlink")}
    for style in styles:
        new = wanted.get(name_of(style))
        if new and style.styleId != new:
            renamed[style.styleId] = new
    taken = set(renamed.values()) - set(renamed)
    renamed |= {style.styleId: f"{style.styleId}Other" for style in styles if style.styleId in taken and style.styleId not in renamed}
    for style in styles:
        style.styleId = renamed.get(style.styleId, style.styleId)
    parts = (document.part, *(relation.target_part for relation in document.part.rels.values()))
    for root in (part.element for part in parts if hasattr(part, "element")):
        for found in root.iter(*NAMING):
            found.set(qn("w:val"), renamed.get(found.get(qn("w:val")), found.get(qn("w:val"))))


def say_language(document, language):
    """The text is in the document's language, whatever language the template was made in."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if defaults is not None:
        found = defaults.find(qn("w:lang"))
        if found is None:
            found = element("w:lang")
            defaults.append(found)
        found.set(qn("w:val"), language)


def room(document):
    """The width between the margins."""
    section = document.sections[0]
    return section.page_width - section.left_margin - section.right_margin


def said(template):
    """The words that a document made on the template takes over from it: those of its running lines, a paragraph a line."""
    document = Document(BytesIO(template))
    empty(document)
    forget(document)
    parts = (relation.target_part.element for relation in document.part.rels.values() if relation.reltype in RUNNING)
    paragraphs = (paragraph for part in parts for paragraph in part.iter(qn("w:p")))
    return "\n".join("".join(text.text or "" for text in paragraph.iter(qn("w:t"))) for paragraph in paragraphs)


def says_nothing(line):
    """Whether a header or footer is empty, so that ours may stand there."""
    holding = any(found.tag in SHOWN for found in line._element.iter())
    return not holding and not "".join(line._element.itertext()).strip()
