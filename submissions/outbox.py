"""The outbox: a mail is queued in the transaction of the act it tells of; `sendmail` sends it, retries it and keeps its one Message-ID."""

import logging
import smtplib
from datetime import timedelta
from email.utils import make_msgid

from django.conf import settings
from django.utils import timezone

from submissions.mails import message
from submissions.models.outgoing import OutgoingMail

MOST_ATTEMPTS = 12  # over about a day and a half
FIRST_WAIT = timedelta(minutes=2)  # longer than one attempt can take, so that it also serves as the claim
LONGEST_WAIT = timedelta(hours=6)
BATCH = 100

log = logging.getLogger(__name__)


def queue(submission, kind, *, language, **about):
    """Queue one mail about a submission, in the act's own transaction; `about` names the endorsement or notice it is for."""
    return OutgoingMail.objects.create(
        submission=submission, kind=kind, language=language, message_id=make_msgid(domain=settings.SITE_HOST), **about
    )


def queue_link(submission, *, language):
    """Queue the private link, unless one waits that no sender has taken yet: that one will go to the new address."""
    waiting = OutgoingMail.objects.untouched().filter(submission=submission, kind=OutgoingMail.Kind.LINK)
    if not waiting.select_for_update().first():  # locked, so that no sender claims it before the new address can be read
        queue(submission, OutgoingMail.Kind.LINK, language=language)


def send_due():
    """Try once every mail that is due; return how many were sent and how many failed. Any number of senders may run at once."""
    sent = failed = 0
    begun = timezone.now()
    while due := list(OutgoingMail.objects.due(begun)[:BATCH]):
        for mail in filter(None, map(claim, due)):
            if attempt(mail):
                sent += 1
            else:
                failed += 1
    return sent, failed


def wait_after(attempts):
    """How long to wait after so many attempts: doubling, up to six hours."""
    return min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)


def claim(mail):
    """Take a due mail for this sender and return it as it is now; None when another sender was first.

    It is read after it was taken, for the address may have changed since the batch was read. A sender that dies leaves it to the next
    attempt.
    """
    attempts = mail.attempts + 1
    taken = OutgoingMail.objects.filter(pk=mail.pk, attempts=mail.attempts, sent_at=None, failed_at=None).update(
        attempts=attempts, next_attempt_at=timezone.now() + wait_after(attempts)
    )
    related = ("submission__call", "submission__current_version", "endorsement", "notice")
    return OutgoingMail.objects.select_related(*related).filter(pk=mail.pk).first() if taken else None


def attempt(mail):
    """Send a claimed mail and write down the outcome; True when it was sent."""
    outcome = {"sent_at": None, "failed_at": None, "last_error": ""}
    if not mail.address:
        outcome |= {"failed_at": timezone.now(), "last_error": "no address"}
    else:
        try:
            message(mail).send(using="default")
            outcome["sent_at"] = timezone.now()
        except Exception as error:  # whatever went wrong with one mail, the others must still go
            outcome["last_error"] = error_without_personal_data(error)
            outcome["failed_at"] = timezone.now() if mail.attempts >= MOST_ATTEMPTS else None
    OutgoingMail.objects.filter(pk=mail.pk).update(**outcome)
    if not outcome["sent_at"]:
        log.warning("Mail %s was not sent at attempt %s: %s", mail.pk, mail.attempts, outcome["last_error"])
    return outcome["sent_at"] is not None


def error_without_personal_data(error):
    """The kind of an error and the server's codes; its text may hold an address."""
    codes = [error.smtp_code] if isinstance(error, smtplib.SMTPResponseException) else []
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _text in error.recipients.values()})
    return " ".join([type(error).__name__, *map(str, codes)])[:300]
