"""The deadline from the secretariat's side: late texts admitted, more time allowed, and everyone with a draft told of a new closing.

When a text is late is asked of `Submission.is_closed` alone.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from submissions import consent_wording, drafting, outbox
from submissions.figures import refresh_figures
from submissions.models.event import record
from submissions.models.outgoing import OutgoingMail
from submissions.models.submission import Submission, Version
from submissions.vocabulary import Channel, portal_language


class NotLate(Exception):
    """There is no late text to admit: it was submitted meanwhile, or never sent."""


def late_texts():
    """Drafts that were sent after the last moment and wait for the secretariat; those whose call was extended since may be submitted."""
    return Version.objects.unfinished().exclude(late_at=None)


def admit(submission, *, edition, by, reason):
    """Receive the late text as it was read, in the edition that was shown; return its Version.

    It counts as received when it was sent, hence as late; the consent ticked in the draft enters the ledger as given online.
    NotLate, or SomeoneElseSaved when its holder changed it since it was shown.
    """
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        version = late_texts().filter(submission=submission).first()
        if version is None:
            raise NotLate
        if version.edition != edition or drafting.missing(version):
            raise drafting.SomeoneElseSaved
        version.submission = submission
        arrived = max(version.late_at, version.saved_at)  # when the text that is admitted had reached the server whole
        with override(portal_language(version.language)):
            wording = consent_wording.wording(version.draft_consent)
        drafting.receive(
            version,
            consent=version.draft_consent,
            wording=wording,
            language=version.language,
            channel=Channel.ONLINE,
            now=arrived,
            received_at=version.late_at,
        )
        after = {"version": version.number, "consent": version.draft_consent}
        record("admit late", submission=submission, by=by, after=after, reason=reason)
        refresh_figures(submission.call)
    return version


def allow_until(submission, *, until, by, reason):
    """Let its holder submit until then as if the call were open, and tell them by mail where a draft is open and an address known."""
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        before = submission.late_until
        submission.late_until = until
        submission.save(update_fields=("late_until",))
        facts = {"before": {"late_until": before.isoformat()} if before else {}, "after": {"late_until": until.isoformat()}}
        record("allow late", submission=submission, by=by, reason=reason, **facts)
        tell_of_closing(Version.objects.unfinished().filter(submission=submission))


def closing_changed(call, *, before, by=None, now=None):
    """Queue a mail to every unfinished draft of a call whose closing moved from `before` to a later moment; return how many.

    A closing that moved to an earlier moment, or to one that is past, is told to nobody.
    """
    if not max(before, now or timezone.now()) < call.closes_at:
        return 0
    with transaction.atomic():
        count = tell_of_closing(Version.objects.unfinished().filter(submission__call=call))
        facts = {"before": {"closes_at": before.isoformat()}, "after": {"closes_at": call.closes_at.isoformat(), "mails": count}}
        record("extension", call=call, by=by, **facts)
    return count


def tell_of_closing(versions):
    """Queue the mail that names the new closing to the drafts with an address, but to none that has such a mail waiting still."""
    waiting = OutgoingMail.objects.untouched().filter(kind=OutgoingMail.Kind.EXTENDED).values("submission")
    versions = versions.exclude(submission__contact_email="").exclude(submission__in=waiting)
    return outbox.queue_many(versions.values_list("submission", "language"), OutgoingMail.Kind.EXTENDED)
