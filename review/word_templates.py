"""The Word template that the secretariat keeps for a summary: what of it is refused, and the acts of keeping and giving it back."""

import hashlib
import re
import zipfile
from io import BytesIO

from django.utils import timezone
from django.utils.translation import gettext
from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from lxml import etree

from review.document.parts import Outline, Part, Table
from review.document.word import to_docx
from review.document.wordfields import addresses, suspect_fields
from review.document.wordhidden import hidden_names, hidden_words, is_changed, loose, taken_over, telling_pictures
from review.document.wordtemplate import based_on, missing
from review.models.summary import WordTemplate
from submissions.models.event import record

KEPT = "keep template"  # the verb of the Event
RETURNED = "own template again"  # the verb of the Event
LARGEST, UNPACKED, UNPACKED_XML, ENTRIES = 5 << 20, 30 << 20, 8 << 20, 500  # bytes; a letterhead has some hundred thousand
TYPES, MAIN = "[Content_Types].xml", "/word/document.xml"
PROGRAMS = re.compile(r"vbaproject|vbadata|activex|/embeddings/|oleobject", re.IGNORECASE)
RELATIONS = re.compile(r"/(vbaProject|oleObject|package|control|aFChunk|subDocument|attachedTemplate|frame)$")
WEB = re.compile(r"(https?|mailto):", re.IGNORECASE)
XML = (".xml", ".rels", ".vml")


class NotATemplate(Exception):
    """A file that no document can be made on; the message is a sentence with the remedy."""


def keep(summary, content, name, *, by):
    """From now on the summary's Word document is made on this file; NotATemplate, in a sentence, where that may not be."""
    refuse_unfit(content)
    digest = hashlib.sha256(content).hexdigest()
    facts = {"file": content, "name": name[-200:], "sha256": digest, "kept_by": by, "kept_at": timezone.now()}
    WordTemplate.objects.update_or_create(summary=summary, defaults=facts)
    record(KEPT, call=summary.call, by=by, after={"sha256": digest, "bytes": len(content)})


def give_back(summary, *, by):
    """Our own styles again."""
    kept = WordTemplate.objects.filter(summary=summary).first()
    if kept:
        kept.delete()
        record(RETURNED, call=summary.call, by=by, before={"sha256": kept.sha256})


def refuse_unfit(content):
    """NotATemplate unless the file is a small Word document without programs or anything from elsewhere that has the named styles."""
    refuse_bomb(content)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        kinds = kinds_of(archive)
        refuse_other_kinds(kinds)
        xml = {name for name, kind in kinds.items() if name.lower().endswith(XML) or kind.lower().endswith("xml")}
        refuse_unpacked([archive.getinfo(name) for name in xml], UNPACKED_XML)
        for name in kinds:
            if PROGRAMS.search(name):
                raise NotATemplate(
                    gettext("The file holds a macro or an embedded object (%(part)s); take it out and save it again as .docx.")
                    % {"part": name}
                )
            if name in xml:
                refuse_from_elsewhere(name, parsed(archive, name))
    try:
        lacking = missing(Document(BytesIO(content)))
        if not lacking:
            Document(BytesIO(to_docx(trial(), content)))
            document = based_on(content, "en")
            parts = list(taken_over(document))
    except Exception as error:  # the library lets any error of a spoiled file through
        raise NotATemplate(
            gettext("No document can be made on this file (%(error)s); open it in Word or LibreOffice and save it again as .docx.")
            % {"error": str(error)[:100] or type(error).__name__}
        ) from error
    if lacking:
        raise NotATemplate(
            gettext("The file lacks these styles: %(names)s. Start from our template, which has them, or make styles of these names.")
            % {"names": ", ".join(f"“{name}”" for name in lacking)}
        )
    refuse_hidden(document, parts)


def refuse_hidden(document, parts):
    """What is in the parts that the document takes over, and nobody sees who looks at its pages."""
    for name, root, relations in parts:
        if is_changed(root):
            raise NotATemplate(
                gettext("The file holds tracked changes (in %(part)s) with names; accept or reject all changes in Word, then save again.")
                % {"part": name}
            )
        for kind in loose(root, relations):
            raise NotATemplate(
                gettext("The file holds a %(kind)s (in %(part)s) that cannot be taken over; take it out, or put a picture in its place.")
                % {"kind": kind, "part": name}
            )
    for name in hidden_names(document):
        raise NotATemplate(
            gettext("The style “%(name)s” hides its text; untick “Hidden” in the font of the style, then save again.") % {"name": name}
        )
    for name, words in hidden_words(document):
        raise NotATemplate(
            gettext(
                "The file holds hidden text (“%(words)s”, in %(part)s); let Word show it, then delete it or show it to all, and save again."
            )
            % {"words": words[:100], "part": name}
        )
    for name in telling_pictures(document):
        raise NotATemplate(
            gettext(
                "The picture %(part)s holds notes, perhaps on who made it, when and where; "
                "cut it in Word and paste it back as PNG (Paste Special), then save again."
            )
            % {"part": name}
        )


def refuse_bomb(content):
    """By what the archive says of its entries: no more than that is ever unpacked."""
    if len(content) > LARGEST:
        raise NotATemplate(
            gettext("The file has %(size).1f MB and a template may have %(most)d; make its pictures smaller.")
            % {"size": len(content) / (1 << 20), "most": LARGEST >> 20}
        )
    try:
        entries = zipfile.ZipFile(BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise not_word() from error
    refuse_unpacked(entries, UNPACKED)
    refuse_unpacked([entry for entry in entries if entry.filename.lower().endswith(XML)], UNPACKED_XML)
    if any(entry.flag_bits & 1 for entry in entries) or len({entry.filename for entry in entries}) < len(entries):
        raise not_word()


def refuse_unpacked(entries, most):
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > most or len(entries) > ENTRIES:
        raise NotATemplate(
            gettext("The file unpacks to %(size)d MB in %(count)d parts, which no template needs; take text and pictures out of it.")
            % {"size": unpacked >> 20, "count": len(entries)}
        )


def not_word():
    return NotATemplate(
        gettext("The file is no Word document (perhaps a .doc, or protected by a password); save it as .docx without a password.")
    )


def kinds_of(archive):
    """The content type of each entry, as Word and the library find it: by its name, or else by how that ends."""
    if TYPES not in archive.namelist():
        raise not_word()
    types = parsed(archive, TYPES)
    named = {part.get("PartName", "").lower(): part.get("ContentType", "") for part in types}
    endings = {part.get("Extension", "").lower(): part.get("ContentType", "") for part in types}
    return {name: named.get(f"/{name.lower()}") or endings.get(name.lower().rpartition(".")[2], "") for name in archive.namelist()}


def refuse_other_kinds(kinds):
    if any("macroEnabled" in kind for kind in kinds.values()):
        raise NotATemplate(gettext("The file may hold macros (.docm or .dotm); save it as a Word document without macros (.docx)."))
    if any("wordprocessingml.template" in kind for kind in kinds.values()):
        raise NotATemplate(gettext("The file is a .dotx; save it as a Word document (.docx)."))
    if CONTENT_TYPE.WML_DOCUMENT_MAIN not in kinds.values():
        raise not_word()


def parsed(archive, name):
    """The root of an XML part; nothing outside of it is read."""
    try:
        tree = etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True)).getroottree()
    except (etree.XMLSyntaxError, zipfile.BadZipFile, zipfile.zlib.error, ValueError, NotImplementedError) as error:
        raise NotATemplate(gettext("The part %(part)s of the file cannot be read; save it again as .docx.") % {"part": name}) from error
    if tree.docinfo.doctype:
        raise NotATemplate(gettext("The part %(part)s of the file has a document type, which Word never writes.") % {"part": name})
    return tree.getroot()


def refuse_from_elsewhere(name, root):
    """Relationships and fields that fetch something when the document is opened; a link that somebody has to follow may stay."""
    for relation in root if name.endswith(".rels") else ():
        kind, target = relation.get("Type", ""), relation.get("Target", "")
        is_link = kind == RELATIONSHIP_TYPE.HYPERLINK and WEB.match(target)
        if RELATIONS.search(kind) or (relation.get("TargetMode", "Internal") != "Internal" and not is_link):
            raise NotATemplate(
                gettext("The file takes something from elsewhere (%(kind)s: %(target)s); take that out, or put a picture into the file.")
                % {"kind": kind.rpartition("/")[2], "target": target[:200]}
            )
    for address in addresses(root):
        raise NotATemplate(
            gettext("The file takes something from elsewhere (%(address)s, in %(part)s); take that out, or put a picture into the file.")
            % {"address": address[:200], "part": name}
        )
    for field in suspect_fields(root):
        raise NotATemplate(
            gettext(
                "The file holds a field %(field)s (in %(part)s), which may fetch, run or reveal something; "
                "take it out, or make it plain text (Ctrl+Shift+F9 in Word)."
            )
            % {"field": field.split()[0][:50], "part": name}
        )


def trial():
    """A document of next to nothing, to see whether one can be made."""
    none = Part("", ())
    return Outline("en", "–", "–", "–", (("–",), ("–",)), "–", (), none, (), (), none, Table("", ("–",) * 4, ()), ("–",), "")
