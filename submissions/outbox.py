"""The outbox: a mail is queued in the transaction of the act it tells of; `sendmail` sends it, retries it and keeps its one Message-ID."""

from email.utils import make_msgid

from django.conf import settings

from submissions.models.outgoing import OutgoingMail


def queue(submission, kind, *, language):
    """Queue one mail to the submission's own address, in the act's own transaction."""
    return OutgoingMail.objects.create(
        submission=submission, kind=kind, language=language, message_id=make_msgid(domain=settings.SITE_HOST)
    )
