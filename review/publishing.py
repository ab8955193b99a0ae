"""The secretariat's verbs on publication: publish, withdraw, set aside; each checks under the lock what `submissions` cannot know."""

from collections import Counter
from dataclasses import dataclass
from itertools import batched

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from review import four_eyes
from review.models.screening import Preparation, Review
from review.progress import Status, with_status
from review.redacting import redacted_in
from submissions.figures import refresh_figures
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
    """How many were published (or prepared), and for every other submission its reference and the sentence that says why not."""

    published: int
    refused: tuple

    @property
    def left(self):
        """How many were left for each reason, as {sentence: count}."""
        return dict(Counter(reason for _reference, reason in self.refused))


def changed_since_prepared(submissions):
    """The keys of those whose public copy no longer reads as it was prepared. The same few queries, however many."""
    prepared = dict(Preparation.objects.filter(submission__in=[row.pk for row in submissions]).values_list("submission", "copy_hash"))
    rows = in_full(Submission.objects.filter(pk__in=prepared)) if prepared else []
    redacted = read_newest(rows)
    return {row.pk for row in rows if copy_hash(public_copy(row.current_version, redacted)) != prepared[row.pk]}


def rendered_copy(submission):
    """(public copy, its hash) of the newest version, as the public would read it now."""
    version = submission.current_version
    version.submission = submission
    copy = public_copy(version, redacted_in([version]))
    return copy, copy_hash(copy)


def publish(submission, *, by, seen):
    """Publish the copy whose hash is `seen`; NotPublishable, in a sentence, when it may not be. Returns the Publication."""
    with transaction.atomic():
        lock(submission.call, [submission.pk])
        redacted = redacted_in([submission.current_version])
        publication = approve(submission.current_version, by=by, seen=seen, redacted=redacted)
        refuse_set_aside(submission)
        if submission.call.needs_second_person:
            if objection := four_eyes.objections([(submission, seen)], by=by).get(submission.pk):
                raise NotPublishable(f"{submission}: {objection}")
            Preparation.objects.filter(submission=submission).delete()
        refresh_figures(submission.call)
    return publication


def prepare(submission, *, by, seen):
    """Prepare the copy whose hash is `seen` for another person to approve; NotPublishable, in a sentence, when it may not be."""
    with transaction.atomic():
        lock(submission.call, [submission.pk])
        submission = in_full(Submission.objects.filter(pk=submission.pk))[0]
        copy = copy_to_publish(submission, submission.current_version, redacted_in([submission.current_version]))
        refuse_set_aside(submission)
        if copy_hash(copy) != seen:
            message = gettext("%(reference)s changed since you looked at it; look at the public copy again.")
            raise NotPublishable(message % {"reference": submission})
        four_eyes.write_preparation(submission, seen, by=by)


def refuse_set_aside(submission):
    """NotPublishable where it is set aside; read under the lock that setting aside holds."""
    if Review.objects.filter(submission=submission, set_aside_at__isnull=False).exists():
        raise NotPublishable(gettext("%(reference)s is set aside.") % {"reference": submission})


def approve_again(version, *, by, redacted):
    """Publish a copy that a member of staff has just changed a fact of; where that takes two people, prepare it for the second."""
    version.submission.current_version = version
    seen = copy_hash(public_copy(version, redacted))
    if version.submission.call.needs_second_person:
        four_eyes.write_preparation(version.submission, seen, by=by)
    else:
        approve(version, by=by, seen=seen, redacted=redacted)


def publish_consenting(call, *, by):
    """Publish every received submission of the call that consents and is not set aside, as the shell does: with both pairs of eyes.

    Returns the Outcome.
    """
    return batch_by_batch(Submission.objects.received().filter(call=call), publish_batch, by=by, alone=True)


def publish_selected(submissions, *, by, alone=False):
    """Publish what this person may publish of a queryset of submissions, each as it reads now; returns the Outcome.

    `alone`: as the shell does, with both pairs of eyes.
    """
    return batch_by_batch(submissions, publish_batch, by=by, alone=alone)


def prepare_selected(submissions, *, by):
    """Prepare what another person may then publish of a queryset of submissions, each as it reads now; returns the Outcome."""
    return batch_by_batch(submissions, prepare_batch, by=by)


def batch_by_batch(submissions, act, **facts):
    done, refused = 0, []
    for call in Call.objects.filter(submissions__in=submissions).distinct():
        keys = list(submissions.filter(call=call).order_by("pk").values_list("pk", flat=True))
        for batch in batched(keys, BATCH):
            left = act(call, batch, **facts)
            done += len(batch) - len(left)
            refused += left
        refresh_figures(call)
    return Outcome(done, tuple(refused))


def publish_batch(call, keys, *, by, alone):
    """Publish submissions of a call as they read now, in one transaction; return (reference, why not) of those that may not be.

    Where the call needs two people, a person publishes what another prepared, unless `alone`.
    """
    with transaction.atomic():
        approved, refused = read_batch(call, keys)
        if call.needs_second_person and not alone:
            read = [(submission, copy_hash(copy)) for submission, _version, copy in approved]
            objections = four_eyes.objections(read, by=by)
            refused += [(submission.reference, objections[submission.pk]) for submission, _hash in read if submission.pk in objections]
            approved = [row for row in approved if row[0].pk not in objections]
        write_copies(call, approved, by=by)
        Preparation.objects.filter(submission__in=[row[0].pk for row in approved]).delete()
    return refused


def prepare_batch(call, keys, *, by):
    """Prepare submissions of a call as they read now, in one transaction; return (reference, why not) of those that are left."""
    with transaction.atomic():
        approved, refused = read_batch(call, keys)
        for submission, _version, copy in approved:
            if not call.needs_second_person:
                refused.append((submission.reference, str(four_eyes.NOT_NEEDED)))
            elif not four_eyes.write_preparation(submission, copy_hash(copy), by=by):
                refused.append((submission.reference, str(four_eyes.PREPARED_ALREADY)))
    return refused


def read_batch(call, keys):
    """Lock submissions of a call and read them as they are now: (submission, version, copy) of those that may be published, and
    (reference, why not) of the others. The caller holds the transaction.
    """
    approved, refused = [], []
    lock(call, keys)
    submissions = in_full(Submission.objects.filter(pk__in=keys))
    redacted = read_newest(submissions)
    for submission in submissions:
        copy, reason = copy_or_reason(submission, redacted)
        if reason:
            refused.append((submission.reference, reason))
        else:
            approved.append((submission, submission.current_version, copy))
    return approved, refused


def read_newest(submissions):
    """Read the newest version of each in full; return what is redacted in them, as `public_copy` takes it."""
    versions = [submission.current_version for submission in submissions if submission.current_version]
    for submission in submissions:
        if submission.current_version:
            submission.current_version.submission = submission
    read_in_full(versions)
    return redacted_in(versions)


def why_left(submission):
    """The sentence that says why a submission with its status is not to be published; "" where nothing stands in the way."""
    withdrawn = submission.status == Status.WITHDRAWN and submission.withdrawn_at is not None
    return str(TAKEN_BACK if withdrawn else LEFT.get(submission.status, ""))


def copy_or_reason(submission, redacted):
    """(public copy, "") of a submission that may be published as it reads now, else (None, the sentence that says why not)."""
    if reason := why_left(submission):
        return None, reason
    try:
        copy = copy_to_publish(submission, submission.current_version, redacted)
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
