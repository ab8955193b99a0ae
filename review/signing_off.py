"""A submission signed off as reviewed: by whom, when, and in which version; a newer version makes it changed since."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext

from review.assigning import to_read
from review.models.reading import Assignment
from review.models.screening import Review, save_review
from review.progress import Status, with_status
from submissions.models.event import record
from submissions.models.submission import Submission

# Signed off, but in another version than the newest. A time would not do: a late text that is admitted counts from when it was sent.
CHANGED = Q(review__reviewed_at__isnull=False) & ~Q(review__reviewed_version=F("current_version"))


class NotSignedOff(Exception):
    """A submission that was not signed off, or not opened again; the message is a sentence."""


class SeenOtherwise(NotSignedOff):
    """Since the page was made the submission changed, or somebody signed it off or opened it again."""


class Unread(NotSignedOff):
    """There are answers that nobody has finished reading; `answers` holds them in the order of the questions."""

    def __init__(self, answers):
        super().__init__(gettext("These answers were not read to their end; finish them, or say why it is signed off without."))
        self.answers = answers


def unread(submission):
    """The answers of a submission that nobody has finished reading, in the order of the questions."""
    done = Assignment.objects.filter(answer=OuterRef("pk"), done_at__isnull=False)
    answers = to_read().filter(~Exists(done), submission=submission)
    return list(answers.select_related("question").order_by("question__position", "pk"))


def state_of(submission):
    """What a page about signing off is made from, in a word: the newest version, and the sign-off that stands."""
    review = Review.objects.filter(submission=submission).first()
    signed = review.reviewed_at.isoformat() if review and review.reviewed_at else ""
    return f"{submission.current_version.number} {signed}".strip()


def sign_off(submission, *, by, seen, reason=""):
    """Sign a submission off as reviewed in its newest version; return its Review.

    `seen` is its `state_of` when the page was made: SeenOtherwise where that is another now. Unread, with the answers, where some were not
    read and no reason is given.
    """
    with transaction.atomic():
        submission = held(submission, seen)
        if submission.status == Status.SET_ASIDE or submission.withdrawn_at:
            raise NotSignedOff(gettext("%(reference)s is set aside or withdrawn; there is nothing to review.") % {"reference": submission})
        left = unread(submission)
        if left and not reason.strip():
            raise Unread(left)
        version = submission.current_version
        signed = {"reviewed_by": by, "reviewed_at": timezone.now(), "reviewed_version": version}
        save_review(submission, signed | {"state": Review.State.REVIEWED}, by=by)
        after = {"version": version.number, "unread": len(left)}
        record("signed off", submission=submission, by=by, after=after, reason=reason.strip() if left else "")
        return Review.objects.get(submission=submission)


def open_again(submission, *, by, seen):
    """Take a sign-off back: the submission is in review again. SeenOtherwise as for `sign_off`."""
    with transaction.atomic():
        submission = held(submission, seen)
        signed = Review.objects.filter(submission=submission, reviewed_at__isnull=False).select_related("reviewed_version").first()
        if signed is None:
            raise NotSignedOff(gettext("%(reference)s is not signed off.") % {"reference": submission})
        record("opened again", submission=submission, by=by, before={"version": signed.reviewed_version.number})
        cleared = {"reviewed_by": None, "reviewed_at": None, "reviewed_version": None}
        Review.objects.filter(pk=signed.pk).update(state=Review.State.IN_REVIEW, **cleared)


def held(submission, seen):
    """The submission with its status, its row held until the transaction ends; SeenOtherwise where the page showed another state of it."""
    Submission.objects.locked(submission.pk)
    submission = with_status(Submission.objects.select_related("call", "current_version")).get(pk=submission.pk)
    if state_of(submission) != seen:
        raise SeenOtherwise(gettext("Nothing was done: what you saw and what holds now are not the same."))
    return submission
