"""The secretariat's verbs on publication: publish, withdraw, set aside; each checks under the lock what `submissions` cannot know."""

from collections import Counter
from dataclasses import dataclass
from itertools import batched

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from review.models.screening import Review
from review.progress import Status, with_status
from submissions.models.call import Call
from submissions.models.event import record
from submissions.models.publication import (
    NotPublishable,
    Publication,
    approve,
    copy_hash,
    copy_to_publish,
    is_public,
    public_copy,
    refresh_figures,
    take_down,
    withdraw,
    write_copies,
)
from submissions.models.submission import Submission, lock, read_in_full

BATCH = 500  # submissions published in one transaction
LEFT = {
    Status.DRAFT: _("It is a draft that was not submitted."),
    Status.SET_ASIDE: _("It is set aside."),
    Status.WITHDRAWN: _("Its consent was withdrawn."),
    Status.WITHHELD: _("It did not consent to publication."),
}
TAKEN_BACK = _("Its stakeholder withdrew it as a whole.")
PUBLIC_ALREADY = _("It is public already, as it stands.")


@dataclass(frozen=True)
class Outcome:
    """How many were published, and for every other submission its reference and the sentence that says why not."""

    published: int
    refused: tuple

    @property
    def left(self):
        """How many were left for each reason, as {sentence: count}."""
        return dict(Counter(reason for _reference, reason in self.refused))


def rendered_copy(submission):
    """(public copy, its hash) of the newest version, as the public would read it now."""
    version = submission.current_version
    version.submission = submission
    copy = public_copy(version)
    return copy, copy_hash(copy)


def publish(submission, *, by, seen):
    """Publish the copy whose hash is `seen`; NotPublishable, in a sentence, when it may not be. Returns the Publication."""
    with transaction.atomic():
        publication = approve(submission.current_version, by=by, seen=seen)
        if Review.objects.filter(submission=submission, set_aside_at__isnull=False).exists():  # read under approve's lock
            raise NotPublishable(gettext("%(reference)s is set aside.") % {"reference": submission})
        refresh_figures(submission.call)
    return publication


def publish_consenting(call, *, by):
    """Publish every received submission of the call that consents and is not set aside; returns the Outcome."""
    return publish_selected(Submission.objects.received().filter(call=call), by=by)


def publish_selected(submissions, *, by):
    """Publish what may be published of a queryset of submissions, each as it reads now, batch by batch; returns the Outcome."""
    published, refused = 0, []
    for call in Call.objects.filter(submissions__in=submissions).distinct():
        keys = list(submissions.filter(call=call).order_by("pk").values_list("pk", flat=True))
        for batch in batched(keys, BATCH):
            left = publish_batch(call, batch, by=by)
            published += len(batch) - len(left)
            refused += left
        refresh_figures(call)
    return Outcome(published, tuple(refused))


def publish_batch(call, keys, *, by):
    """Publish submissions of a call as they read now, in one transaction; return (reference, why not) of those that may not be."""
    approved, refused = [], []
    with transaction.atomic():
        lock(call, keys)
        submissions = in_full(Submission.objects.filter(pk__in=keys))
        for submission in submissions:
            if submission.current_version:
                submission.current_version.submission = submission
        read_in_full([submission.current_version for submission in submissions if submission.current_version])
        for submission in submissions:
            copy, reason = copy_or_reason(submission)
            if reason:
                refused.append((submission.reference, reason))
            else:
                approved.append((submission, submission.current_version, copy))
        write_copies(call, approved, by=by)
    return refused


def why_left(submission):
    """The sentence that says why a submission with its status is not to be published; "" where nothing stands in the way."""
    withdrawn = submission.status == Status.WITHDRAWN and submission.withdrawn_at is not None
    return str(TAKEN_BACK if withdrawn else LEFT.get(submission.status, ""))


def copy_or_reason(submission):
    """(public copy, "") of a submission that may be published as it reads now, else (None, the sentence that says why not)."""
    if reason := why_left(submission):
        return None, reason
    try:
        copy = copy_to_publish(submission, submission.current_version)
    except NotPublishable as error:
        return None, str(error)
    return (None, str(PUBLIC_ALREADY)) if is_public(submission, copy) else (copy, "")


def withdraw_selected(submissions, *, by, reason=""):
    """Take back the consent of those in the queryset that gave one, and their public copies; returns how many."""
    consenting = [submission for submission in in_full(submissions.received()) if submission.consent.allows_text]
    for submission in consenting:
        withdraw(submission, by=by, reason=reason)
    return len(consenting)


def in_full(submissions):
    """The submissions with status and what publishing reads, oldest first, without a cursor left open."""
    return list(
        with_status(submissions)
        .select_related("call", "consent", "current_version", "publication")
        .defer("publication__search_terms")
        .order_by("pk")
    )


def set_aside(submission, *, reason, by, duplicate_of=None):
    """Set a received submission aside; a public copy is taken down in the same transaction."""
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        Review.objects.update_or_create(
            submission=submission,
            defaults={"set_aside_at": timezone.now(), "set_aside_reason": reason, "duplicate_of": duplicate_of},
        )
        record("set aside", submission=submission, by=by, after={"reason": reason})
        publication = Publication.objects.standing().filter(submission=submission).first()
        if publication:
            take_down(publication, by=by, reason=reason)


def take_back(submission, *, by):
    """End being set aside. Nothing is published by that; a person decides again."""
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        review = Review.objects.get(submission=submission)
        record("take back", submission=submission, by=by, before={"reason": review.set_aside_reason})
        Review.objects.filter(pk=review.pk).update(set_aside_at=None, set_aside_reason="", duplicate_of=None)
