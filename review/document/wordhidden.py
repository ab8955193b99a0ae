"""What a Word template would bring along unseen: tracked changes, hidden text, notes in pictures, things whose parts stay behind."""

import re
from collections import defaultdict

from docx.oxml.ns import nsmap, qn
from lxml import etree

from review.document.wordtemplate import NAMES, RUNNING, name_of

CHANGE = re.compile(r"(ins|del|delText|delInstrText|moveFrom|moveTo|cellIns|cellDel|cellMerge|\w+Change|(move|customXml)\w+RangeStart)$")
WORD, RELATION = f"{{{nsmap['w']}}}", f"{{{nsmap['r']}}}"

TELLING = re.compile(  # Exif, XMP, Photoshop's notes, texts in PNG except the program's name, what Inkscape notes
    rb"Exif\0\0|eXIf(?:II|MM)|http://ns\.adobe\.com/xap/|Photoshop 3\.0\0|(?:tEXt|zTXt|iTXt)(?!Software\0)[ -~]{1,79}\0"
    rb"|<metadata|:docname=|:export-filename="
)


def taken_over(document):
    """(name, root, relationships) of every part of XML that the document has: it and what is kept beside it."""
    for part in (document.part, *(relation.target_part for relation in document.part.rels.values())):
        yield part.partname.lstrip("/"), etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True)), part.rels


def is_changed(root):
    """Whether changes are tracked there; each would name its author."""
    return any(CHANGE.match(found.tag.removeprefix(WORD)) or f"{WORD}author" in found.attrib for found in root.iter(f"{WORD}*"))


def loose(root, relations):
    """The names of things there that lead to a part which stays behind, such as a chart."""
    keys = ((found, value) for found in root.iter(etree.Element) for key, value in found.attrib.items() if key.startswith(RELATION))
    return sorted({etree.QName(found).localname for found, value in keys if value and value not in relations})


def hidden_words(document):
    """(part, words) of the runs of running lines that are formatted as hidden, or whose style is."""
    hiding = hiding_styles(document)
    for relation in document.part.rels.values():
        if relation.reltype in RUNNING:
            for run in relation.target_part.element.iter(qn("w:r")):
                if is_hidden(run, hiding) and any(child.tag != qn("w:rPr") for child in run):
                    yield relation.target_part.partname.lstrip("/"), "".join(text.text or "" for text in run.iter(qn("w:t")))


def is_hidden(run, hiding):
    own = is_vanishing(run)
    paragraph = next(run.iterancestors(qn("w:p")), run)
    styles = (*run.findall(f"{qn('w:rPr')}/{qn('w:rStyle')}"), *paragraph.findall(f"{qn('w:pPr')}/{qn('w:pStyle')}"))
    return any(style.get(qn("w:val")) in hiding for style in styles) if own is None else own


def is_vanishing(holder):
    """Whether a run or style says of itself that it is hidden; None where it says nothing."""
    found = holder.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return None if found is None else found.get(qn("w:val")) not in ("0", "false", "off")


def hiding_styles(document):
    """The identifiers of the styles that hide their text, of themselves or by what they are based on."""
    found, following, hiding = [], defaultdict(list), set()
    for style in document.styles.element.style_lst:
        own, base = is_vanishing(style), style.find(qn("w:basedOn"))
        if own:
            found.append(style.styleId)
        elif own is None and base is not None:
            following[base.get(qn("w:val"))].append(style.styleId)
    while found:
        hiding.add(key := found.pop())
        found += following.pop(key, ())
    return hiding


def hidden_names(document):
    """Those of the named styles that hide their text, which would be the document's."""
    hiding, wanted = hiding_styles(document), {name.lower(): name for name in NAMES}
    return [wanted[name_of(style)] for style in document.styles.element.style_lst if style.styleId in hiding and name_of(style) in wanted]


def telling_pictures(document):
    """The names of the pictures taken over whose files hold notes on who made them, when, where or from what."""
    pictures = (part for part in document.part.package.iter_parts() if part.content_type.startswith("image/"))
    return [part.partname.lstrip("/") for part in pictures if TELLING.search(part.blob)]
