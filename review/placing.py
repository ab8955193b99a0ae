"""What a person decides about a passage that was changed or lost: it is confirmed, placed by hand, or dropped; and that taken back.

Each act names what the person saw. Where somebody else settled the passage meanwhile, or a newer version moved it, nothing is done.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from review.anchoring import snap
from review.mapping import Mapping
from review.models.coding import Coding, Excerpt, NotCodable
from review.moving import CHANGED, EXACT, MOVED, WHERE, less_sure, locked, merge, put
from submissions.models.event import Event, record
from submissions.models.submission import Answer, Submission, VersionAnswer

CONFIRMED, PLACED, DROPPED, UNDONE = "confirm excerpt", "place excerpt", "drop excerpt", "undo excerpt"  # the verbs of the Events


class SettledMeanwhile(Exception):
    """The passage is no longer as the person saw it; `excerpt` is what it is now, None where it became part of another."""

    def __init__(self, excerpt):
        super().__init__(gettext("This passage was settled by somebody else, or moved by a newer version, while you looked at it."))
        self.excerpt = excerpt


@dataclass(frozen=True)
class Proposal:
    """Where the words of a passage may stand in the newest answer, half-open."""

    start: int
    end: int


def newest_answer(excerpt):
    """The answer that the newest version gives to the question of an excerpt, or None."""
    links = VersionAnswer.objects.filter(version=excerpt.answer.submission.current_version_id, question=excerpt.answer.question_id)
    link = links.select_related("answer").first()
    return link.answer if link else None


def seen(excerpt, newest):
    """What a form says of the passage that it was made from."""
    place = (excerpt.answer_id, excerpt.start, excerpt.end, excerpt.anchor, newest.pk if newest else 0)
    return ":".join(map(str, place))


def held(pk, was_seen):
    """(excerpt, newest answer), held against coding and moving until the transaction ends; SettledMeanwhile when not as it was seen."""
    submission = Excerpt.objects.filter(pk=pk).values_list("answer__submission", flat=True).first()
    if submission is None:
        raise SettledMeanwhile(None)
    Submission.objects.locked(submission)
    excerpt = Excerpt.objects.filter(pk=pk).select_related("answer__submission", "answer__question").first()
    if excerpt is None:
        raise SettledMeanwhile(None)
    newest = newest_answer(excerpt)
    answers = locked({excerpt.answer_id} | ({newest.pk} if newest else set()))
    if seen(excerpt, newest) != was_seen or not excerpt.codings.filter(removed_at=None).exists():
        raise SettledMeanwhile(excerpt)
    return excerpt, answers.get(newest.pk) if newest else None


def facts(excerpt):
    """What an Event keeps of an excerpt: where it stands, no words."""
    return {"excerpt": excerpt.pk, "answer": excerpt.answer_id, "start": excerpt.start, "end": excerpt.end, "anchor": excerpt.anchor}


def noted(verb, excerpt, before, by, **more):
    """Record an act on an excerpt."""
    question = {"question": excerpt.answer.question.identifier}
    return record(verb, submission=excerpt.answer.submission, by=by, before=question | before, after=question | facts(excerpt) | more)


def confirm(pk, *, was_seen, by):
    """The changed words are the passage still; return the Event."""
    with transaction.atomic():
        excerpt, _newest = held(pk, was_seen)
        if excerpt.anchor != CHANGED:
            raise SettledMeanwhile(excerpt)
        before = facts(excerpt)
        excerpt.anchor = EXACT
        excerpt.save(update_fields=("anchor",))
        return noted(CONFIRMED, excerpt, before, by)


def place(pk, *, was_seen, answer, start, end, quote, by):
    """Let the passage stand on this span of the newest answer, widened to whole words; return the Event.

    NotCodable when the span does not hold `quote`, or no word. Where an excerpt stands there already, that one takes the codings.
    """
    with transaction.atomic():
        excerpt, newest = held(pk, was_seen)
        if newest is None or answer != newest.pk:
            raise SettledMeanwhile(excerpt)
        if not 0 <= start < end <= len(newest.text) or newest.text[start:end] != quote:
            raise NotCodable(gettext("The words at this place are not the ones you selected; reload the page and select again."))
        start, end = snap(newest.text, start, end)
        if start == end:
            raise NotCodable(gettext("There are no words in the selection."))
        before = facts(excerpt)
        twin = Excerpt.objects.filter(answer=newest, start=start, end=end).exclude(pk=pk).first()
        if twin:
            event = noted(PLACED, excerpt, before, by, merged=twin.pk)
            merge(excerpt, twin, less_sure(twin.anchor, EXACT))
            return event
        submission, question = excerpt.answer.submission, excerpt.answer.question
        put(excerpt, newest, start, end, EXACT)
        newest.submission, newest.question = submission, question
        excerpt.save(update_fields=WHERE)
        return noted(PLACED, excerpt, before, by)


def drop(pk, *, was_seen, by):
    """The newest version says this no longer: take the codings off the passage; return the Event, which names them."""
    with transaction.atomic():
        excerpt, _newest = held(pk, was_seen)
        standing = excerpt.codings.filter(removed_at=None)
        codings = list(standing.values_list("pk", flat=True))
        standing.update(removed_at=timezone.now())
        return noted(DROPPED, excerpt, {**facts(excerpt), "codings": codings}, by)


def undo(event, *, by):
    """Take back an act that nothing came after: the passage is as it was before; SettledMeanwhile otherwise."""
    with transaction.atomic():
        Submission.objects.locked(event.submission_id)
        excerpt = Excerpt.objects.filter(pk=event.before["excerpt"]).select_related("answer__submission", "answer__question").first()
        before, after = facts_in(event.before), facts_in(event.after)
        if excerpt is None or facts(excerpt) != after or excerpt.answer.submission.erased_at:
            raise SettledMeanwhile(excerpt)
        answers = locked({before["answer"], after["answer"]})
        if Excerpt.objects.filter(answer=before["answer"], start=before["start"], end=before["end"]).exclude(pk=excerpt.pk).exists():
            raise SettledMeanwhile(excerpt)
        answer = answers[before["answer"]]
        answer.submission, answer.question = excerpt.answer.submission, excerpt.answer.question
        put(excerpt, answer, before["start"], before["end"], before["anchor"])
        excerpt.save(update_fields=WHERE)
        restore_codings(excerpt, event.before.get("codings", ()))
        return noted(UNDONE, excerpt, after, by)


def facts_in(event_facts):
    return {name: event_facts.get(name) for name in ("excerpt", "answer", "start", "end", "anchor")}


def restore_codings(excerpt, keys):
    """Let removed codings stand again, but for those that somebody put there anew."""
    there = set(excerpt.codings.filter(removed_at=None).values_list("code", "coder"))
    back = [coding.pk for coding in excerpt.codings.filter(pk__in=keys) if (coding.code_id, coding.coder_id) not in there]
    Coding.objects.filter(pk__in=back).update(removed_at=None)


def stood_at(excerpts):
    """{excerpt's key: (answer, start, end)} of where each stood when its place was last beyond doubt, from the Events that moved it."""
    wanted, found = {excerpt.pk for excerpt in excerpts}, {}
    places = {}
    events = Event.objects.filter(verb=MOVED, submission__in={excerpt.answer.submission_id for excerpt in excerpts}).order_by("pk")
    for event in events:
        for key, (start, end, anchor) in event.before.get("places", {}).items():
            if anchor == EXACT or int(key) not in places:
                places[int(key)] = (event.before["answer"], start, end)
        for key, twin in event.after.get("merged", {}).items():
            places[twin] = places[int(key)]
    keys = {place[0] for key, place in places.items() if key in wanted}
    answers = Answer.objects.in_bulk(keys)
    for excerpt in excerpts:
        answer, start, end = places.get(excerpt.pk, (excerpt.answer_id, excerpt.start, excerpt.end))
        found[excerpt.pk] = (answers.get(answer, excerpt.answer), start, end)
    return found


def became(pk):
    """The key of the excerpt that took the codings of this one, and of those after it; its own where none did."""
    while not Excerpt.objects.filter(pk=pk).exists():
        moved = Q(verb=MOVED, after__merged__has_key=str(pk)) | Q(verb=PLACED, before__excerpt=pk, after__has_key="merged")
        event = Event.objects.filter(moved).order_by("-pk").first()
        if event is None:
            return pk
        pk = event.after["merged"] if event.verb == PLACED else event.after["merged"][str(pk)]
    return pk


def proposal(excerpt, newest):
    """A Proposal for a person to look at, or None: where a changed one was moved to; where a lost one's words would go, or stand once."""
    if newest is None:
        return None
    if excerpt.answer_id == newest.pk:
        return Proposal(excerpt.start, excerpt.end)
    if place := Mapping(excerpt.answer.text, newest.text).place(excerpt.start, excerpt.end):
        return Proposal(place.start, place.end)
    if newest.text.count(excerpt.quote) == 1:
        start = newest.text.index(excerpt.quote)
        return Proposal(start, start + len(excerpt.quote))
    return None
