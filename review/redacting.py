"""Redaction: words of a frozen answer that the public copy leaves out. The original stays untouched.

Words that are struck out never stay public, not for a moment: where a copy is public that holds them, it is taken down in the same
transaction, as with every change that narrows what may be read, and a publisher approves the narrower copy. Publishing reads the
redactions under the lock that redacting holds, so a copy rendered before and approved after is refused by its hash.
"""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from review.anchoring import snap
from review.models.screening import Redaction
from submissions.figures import refresh_figures
from submissions.models.event import record
from submissions.models.publication import Publication, take_down
from submissions.models.submission import Submission, VersionAnswer
from submissions.vocabulary import ConsentLevel

SHORTEST_NAME = 4  # a shorter one stands in other words
TAKEN_DOWN = "Words were redacted after publication."


class NotRedactable(Exception):
    """A span or reason that cannot be a redaction; the message is a sentence for the secretariat."""


def redacted_in(versions):
    """Answer key → the spans struck out in it, of these versions; as `public_copy` takes them. One query, however many versions."""
    return spans_by_answer(Redaction.objects.live().filter(answer__version_links__version__in=versions))


def spans_by_answer(redactions):
    spans = defaultdict(list)
    for answer, start, end in redactions.order_by("answer", "start", "end").values_list("answer", "start", "end").distinct():
        spans[answer].append((start, end))
    return dict(spans)


def redact(answer, *, start, end, quote, reason, by, note=""):
    """Strike out a span of a frozen answer, widened to whole words; return the Redaction. The same span again is the same redaction.

    The server re-slices: NotRedactable when the span does not hold `quote`, holds no word, or the reason is not one of the list or, of
    another kind, not said in words. A public copy that holds the words is taken down at once.
    """
    check(answer, start, end, quote, reason, note)
    start, end = snap(answer.text, start, end)
    quote = answer.text[start:end]
    with transaction.atomic():
        submission = Submission.objects.locked(answer.submission_id)
        redaction, is_new = Redaction.objects.get_or_create(
            answer=answer, start=start, end=end, removed_at=None, defaults={"quote": quote, "reason": reason, "note": note, "made_by": by}
        )
        if is_new:
            record("redact", submission=submission, by=by, after={"question": answer.question.identifier, "reason": reason})
            publication = Publication.objects.standing().filter(submission=submission).first()
            if publication and is_read_in(publication, redaction):
                take_down(publication, by=by, reason=TAKEN_DOWN)
                refresh_figures(submission.call)
    return redaction


def check(answer, start, end, quote, reason, note):
    if answer.frozen_at is None:
        raise NotRedactable(gettext("This answer is still a draft; only submitted answers are redacted."))
    if not 0 <= start < end <= len(answer.text) or answer.text[start:end] != quote:
        raise NotRedactable(gettext("The words at this place are not the ones you selected; reload the page and select again."))
    if not quote.strip():
        raise NotRedactable(gettext("There are no words in the selection."))
    if reason not in Redaction.Reason:
        raise NotRedactable(gettext("Choose a reason for the redaction."))
    if reason == Redaction.Reason.OTHER and not note.strip():
        raise NotRedactable(gettext("Say in words what the other reason is."))


def is_read_in(publication, redaction):
    """Whether the public may read the words: their answer is in the version that was published, or another answer says the same."""
    if VersionAnswer.objects.filter(version=publication.version_id, answer=redaction.answer_id).exists():
        return True
    return any(redaction.quote in text for text in publication.answers.values_list("text", flat=True))


def remove_redaction(redaction, *, by):
    """Let the words be read again in the copies approved from now on; the row stays with who and when. Again changes nothing.

    Nothing becomes public by that: what is public stays as it was approved until a publisher approves the wider copy.
    """
    with transaction.atomic():
        submission = Submission.objects.locked(redaction.answer.submission_id)
        live = Redaction.objects.live().filter(pk=redaction.pk)
        if live.update(removed_at=timezone.now(), removed_by=by):
            facts = {"question": redaction.answer.question.identifier, "reason": redaction.reason}
            record("remove redaction", submission=submission, by=by, before=facts)


def said_elsewhere(copy, redactions):
    """The redactions whose words a public copy still says somewhere, in a name as in an answer."""
    told = [copy["name"], copy["country_as_written"]]
    told += [answer["text"] for answer in copy["answers"]] + [endorser["name"] for endorser in copy["endorsers"]]
    return [redaction for redaction in redactions if any(redaction.quote in text for text in told)]


def who_speaks(copy, version):
    """Of an anonymous copy, the names and addresses of its stakeholder that its answers nevertheless say, as they are written there."""
    if copy["level"] != ConsentLevel.ANONYMOUS:
        return []
    submission = version.submission
    known = [version.stakeholder_name, submission.contact_name, submission.contact_email]
    known += [submission.contact_email.rpartition("@")[2], *(endorser.name for endorser in version.endorsers.all())]
    told = "\n".join(answer["text"] for answer in copy["answers"]).casefold()
    return [words for words in dict.fromkeys(map(str.strip, known)) if len(words) >= SHORTEST_NAME and words.casefold() in told]


def redacted_before(version):
    """The questions of which an older answer had redactions and the answer of this version, another text, has none."""
    links = VersionAnswer.objects.filter(version=version).select_related("question")
    older = Redaction.objects.live().filter(answer__submission=version.submission_id).exclude(answer__in=links.values("answer"))
    with_older = set(older.values_list("answer__question", flat=True))
    still = set(Redaction.objects.of(version).values_list("answer__question", flat=True))
    return [link.question for link in links.order_by("question__position") if link.question_id in with_older - still]
