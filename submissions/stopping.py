"""The link that stops the reminders of a draft with one click (RFC 8058). It names a mail, so whoever sees the address learns nothing."""

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from submissions.access import urlsafe
from submissions.models.event import record
from submissions.models.outgoing import OutgoingMail
from submissions.models.submission import Submission


def mac_of(name):
    return urlsafe(salted_hmac("submissions.stopping", name, algorithm="sha256").digest())


def stop_link(mail):
    """The address that stops the reminders of the submission a mail is about, in the active language; it opens nothing else."""
    name = mail.message_id.strip("<>").partition("@")[0]
    return settings.SITE_URL + reverse("submissions:stop", args=(f"{name}.{mac_of(name)}",))


def submission_of_stop_token(token):
    """The submission whose reminders a token stops; Http404 for any other string."""
    name, _dot, mac = token.rpartition(".")
    if not name or not constant_time_compare(mac, mac_of(name)):
        raise Http404
    mail = OutgoingMail.objects.select_related("submission__call").filter(message_id__startswith=f"<{name}@").first()
    if mail is None:
        raise Http404
    return mail.submission


def switch(submission, *, on):
    """Stop the reminders of a submission, or switch them on again; nothing where they are so already."""
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        if on != (submission.reminders_stopped_at is None):
            submission.reminders_stopped_at = None if on else timezone.now()
            submission.save(update_fields=("reminders_stopped_at",))
            record("resume reminders" if on else "stop reminders", submission=submission, role="stakeholder")
    return submission
