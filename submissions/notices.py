"""What the secretariat writes to stakeholders: one Notice, and a mail of its own for each submission it is about."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from submissions import outbox
from submissions.models.event import record
from submissions.models.outgoing import Notice, OutgoingMail
from submissions.models.submission import Version, hold
from submissions.reminding import LAST_DAY


def recipients(submissions, *, subject, body):
    """(key, language) of those with an address, save those to whom the same text went within a day: a second click writes to nobody."""
    same = OutgoingMail.objects.filter(
        submission=OuterRef("pk"), notice__subject=subject, notice__body=body, queued_at__gte=timezone.now() - LAST_DAY
    )
    newest = Version.objects.filter(submission=OuterRef("pk")).order_by("-number").values("language")[:1]
    language = Coalesce("current_version__language", Subquery(newest))
    return submissions.exclude(contact_email="").exclude(Exists(same)).order_by("pk").values_list("pk", language)


def write(submissions, *, call, subject, body, by, kind=Notice.Kind.NOTICE):
    """Queue one mail about each submission of the call that has an address; return the Notice, or None where there is nobody to write to.

    `submissions` is a queryset over Submission.
    """
    with transaction.atomic():
        hold(call)  # so that of two clicks the second finds what the first has queued
        to = list(recipients(submissions.filter(call=call), subject=subject, body=body))
        if not to:
            return None
        notice = Notice.objects.create(call=call, kind=kind, subject=subject, body=body, sent_by=by)
        outbox.queue_many(to, OutgoingMail.Kind.NOTICE, notice=notice)
        about = {"submission": submissions.get()} if kind == Notice.Kind.CLARIFICATION else {"call": call}
        record("message" if kind == Notice.Kind.NOTICE else "clarification", by=by, after={"mails": len(to)}, **about)
    return notice
