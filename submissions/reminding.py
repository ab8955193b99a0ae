"""Reminders of unfinished drafts.

A draft is reminded once a week while nobody saves it, and once in the last day before the call closes unless it was saved in that day.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from submissions import outbox
from submissions.models.call import Call
from submissions.models.outgoing import OutgoingMail
from submissions.models.submission import Version, hold

WEEK = timedelta(days=7)
LAST_DAY = timedelta(days=1)
REMIND, EXTENDED = OutgoingMail.Kind.REMINDER, OutgoingMail.Kind.EXTENDED


def remind(now=None):
    """Queue the reminders that are due; return how many. It may be called as often as one likes, and by several at once."""
    now = now or timezone.now()
    count = 0
    for call in Call.objects.filter(opens_at__lte=now, closes_at__gt=now):
        while to_remind(call, now).exists():
            count += remind_some(call, now)
    return count


def remind_some(call, now):
    """Queue one batch in a transaction of its own, so that nobody who submits meanwhile waits long for the database."""
    with transaction.atomic():
        hold(call)  # of two senders the second finds what the first has queued
        due = to_remind(call, now).order_by("pk").values_list("submission", "language")
        return outbox.queue_many(due[: outbox.QUEUED_AT_ONCE], REMIND, queued_at=now)


def to_remind(call, now):
    """The drafts of an open call whose reminder is due now.

    None is reminded twice for one reason: a week without a save and without a mail of this kind, or the last day before one closing.
    In the day before the last one none is sent, so that no two follow each other closely. A mail about a new closing counts as one.
    """
    left = call.closes_at - now
    if LAST_DAY < left <= 2 * LAST_DAY:
        return Version.objects.none()
    quiet_since, told_since = (now - LAST_DAY, call.closes_at - LAST_DAY) if left <= LAST_DAY else (now - WEEK, now - WEEK)
    told = OutgoingMail.objects.filter(submission=OuterRef("submission"), kind__in=(REMIND, EXTENDED), queued_at__gte=told_since)
    drafts = Version.objects.unfinished().filter(submission__call=call, edition__gt=0, saved_at__lte=quiet_since)
    return drafts.filter(submission__reminders_stopped_at=None).exclude(submission__contact_email="").exclude(Exists(told))
