"""Moving excerpts to the newest version's answers, and the acts by which a person settles what could not be moved for sure.

Review pulls: nothing runs when a version is submitted. `move_excerpts` is called where a call's codings are about to be read: its coding
queue and workspace, the passages to place, quotes, counts, exports and document; and by the command `moveexcerpts`. Until then excerpts of
superseded answers count for nothing, and stand on no wrong words.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from review.mapping import Mapping
from review.models.coding import Coding, Excerpt
from review.models.memo import Memo
from submissions.models.event import record
from submissions.models.submission import Answer, Submission, VersionAnswer
from submissions.texts import around

EXACT, CHANGED, LOST = Excerpt.Anchor.EXACT, Excerpt.Anchor.CHANGED, Excerpt.Anchor.LOST
SURENESS = {EXACT: 0, CHANGED: 1, LOST: 2}
WHERE = ("answer", "start", "end", "quote", "prefix", "suffix", "anchor")  # the fields that `put` sets
MOVED = "move excerpts"  # the verb of the Event


@dataclass(frozen=True)
class ToPlace:
    """How many coded passages of a call wait for a person: words changed, to confirm; lost, to place by hand."""

    changed: int
    lost: int

    @property
    def total(self):
        return self.changed + self.lost


def to_place(call):
    """The ToPlace of a call."""
    waiting = waiting_for_a_person().filter(answer__question__call=call)
    return ToPlace(**waiting.aggregate(changed=Count("pk", filter=Q(anchor=CHANGED)), lost=Count("pk", filter=Q(anchor=LOST))))


def waiting_for_a_person():
    """Excerpts that changed or were lost, with codings that stand; of received submissions that were not withdrawn as a whole."""
    coded = Coding.objects.filter(excerpt=OuterRef("pk"), removed_at=None)
    unsure = Excerpt.objects.filter(anchor__in=(CHANGED, LOST), answer__submission__withdrawn_at=None)
    return unsure.filter(Exists(coded.order_by()))


def superseded():
    """Excerpts to move: on answers of revised submissions that the newest version does not give, and not lost already."""
    current = VersionAnswer.objects.filter(answer=OuterRef("pk"), version=OuterRef("submission__current_version"))
    old = Answer.objects.filter(submission__current_version__number__gt=1, frozen_at__isnull=False).exclude(Exists(current))
    return Excerpt.objects.filter(answer__in=old).exclude(anchor=LOST)


def move_excerpts(call=None):
    """Move what newer versions have superseded, of one call or of all; return how many became what, as a Counter of anchors.

    One query where there is nothing to move.
    """
    waiting = superseded().filter(**({"answer__question__call": call} if call else {}))
    moved = Counter()
    for submission in waiting.order_by("answer__submission").values_list("answer__submission", flat=True).distinct():
        moved += move_excerpts_of(submission)
    return moved


def move_excerpts_of(submission):
    """Move the excerpts of one submission, by its key, in one transaction; two at once move them once."""
    moved = Counter()
    with transaction.atomic():
        submission = Submission.objects.locked(submission)
        excerpts = list(superseded().filter(answer__submission=submission).order_by("answer", "start", "end"))
        links = VersionAnswer.objects.filter(version=submission.current_version_id)
        newest = dict(links.values_list("question", "answer"))
        answers = locked({excerpt.answer_id for excerpt in excerpts} | set(newest.values()))
        for old, group in groupby(excerpts, lambda excerpt: excerpt.answer_id):
            new = answers.get(newest.get(answers[old].question_id))
            moved += move_from(answers[old], new, list(group), submission)
    return moved


def locked(answers):
    """{key: Answer}, held against coding until the transaction ends: see `code_excerpt`."""
    return {answer.pk: answer for answer in Answer.objects.select_for_update(no_key=True).filter(pk__in=answers).order_by("pk")}


def move_from(old, new, excerpts, submission):
    """Move excerpts from an answer to the one that superseded it, None where the question is answered no longer; an Event keeps both."""
    mapping = Mapping(old.text, new.text if new else "")
    standing = {(each.start, each.end): each for each in (new.excerpts.all() if new else ())}
    before, after, merged, moved = {}, {}, {}, []
    for excerpt in excerpts:
        before[excerpt.pk] = [excerpt.start, excerpt.end, excerpt.anchor]
        place = mapping.place(excerpt.start, excerpt.end)
        if place is None:
            excerpt.anchor = LOST
            moved.append(excerpt)
            after[excerpt.pk] = [excerpt.start, excerpt.end, LOST]
            continue
        anchor = less_sure(excerpt.anchor, place.anchor)
        after[excerpt.pk] = [place.start, place.end, anchor]
        if twin := standing.get((place.start, place.end)):
            merged[excerpt.pk] = twin.pk
            merge(excerpt, twin, less_sure(twin.anchor, anchor))
        else:
            put(excerpt, new, place.start, place.end, anchor)
            standing[place.start, place.end] = excerpt
            moved.append(excerpt)
    Excerpt.objects.bulk_update(moved, WHERE, batch_size=100)
    counts = Counter(anchor for _start, _end, anchor in after.values())
    told = {str(anchor): counts[anchor] for anchor in SURENESS if counts[anchor]}
    record(
        MOVED,
        submission=submission,
        before={"question": old.question.identifier, "answer": old.pk, "places": before},
        after={"answer": new.pk if new else None, "places": after, "merged": merged, **told},
    )
    return counts


def less_sure(*anchors):
    return max(anchors, key=SURENESS.get)


def put(excerpt, answer, start, end, anchor):
    """Let an excerpt stand on this span; not saved."""
    excerpt.answer, excerpt.start, excerpt.end, excerpt.anchor = answer, start, end, anchor
    excerpt.quote = answer.text[start:end]
    excerpt.prefix, excerpt.suffix = around(answer.text, start, end)


def merge(excerpt, twin, anchor):
    """Give the codings and memos of an excerpt to the one that stands where it would; a coding that is there already is removed."""
    there = set(twin.codings.filter(removed_at=None).values_list("code", "coder"))
    doubled = [coding.pk for coding in excerpt.codings.filter(removed_at=None) if (coding.code_id, coding.coder_id) in there]
    Coding.objects.filter(pk__in=doubled).update(removed_at=timezone.now())
    Coding.objects.filter(excerpt=excerpt).update(excerpt=twin)
    Memo.objects.filter(excerpt=excerpt).update(excerpt=twin)
    if twin.anchor != anchor:
        twin.anchor = anchor
        Excerpt.objects.filter(pk=twin.pk).update(anchor=anchor)
    Excerpt.objects.filter(pk=excerpt.pk).delete()
