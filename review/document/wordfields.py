"""What in a part of a Word file may fetch or reveal something: fields other than harmless ones, and addresses in attributes."""

import re
from collections import defaultdict

from lxml import etree

ARGUMENT = r'(?:"[^"]*"|[^\s"\\]+)'
HARMLESS = re.compile(  # an instruction as a whole, so that nothing stands behind a harmless name
    rf"""(?:
        PAGE|NUMPAGES|SECTION|SECTIONPAGES|DATE|TIME|CREATEDATE|SAVEDATE|PRINTDATE|TITLE|SUBJECT|TOC
        |FILENAME(?!.*\\p)  # with \p the folder is told, and whose it is
        |(?:STYLEREF|REF|PAGEREF|NOTEREF|SEQ)[ ]{ARGUMENT}
        |HYPERLINK[ ](?:\\l[ ]?{ARGUMENT}|"(?:https?|mailto):[^"]*")
    )(?:[ ]?\\[*\#@!a-z](?:[ ]?{ARGUMENT})?)*""",
    re.IGNORECASE | re.VERBOSE,
)
ANOTHER = " {} "  # stands in an instruction for what another field makes of it
ADDRESS = re.compile(r"\s*(?!data:)(?:[a-z][a-z0-9+.-]*:|[\\/]{2})", re.IGNORECASE)
ADDRESSING = {"src", "href", "althref"}
BRANCHES = ("{*}Choice", "{*}Fallback")  # of which a program reads one


def suspect_fields(root):
    """The instructions of the fields there that are not known to be harmless."""
    told = (" ".join(instruction.split()) for instruction in instructions(root))
    return [instruction for instruction in told if instruction and not HARMLESS.fullmatch(instruction)]


def instructions(root):
    """The instruction of every field, put together from its runs; text outside of a field that is marked as one too."""
    open_fields = defaultdict(list)  # by branch: [pieces of the instruction, whether its result has begun], the innermost last
    for found in root.iter("{*}fldSimple", "{*}fldChar", "{*}instrText", "{*}t"):
        tag, within = etree.QName(found).localname, open_fields[next(found.iterancestors(*BRANCHES), None)]
        kind = attribute(found, "fldCharType")
        in_instruction = within and not within[-1][1]
        if in_instruction and (tag == "fldSimple" or kind == "begin"):
            within[-1][0].append(ANOTHER)
        if tag == "fldSimple":
            yield attribute(found, "instr")
        elif kind == "begin":
            within.append([[], False])
        elif kind == "separate" and within:
            within[-1][1] = True
        elif kind == "end" and within:
            yield "".join(within.pop()[0])
        elif in_instruction or (within and tag == "instrText"):
            within[-1][0].append(found.text or "")
        elif tag == "instrText":
            yield found.text or ""
    for within in open_fields.values():
        yield from ("".join(pieces) for pieces, _has_result in within)


def attribute(element, name):
    return next((value for key, value in element.attrib.items() if etree.QName(key).localname == name), "")


def addresses(root):
    """The addresses elsewhere that attributes name, as VML's pictures do without a relationship."""
    attributes = ((etree.QName(key).localname, value) for found in root.iter(etree.Element) for key, value in found.attrib.items())
    return [value for name, value in attributes if name.lower() in ADDRESSING and ADDRESS.match(value)]
