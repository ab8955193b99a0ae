"""A call as a project of REFI-QDA, the standard by which NVivo, MAXQDA and ATLAS.ti exchange their work: a QDPX file.

One source an answer, so that positions are those of our excerpts: code points from the start of the text, half-open, as the standard
counts; the texts are UTF-8 without byte-order mark, their lines end with a line feed. Sources are named uniquely, by reference and
question. A case is a submission, with its profile as variables and its answers as sources; a set is a facet; a note is a memo.
Identifiers are made from what they stand for, so a second export names the same things the same way. Elements come in the order of the
standard's schema.

Every received submission is in it at its newest version, whatever it consented to, with redacted words, as in the other internal exports;
variables tell its consent, and whether it was set aside or withdrawn.
"""

import shutil
from collections import Counter, defaultdict
from itertools import groupby
from tempfile import TemporaryFile
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext

from review.codebook_versions import named
from review.exports import chunks
from review.models.codebook import Code
from review.models.coding import Coding, Excerpt
from review.models.memo import Memo
from review.moving import move_excerpts
from submissions.models.event import record
from submissions.models.submission import Submission, VersionAnswer
from submissions.open_data import instant
from submissions.places import place_shown

NAMESPACE, ORIGIN = "urn:QDA-XML:project:1.0", "WSIS call for inputs portal"
COLOURS = ("#1b6ca8", "#b3541e", "#3b7a57", "#7a3b69", "#8a6d1b", "#23707a", "#a83232", "#4b4ba8", "#5b6b23", "#6b4a2b")
VARIABLES = {  # name → its value of a submission; those of a source are QUESTION alone
    "Stakeholder type": lambda submission, version: version.get_stakeholder_type_display(),
    "Scope": lambda submission, version: version.get_scope_display(),
    "Country": lambda submission, version: place_shown(version.country, version.country_as_written),
    "Region": lambda submission, version: version.get_region_display(),
    "Language": lambda submission, version: version.language,
    "Consent": lambda submission, version: "withdrawn" if submission.consent.withdrawn else submission.consent.level,
    "Set aside as": lambda submission, version: submission.review.set_aside_reason if hasattr(submission, "review") else "",
    "Withdrawn": lambda submission, version: instant(submission.withdrawn_at) or "",
}
QUESTION = "Question"


def write_project(file, call, *, by=None):
    """Write the project of a call to a binary file; return how many codings are in it. An Event tells who took it out.

    Submissions are read in chunks and written to spools on disk, so memory holds one chunk at any size.
    """
    move_excerpts(call)
    project = Project(call)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive, TemporaryFile() as cases, TemporaryFile() as sources:
        received = Submission.objects.received().filter(call=call)
        for chunk in chunks(received.select_related("consent", "current_version", "review")):
            for case, of_case in project.read(chunk):
                cases.write(tostring(case, encoding="utf-8"))
                for source, name, text in of_case:
                    archive.writestr(f"Sources/{name}", text)
                    sources.write(tostring(source, encoding="utf-8"))
        with archive.open("project.qde", "w", force_zip64=True) as out:
            project.write(out, cases, sources, by)
    record("export", call=call, by=by, after={"what": "project", "format": "qdpx", "rows": project.codings})
    return project.codings


class Project:
    """What the parts of one project share: its identifiers, who worked on it, and the memos that its sources have named."""

    def __init__(self, call):
        self.call = call
        self.users = set()
        self.notes = defaultdict(list)  # what a memo is about → the memos
        self.codings = 0
        for memo in Memo.objects.filter(call=call):
            about = next((name, key) for name in ("submission", "excerpt", "code") if (key := getattr(memo, f"{name}_id")))
            self.notes[about].append(memo)
            self.users.add(memo.written_by_id)

    def guid(self, kind, key):
        """The identifier of a thing of the call: the same in every export."""
        return str(uuid5(NAMESPACE_URL, f"urn:wsis-portal:{self.call.slug}:{kind}:{key}"))

    def made(self, user, moment):
        """The attributes that tell who made a thing and when."""
        self.users.add(user)
        return {"creatingUser": self.guid("user", user), "creationDateTime": instant(moment)}

    def read(self, submissions):
        """(case, [(source, its file's name, its text)]) of each submission."""
        versions = {submission.current_version_id: submission for submission in submissions}
        links = VersionAnswer.objects.filter(version__in=versions).select_related("answer", "question")
        answers = defaultdict(list)
        for link in links.order_by("question__position", "question_id"):
            if link.answer.text.strip():
                answers[link.version_id].append(link)
        keys = [link.answer_id for some in answers.values() for link in some]
        noted = [key for about, key in self.notes if about == "excerpt"]
        live = Coding.objects.live().order_by("created_at", "pk")
        meant = Excerpt.objects.filter(Exists(live.filter(excerpt=OuterRef("pk"))) | Q(pk__in=noted), answer__in=keys)
        excerpts = defaultdict(list)
        for excerpt in meant.order_by("answer", "start", "end").prefetch_related(Prefetch("codings", live, to_attr="standing")):
            excerpts[excerpt.answer_id].append(excerpt)
        for version, submission in versions.items():
            case = self.case(submission, answers[version])
            yield case, [self.source(submission, link, excerpts[link.answer_id], link is answers[version][0]) for link in answers[version]]

    def case(self, submission, links):
        """A submission with its profile and its answers."""
        version = submission.current_version
        name = f"{submission.reference} {version.stakeholder_name}".strip()
        case = Element("Case", guid=self.guid("submission", submission.reference), name=name)
        for variable, value_of in VARIABLES.items():
            self.value(case, variable, str(value_of(submission, version) or ""))
        for link in links:
            SubElement(case, "SourceRef", targetGUID=self.guid("answer", link.answer_id))
        return case

    def value(self, parent, variable, value):
        if value:
            element = SubElement(parent, "VariableValue")
            SubElement(element, "VariableRef", targetGUID=self.guid("variable", variable))
            SubElement(element, "TextValue").text = value

    def source(self, submission, link, excerpts, is_first):
        """(element, file name, text) of an answer with its excerpts; the memos about a submission hang on its first answer."""
        answer, guid = link.answer, self.guid("answer", link.answer_id)
        name = f"{submission.reference} Q{link.question.position:02} {link.question.identifier}"
        source = Element("TextSource", guid=guid, name=name, plainTextPath=f"internal://{guid}.txt")
        if answer.frozen_at:
            source.set("creationDateTime", instant(answer.frozen_at))
        for excerpt in excerpts:
            self.selection(source, excerpt)
        if is_first:
            self.refer_to_notes(source, "submission", submission.pk)
        self.value(source, QUESTION, link.question.heading)
        return source, f"{guid}.txt", answer.text

    def selection(self, source, excerpt):
        """An excerpt with the codings that stand on it; who coded it first made it."""
        place = {"startPosition": str(excerpt.start), "endPosition": str(excerpt.end)}
        facts = {"guid": self.guid("excerpt", excerpt.pk), "name": " ".join(excerpt.quote.split())[:100], **place}
        for first in excerpt.standing[:1]:
            facts |= self.made(first.coder_id, first.created_at)
        selection = SubElement(source, "PlainTextSelection", facts)
        for coding in excerpt.standing:
            facts = {"guid": self.guid("coding", coding.pk), **self.made(coding.coder_id, coding.created_at)}
            SubElement(SubElement(selection, "Coding", facts), "CodeRef", targetGUID=self.guid("code", coding.code_id))
        self.refer_to_notes(selection, "excerpt", excerpt.pk)
        self.codings += len(excerpt.standing)

    def refer_to_notes(self, element, about, key):
        for memo in self.notes.get((about, key), ()):
            SubElement(element, "NoteRef", targetGUID=self.guid("memo", memo.pk))

    def write(self, out, cases, sources, by):
        """The project's document: what is small made here, cases and sources from their spools."""
        codes = list(Code.objects.filter(call=self.call).select_related("parent").in_tree_order())
        self.users |= {by.pk} if by else set()
        root = {"xmlns": NAMESPACE, "name": self.call.title, "origin": ORIGIN, "creationDateTime": instant(timezone.now())}
        root |= {"creatingUserGUID": self.guid("user", by.pk)} if by else {}
        attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in root.items())
        out.write(f'<?xml version="1.0" encoding="utf-8"?>\n<Project {attributes}>'.encode())
        self.write_group(out, "Users", self.user_elements())
        if codes:
            out.write(b"<CodeBook>")
            self.write_group(out, "Codes", self.code_elements(codes))
            out.write(b"</CodeBook>")
        self.write_group(out, "Variables", self.variable_elements())
        for name, spool in (("Cases", cases), ("Sources", sources)):
            if spool.tell():
                out.write(f"<{name}>".encode())
                spool.seek(0)
                shutil.copyfileobj(spool, out)
                out.write(f"</{name}>".encode())
        self.write_group(out, "Notes", self.note_elements())
        self.write_group(out, "Sets", self.set_elements(codes))
        description = Element("Description")
        internal = gettext("Internal: it holds unpublished texts and redacted words.")
        description.text = f"{named(self.call)}. {internal}".removeprefix(". ")
        out.write(tostring(description, encoding="utf-8") + b"</Project>\n")

    def write_group(self, out, name, elements):
        """The elements under one of this name; nothing where there are none, for the standard knows no empty group."""
        elements = list(elements)
        if elements:
            group = Element(name)
            group.extend(elements)
            out.write(tostring(group, encoding="utf-8"))

    def user_elements(self):
        for user in get_user_model().objects.filter(pk__in=self.users).order_by("pk"):
            yield Element("User", guid=self.guid("user", user.pk), name=user.get_full_name() or user.get_username(), id=user.get_username())

    def code_elements(self, codes):
        """The codes, each within that which it is part of; two of one title are told apart by their notations."""
        titles = Counter(str(code) for code in codes)
        elements = {}
        for place, code in enumerate(codes):
            name = str(code) if titles[str(code)] == 1 else f"{code} ({code.notation})"
            facts = {"guid": self.guid("code", code.pk), "name": name, "isCodable": "true", "color": COLOURS[place % len(COLOURS)]}
            elements[code.pk] = Element("Code", facts)
            SubElement(elements[code.pk], "Description").text = self.description(code)
            self.refer_to_notes(elements[code.pk], "code", code.pk)
            if code.parent_id:
                elements[code.parent_id].append(elements[code.pk])
        return [elements[code.pk] for code in codes if code.parent_id is None]

    def description(self, code):
        said = (
            ("Notation", code.notation),
            ("Identifier", code.identifier),
            ("Definition", code.definition),
            ("Include when", code.include_when),
            ("Exclude when", code.exclude_when),
            ("Examples", code.examples),
            ("Retired", instant(code.retired_at)),
        )
        return "\n".join(f"{label}: {text}" for label, text in said if text)

    def variable_elements(self):
        for name in (*VARIABLES, QUESTION):
            yield Element("Variable", guid=self.guid("variable", name), name=name, typeOfVariable="Text")

    def note_elements(self):
        for memo in sorted((memo for memos in self.notes.values() for memo in memos), key=lambda memo: memo.pk):
            facts = {"guid": self.guid("memo", memo.pk), "name": f"{memo.get_kind_display()}: {memo.text[:60]}".replace("\n", " ")}
            note = Element("Note", facts | self.made(memo.written_by_id, memo.written_at))
            if memo.edited_at:
                note.attrib |= {"modifyingUser": self.guid("user", memo.written_by_id), "modifiedDateTime": instant(memo.edited_at)}
            SubElement(note, "PlainTextContent").text = memo.text
            yield note

    def set_elements(self, codes):
        for facet, of_facet in groupby(codes, lambda code: code.facet):
            element = Element("Set", guid=self.guid("facet", facet), name=str(Code.Facet(facet).label))
            for code in of_facet:
                SubElement(element, "MemberCode", targetGUID=self.guid("code", code.pk))
            yield element
