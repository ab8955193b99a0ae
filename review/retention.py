"""The clocks by which what is no longer needed goes: drafts, contacts, rows of mails, sessions, counters. `expire` runs them.

What was published never expires, nor does what was received, but for whom to write to about it. The days are settings, counted from the
closing of the call (or the later moment that one was allowed), and the privacy statement tells them.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from review import erasure
from review.desk import importing
from submissions import guard, revising
from submissions.models.endorsement import Endorsement, Endorser
from submissions.models.event import record
from submissions.models.outgoing import OutgoingMail
from submissions.models.submission import Submission, Version
from wsisportal.mail import forget


def over_since(moment, to=""):
    """The condition that a submission's last moment, and any later one that it was allowed, lies before a moment."""
    allowed = Q(**{f"{to}late_until": None}) | Q(**{f"{to}late_until__lt": moment})
    return Q(**{f"{to}call__closes_at__lt": moment}) & allowed


def old_drafts(now):
    """Drafts that nobody submitted. A text that was sent late waits for the secretariat's decision, however long, and is none."""
    since = now - timedelta(days=settings.KEEP_DRAFTS_DAYS)
    drafts = Version.objects.filter(over_since(since, "submission__"), submitted_at=None, late_at=None, saved_at__lt=since)
    return drafts.filter(submission__erased_at=None)


def old_contacts(now):
    """Received submissions whose contact, or an address of one that joined, is no longer needed."""
    since = now - timedelta(days=settings.KEEP_CONTACTS_DAYS)
    addresses = Endorsement.objects.exclude(contact_email="").values("submission")
    known = ~Q(contact_name="") | ~Q(contact_email="") | Q(pk__in=addresses)
    return Submission.objects.received().filter(known, over_since(since), entered_at__lt=since)


def old_mails(now):
    """Rows of mails that were sent or given up. What the secretariat wrote goes on telling to whom it was written."""
    since = now - timedelta(days=settings.KEEP_MAILS_DAYS)
    over = Q(sent_at__lt=since) | Q(failed_at__lt=since)
    return OutgoingMail.objects.filter(over, over_since(since, "submission__"), notice=None)


def old_sessions(now):
    return Session.objects.filter(expire_date__lt=now)


OLD = {"drafts": old_drafts, "contacts": old_contacts, "mails": old_mails, "sessions": old_sessions}


def due(now=None):
    """What would go: {name: how many rows}."""
    now = now or timezone.now()
    return {name: find(now).count() for name, find in OLD.items()}


def expire(now=None):
    """Let go what is due; return {name: how many}. An Event tells the counts where anything went."""
    now = now or timezone.now()
    gone = {
        "drafts": sum(drop_draft(key, now) for key in list(old_drafts(now).values_list("submission", flat=True))),
        "contacts": drop_contacts(now),
        "mails": drop_mails(now),
        "sessions": old_sessions(now).delete()[0],
    }
    guard.sweep(now)
    importing.forget_old()
    if any(gone.values()):
        record("expire", after=gone)
        erasure.scrub()
    return gone


def drop_draft(key, now):
    """Erase an unfinished submission, or discard an unfinished revision of one that was received; False where it is not old any more."""
    with transaction.atomic():
        submission = Submission.objects.locked(key)
        if not old_drafts(now).filter(submission=submission).exists():
            return False
        if submission.state == Submission.State.RECEIVED:
            revising.discard(submission)
        else:
            erasure.erase(submission, reason="expired")
    return True


def drop_contacts(now):
    with transaction.atomic():
        keys = list(old_contacts(now).values_list("pk", flat=True))
        Submission.objects.filter(pk__in=keys).update(contact_name="", contact_email="")
        Endorsement.objects.filter(submission__in=keys).update(contact_email="")
        Endorser.objects.filter(version__submission__in=keys).update(contact_email="")
    return len(keys)


def drop_mails(now):
    with transaction.atomic():
        mails = list(old_mails(now).values_list("pk", "message_id"))
        OutgoingMail.objects.filter(pk__in=[key for key, _message_id in mails]).delete()
    forget(message_id for _key, message_id in mails)
    return len(mails)
