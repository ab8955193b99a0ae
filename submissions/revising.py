"""A holder's verbs on what was sent: revise it, discard the revision, withdraw the submission as a whole, send it again.

Each is one transaction under the submission's lock, and done twice it does nothing more.
"""

from django.db import transaction
from django.utils import timezone

from submissions import ledger
from submissions.drafting import PROFILE, TooLate, Withdrawn
from submissions.figures import refresh_figures
from submissions.models.endorsement import Endorser
from submissions.models.event import record
from submissions.models.publication import apply_consent
from submissions.models.submission import ERASURE_REQUESTED, Answer, Submission, Version, VersionAnswer
from submissions.vocabulary import Channel, ConsentLevel

JOINED = ("key", "name", "stakeholder_type", "country", "country_as_written", "contact_email", "position")


def may_revise(submission, now=None):
    """Whether its holder may send another version: it was received, is not withdrawn, and the last moment has not passed."""
    received = submission.state == Submission.State.RECEIVED and submission.withdrawn_at is None
    return received and (now or timezone.now()) <= submission.last_moment


def told_moment(submission, now):
    """The end that a page tells: the closing time, or the later one that was granted; the grace only once the call has closed."""
    closes_at = submission.call.closes_at
    return max(closes_at, submission.late_until or closes_at) if now <= closes_at else submission.last_moment


def revise(submission, *, now=None):
    """The draft of the submission's next version, which starts as what was sent; return it.

    Answers are the same rows until they are changed; endorsers keep their keys. One that is being written is returned as it is, even
    after the deadline. Withdrawn and TooLate when no new one may be begun.
    """
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        draft = submission.draft
        if draft is not None:
            return draft
        if submission.withdrawn_at is not None:
            raise Withdrawn
        if not may_revise(submission, now):
            raise TooLate
        return next_version(submission)


def next_version(submission):
    """A draft that is a copy of the newest version, with the consent that holds now; the caller holds the lock."""
    sent = Version.objects.get(pk=submission.current_version_id)
    profile = {field: getattr(sent, field) for field in PROFILE} | {"draft_consent": submission.consent.level}
    draft = Version.objects.create(submission=submission, number=sent.number + 1, **profile)
    VersionAnswer.objects.bulk_create(
        VersionAnswer(version=draft, question_id=link.question_id, answer_id=link.answer_id) for link in sent.answer_links.all()
    )
    Endorser.objects.bulk_create(
        Endorser(version=draft, **{field: getattr(endorser, field) for field in JOINED}) for endorser in sent.endorsers.all()
    )
    return draft


def discard(submission):
    """Drop the revision that is being written, with what was written for it alone; what was sent stays. Return whether there was one."""
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        draft = submission.draft
        if draft is None or submission.state != Submission.State.RECEIVED:
            return False
        draft.answer_links.all().delete()
        Answer.objects.filter(submission=submission, frozen_at=None).delete()
        draft.delete()
    return True


def withdraw_submission(submission, *, wording="", language="", channel=Channel.ONLINE):
    """Take the whole submission back, its consent and its public copy with it, at once. Returns the Submission as it is now."""
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        if submission.state == Submission.State.RECEIVED and submission.withdrawn_at is None:
            submission.withdrawn_at = timezone.now()
            submission.save(update_fields=("withdrawn_at",))
            ledger.note("withdraw submission", submission)
            take_consent_back(submission, wording=wording, language=language, channel=channel)
            record("withdraw submission", submission=submission, role="stakeholder")
            refresh_figures(submission.call)
    return submission


def send_again(submission, *, wording="", language="", channel=Channel.ONLINE, now=None):
    """Undo a withdrawal until the last moment: received again, and not to be published until its holder says so anew.

    TooLate afterwards. Returns the Submission as it is now.
    """
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        if submission.withdrawn_at is not None and submission.erased_at is None:
            if (now or timezone.now()) > submission.last_moment:
                raise TooLate
            submission.withdrawn_at = None
            submission.save(update_fields=("withdrawn_at",))
            take_consent_back(submission, wording=wording, language=language, channel=channel)
            record("send again", submission=submission, role="stakeholder")
            refresh_figures(submission.call)
    return submission


def ask_for_erasure(submission):
    """Ask the secretariat to erase it; asking again before it answers changes nothing.

    Only the secretariat erases, for it alone knows what it must keep.
    """
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        if submission.erased_at is None and not Submission.objects.asking_for_erasure().filter(pk=submission.pk).exists():
            record(ERASURE_REQUESTED, submission=submission, role="stakeholder")


def take_consent_back(submission, **record_fields):
    """No consent but none is left; the caller holds the lock."""
    if submission.consent.allows_text:
        apply_consent(submission, level=ConsentLevel.NONE, **record_fields)
