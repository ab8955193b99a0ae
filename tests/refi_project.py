"""A reader and checker of REFI-QDA projects, written from the rules of the standard's schema and apart from what writes them.

RULES: element's type → (attributes, children in their order). An attribute is (name, kind, required); a child (name, type, least, most).
"""

import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

NAMESPACE = "{urn:QDA-XML:project:1.0}"
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}")
MANY = float("inf")
KINDS = {
    "string": lambda value: True,
    "guid": GUID.fullmatch,
    "integer": re.compile(r"[+-]?\d+").fullmatch,
    "boolean": re.compile("true|false|0|1").fullmatch,
    "rgb": re.compile("#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})").fullmatch,
    "moment": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?").fullmatch,
    "variable": re.compile("Text|Boolean|Integer|Float|Date|DateTime").fullmatch,
}
MADE = (("creatingUser", "guid", False), ("creationDateTime", "moment", False))
CHANGED = (("modifyingUser", "guid", False), ("modifiedDateTime", "moment", False))
NAMED = (("guid", "guid", True), ("name", "string", True))
LIKELY_NAMED = (("guid", "guid", True), ("name", "string", False))
DESCRIPTION, NOTES = ("Description", "text", 0, 1), ("NoteRef", "ref", 0, MANY)
VALUES = ("VariableValue", "variable value", 0, MANY)
TEXT_SOURCE = (
    (*LIKELY_NAMED, ("richTextPath", "string", False), ("plainTextPath", "string", False), *MADE, *CHANGED),
    (
        *(DESCRIPTION, ("PlainTextContent", "text", 0, 1), ("PlainTextSelection", "selection", 0, MANY)),
        *(("Coding", "coding", 0, MANY), NOTES, VALUES),
    ),
)
RULES = {
    "text": ((), ()),
    "ref": ((("targetGUID", "guid", True),), ()),
    "project": (
        (
            *(("name", "string", True), ("origin", "string", False), ("basePath", "string", False)),
            *(("creatingUserGUID", "guid", False), ("creationDateTime", "moment", False)),
            *(("modifyingUserGUID", "guid", False), ("modifiedDateTime", "moment", False)),
        ),
        (
            *(("Users", "users", 0, 1), ("CodeBook", "codebook", 0, 1), ("Variables", "variables", 0, 1), ("Cases", "cases", 0, 1)),
            *(("Sources", "sources", 0, 1), ("Notes", "notes", 0, 1), ("Sets", "sets", 0, 1), DESCRIPTION, NOTES),
        ),
    ),
    "users": ((), (("User", "user", 1, MANY),)),
    "user": ((*LIKELY_NAMED, ("id", "string", False)), ()),
    "codebook": ((), (("Codes", "codes", 1, 1),)),
    "codes": ((), (("Code", "code", 1, MANY),)),
    "code": ((*NAMED, ("isCodable", "boolean", True), ("color", "rgb", False)), (DESCRIPTION, NOTES, ("Code", "code", 0, MANY))),
    "variables": ((), (("Variable", "variable", 1, MANY),)),
    "variable": ((*NAMED, ("typeOfVariable", "variable", True)), (DESCRIPTION,)),
    "variable value": ((), (("VariableRef", "ref", 1, 1), ("TextValue", "text", 0, 1))),
    "cases": ((), (("Case", "case", 1, MANY),)),
    "case": (
        LIKELY_NAMED,
        (DESCRIPTION, ("CodeRef", "ref", 0, MANY), VALUES, ("SourceRef", "ref", 0, MANY), ("SelectionRef", "ref", 0, MANY)),
    ),
    "sources": ((), (("TextSource", "source", 0, MANY),)),
    "source": TEXT_SOURCE,
    "selection": (
        (*LIKELY_NAMED, ("startPosition", "integer", True), ("endPosition", "integer", True), *MADE, *CHANGED),
        (DESCRIPTION, ("Coding", "coding", 0, MANY), NOTES),
    ),
    "coding": ((("guid", "guid", True), *MADE), (("CodeRef", "ref", 1, 1), NOTES)),
    "notes": ((), (("Note", "source", 1, MANY),)),
    "sets": ((), (("Set", "set", 1, MANY),)),
    "set": (NAMED, (DESCRIPTION, ("MemberCode", "ref", 0, MANY), ("MemberSource", "ref", 0, MANY), ("MemberNote", "ref", 0, MANY))),
}
REFERENCES = {  # what a reference may lead to
    **{"CodeRef": "Code", "MemberCode": "Code", "NoteRef": "Note", "MemberNote": "Note", "VariableRef": "Variable"},
    **{"SourceRef": "TextSource", "MemberSource": "TextSource", "SelectionRef": "PlainTextSelection"},
}
TO_USERS = ("creatingUser", "modifyingUser", "creatingUserGUID", "modifyingUserGUID")


def problems(file):
    """Every way in which a QDPX file breaks the standard's rules, as sentences."""
    archive = zipfile.ZipFile(file)
    root = ElementTree.fromstring(archive.read("project.qde"))  # noqa: S314 (our own file)
    found = [] if root.tag == f"{NAMESPACE}Project" else [f"The root is {root.tag}."]
    found += against_rules(root, "project", "Project")
    found += [f"The identifier {guid} is given {n} times." for guid, n in Counter(guids(root)).items() if n > 1]
    found += dangling(root)
    return [*found, *outside_the_text(archive, root)]


def against_rules(element, type, where):
    attributes, children = RULES[type]
    allowed = {name: kind for name, kind, _required in attributes}
    for name in element.attrib.keys() - allowed.keys():
        yield f"{where} has the unknown attribute {name}."
    for name, _kind, required in attributes:
        if required and name not in element.attrib:
            yield f"{where} has no {name}."
    for name, value in element.attrib.items():
        if name in allowed and not KINDS[allowed[name]](value):
            yield f"{where} says {name}={value!r}, which is no {allowed[name]}."
    if type != "text" and (element.text or "").strip():
        yield f"{where} holds words."
    names = [child.tag.removeprefix(NAMESPACE) for child in element]
    order = [name for name, *_rule in children]
    if names != sorted(names, key=lambda name: order.index(name) if name in order else -1):
        yield f"{where} has its elements in another order: {names}."
    for name, _type, least, most in children:
        if not least <= names.count(name) <= most:
            yield f"{where} has {names.count(name)} times {name}."
    types = {name: type for name, type, *_how_many in children}
    for child, name in zip(element, names, strict=True):
        if name not in types:
            yield f"{where} has the unknown element {name}."
        else:
            yield from against_rules(child, types[name], f"{where}/{name}")


def guids(root):
    return [element.attrib["guid"] for element in root.iter() if "guid" in element.attrib]


def dangling(root):
    """References that lead nowhere, or to something else."""
    there = {(element.tag.removeprefix(NAMESPACE), element.attrib.get("guid")) for element in root.iter()}
    for element in root.iter():
        name = element.tag.removeprefix(NAMESPACE)
        if name in REFERENCES and (REFERENCES[name], element.attrib["targetGUID"]) not in there:
            yield f"{name} leads to no {REFERENCES[name]}: {element.attrib['targetGUID']}."
        for attribute in TO_USERS:
            if attribute in element.attrib and ("User", element.attrib[attribute]) not in there:
                yield f"{name} is of no user: {element.attrib[attribute]}."


def outside_the_text(archive, root):
    """Sources without their text, texts without a source, names given twice, and selections that no text holds."""
    paths, names = set(), Counter()
    for source in root.iter(f"{NAMESPACE}TextSource"):
        names[source.attrib["name"]] += 1
        path = source.attrib["plainTextPath"].replace("internal://", "Sources/")
        paths.add(path)
        if path not in archive.namelist():
            yield f"There is no {path}."
            continue
        text = archive.read(path).decode()
        if text.startswith("\ufeff") or "\r" in text:
            yield f"{path} has a byte-order mark or a carriage return, which shifts positions."
        for selection in source.iter(f"{NAMESPACE}PlainTextSelection"):
            start, end = int(selection.attrib["startPosition"]), int(selection.attrib["endPosition"])
            if not 0 <= start < end <= len(text):
                yield f"{path} has no characters {start} to {end}."
    yield from (f"{name} is the name of {n} sources." for name, n in names.items() if n > 1)
    yield from (f"{path} belongs to no source." for path in set(archive.namelist()) - paths - {"project.qde"})


@dataclass(frozen=True)
class Read:
    """What a project says: codes as (name, name of the one it is part of), codings as (source, start, end, words, code, user, moment)."""

    users: set
    codes: set
    codings: set
    cases: dict
    notes: set
    sets: dict


def read(file):
    """The Read of a QDPX file."""
    archive = zipfile.ZipFile(file)
    root = ElementTree.fromstring(archive.read("project.qde"))  # noqa: S314 (our own file)
    users = {user.attrib["guid"]: user.attrib["id"] for user in root.iter(f"{NAMESPACE}User")}
    codes = {code.attrib["guid"]: code.attrib["name"] for code in root.iter(f"{NAMESPACE}Code")}
    sources = {source.attrib["guid"]: source for source in root.iter(f"{NAMESPACE}TextSource")}
    variables = {variable.attrib["guid"]: variable.attrib["name"] for variable in root.iter(f"{NAMESPACE}Variable")}
    every = root.iter(f"{NAMESPACE}Code")
    tree = {(child.attrib["name"], code.attrib["name"]) for code in every for child in code.findall(f"{NAMESPACE}Code")}
    tree |= {(code.attrib["name"], None) for code in root.findall(f"{NAMESPACE}CodeBook/{NAMESPACE}Codes/{NAMESPACE}Code")}
    codings = set()
    for source in sources.values():
        text = archive.read(source.attrib["plainTextPath"].replace("internal://", "Sources/")).decode()
        for selection in source.iter(f"{NAMESPACE}PlainTextSelection"):
            start, end = int(selection.attrib["startPosition"]), int(selection.attrib["endPosition"])
            for coding in selection.iter(f"{NAMESPACE}Coding"):
                code = codes[coding.find(f"{NAMESPACE}CodeRef").attrib["targetGUID"]]
                moment = datetime.fromisoformat(coding.attrib["creationDateTime"])
                user = users[coding.attrib["creatingUser"]]
                codings.add((source.attrib["name"], start, end, text[start:end], code, user, moment))
    cases = {
        case.attrib["name"]: (
            values(case, variables),
            [sources[ref.attrib["targetGUID"]].attrib["name"] for ref in case.iter(f"{NAMESPACE}SourceRef")],
        )
        for case in root.iter(f"{NAMESPACE}Case")
    }
    notes = {
        (users[note.attrib["creatingUser"]], note.find(f"{NAMESPACE}PlainTextContent").text, about(root, note.attrib["guid"]))
        for note in root.iter(f"{NAMESPACE}Note")
    }
    sets = {
        group.attrib["name"]: [codes[member.attrib["targetGUID"]] for member in group.iter(f"{NAMESPACE}MemberCode")]
        for group in root.iter(f"{NAMESPACE}Set")
    }
    return Read(set(users.values()), tree, codings, cases, notes, sets)


def values(element, variables):
    return {
        variables[value.find(f"{NAMESPACE}VariableRef").attrib["targetGUID"]]: value.find(f"{NAMESPACE}TextValue").text
        for value in element.findall(f"{NAMESPACE}VariableValue")
    }


def about(root, note):
    """The name of what refers to a note."""
    for element in root.iter():
        if any(ref.attrib["targetGUID"] == note for ref in element.findall(f"{NAMESPACE}NoteRef")):
            return element.attrib["name"]
    return None
