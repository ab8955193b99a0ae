"""What stands in the way of a final document: each thing in a sentence for the secretariat, with the page on which it is put right."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from review.codebook_versions import latest
from review.coverage import coverage
from review.evidence import tallies
from review.models.edition import Edition
from review.models.summary import Statement
from review.pasting import FRAME
from review.private_words import private_words
from review.slots import faults, unfilled
from review.statements import staleness
from submissions.receipt import sha256

STATEMENT, SECTION, FRAMED, BUILDER, REPORT, EDITIONS, CALL, CODEBOOK = (  # what an obstacle is about, of which it has the key
    "statement",
    "section",
    "frame",
    "builder",
    "report",
    "editions",
    "call",
    "codebook",
)
RESTS_ON_NOTHING = gettext_lazy("%(statement)s: rests on fewer than three submissions, none of them published, or on none.")


@dataclass(frozen=True)
class Obstacle:
    """One thing in the way, about one of the kinds above; of a statement with the key of its section."""

    sentence: str
    about: str
    key: int
    section: int | None = None


def obstacles(call, summary, *, by=None):
    """Everything in the way of a final document but for the coverage report, which a person has to have read.

    A command of the shell (`by` None) may do without a published version of the codebook.
    """
    found = list(of_the_call(call, summary))
    if by is not None and call.codes.exists() and latest(call) is None:
        sentence = gettext("The codebook has no published version, and the document would say so; publish one.")
        found.append(Obstacle(sentence, CODEBOOK, call.pk))
    statements = list(
        Statement.objects.filter(section__summary=summary)
        .exclude(status=Statement.Status.DROPPED)
        .in_order()
        .select_related("section__question")
    )
    printed = [row for row in statements if row.status != Statement.Status.PROPOSED]
    if not printed:
        found.append(Obstacle(gettext("The document states nothing yet; write a statement, or accept one."), BUILDER, summary.pk))
    counted, changed = tallies(call, printed), staleness(call, printed)
    for row in statements:
        about = {"statement": f"{row.section}: {row}"}
        if row.status == Statement.Status.PROPOSED:
            sentence = gettext("%(statement)s: a proposal that nobody decided on.")
        elif row.status != Statement.Status.APPROVED:
            sentence = gettext("%(statement)s: not approved by a second person.")
        elif changed[row.pk]:
            sentence = gettext("%(statement)s: changed since its approval. %(what)s")
            about["what"] = " ".join(changed[row.pk])
        else:
            sentence = ""
        if sentence:
            found.append(Obstacle(sentence % about, STATEMENT, row.pk, row.section_id))
        if row in printed and row.kind == Statement.Kind.EVIDENCE and not counted[row.pk].n:
            found.append(Obstacle(RESTS_ON_NOTHING % about, STATEMENT, row.pk, row.section_id))
        for _field, fault in faults(row.lead, row.text, row.kind, call.base_language) if row in printed else ():
            found.append(Obstacle(f"{about['statement']}: {fault}", STATEMENT, row.pk, row.section_id))
    found += unfilled_in_texts(summary)
    return found + [Obstacle(sentence, BUILDER, summary.pk) for sentence in private_words(call, summary)]


def unfilled_in_texts(summary):
    """What stands in braces in the frame, or in a section's heading or text, where nothing would fill it."""
    for name in FRAME:
        if fault := unfilled(getattr(summary, name)):
            yield Obstacle(f"{summary._meta.get_field(name).verbose_name}: {fault}", FRAMED, summary.pk)
    for section in summary.sections.select_related("question"):
        if fault := unfilled(section.heading) or unfilled(section.text):
            yield Obstacle(f"{section}: {fault}", SECTION, section.pk)


def of_the_call(call, summary):
    if call.is_paused:
        yield Obstacle(gettext("Publication of the call is paused; a document of now would quote and list nothing."), CALL, call.pk)
    if edition := Edition.objects.prepared().filter(summary=summary).first():
        sentence = gettext("Edition %(number)d is prepared already; issue it or discard it first.") % {"number": edition.number}
        yield Obstacle(sentence, EDITIONS, summary.pk)


def is_open(call):
    """Whether texts still arrive in time: an ordinary revision then takes down an edition that rests on what it revises."""
    return timezone.now() <= call.last_moment


def report_of(call):
    """Name → count of what the coverage report says, and a hash of it, by which a person says which report they read."""
    counts = {name: finding.count for name, finding in coverage(call).items()}
    return counts, sha256(counts)
