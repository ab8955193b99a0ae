"""What every Word document of ours is written with: paragraphs by style, runs in their language, fields. No query, no model, no request."""

from datetime import UTC, datetime

from docx.opc.constants import RELATIONSHIP_TYPE

from submissions.paper.words import PAGE, PAGES, Text
from submissions.paper.wordstyles import element
from submissions.texts import normalise


def describe(document, *, title, subject, language):
    """The file's properties: what it is, and nobody's name."""
    now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    properties = document.core_properties
    properties.title, properties.subject, properties.language = normalise(title)[:255], normalise(subject)[:255], language
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.created = properties.modified = now
    properties.revision = 1
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]  # the picture of another document that python-docx's template carries


FIELDS = {PAGE: "PAGE", PAGES: "NUMPAGES"}  # the places of `page_line`


def field(paragraph, instruction):
    """A field that Word keeps up to date."""
    simple = element("w:fldSimple", instr=instruction)
    run = paragraph.add_run("1")
    simple.append(run._r)
    paragraph._p.append(simple)


def add(container, style):
    return styled(container.add_paragraph(), style)


def styled(paragraph, style):
    """Give a paragraph its named style by identifier: looking styles up by name takes most of a document's time."""
    if style != "Normal":
        paragraph._p.style = style.replace(" ", "")
    return paragraph


def write(paragraph, text):
    """Add a run to a paragraph; words of others get their language, and their direction where it is right to left."""
    run = paragraph.add_run(normalise(text.text if isinstance(text, Text) else text))
    if isinstance(text, Text):
        properties = run._r.get_or_add_rPr()
        base = text.language.split("-")[0]
        if text.direction == "rtl":
            properties.append(element("w:rtl"))
            properties.append(element("w:lang", bidi=text.language))
        elif base in ("zh", "ja", "ko"):
            properties.append(element("w:rFonts", hint="eastAsia"))
            properties.append(element("w:lang", eastAsia={"zh": "zh-CN", "ja": "ja-JP", "ko": "ko-KR"}[base]))
        else:
            properties.append(element("w:lang", val=text.language))
    return run
