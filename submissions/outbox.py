"""The outbox: a mail is queued in the transaction of the act it tells of; `sendmail` sends it, retries it and keeps its one Message-ID."""

import logging
import re
import smtplib
from datetime import timedelta
from email.utils import make_msgid
from itertools import batched

from django.conf import settings
from django.utils import timezone

from submissions.mails import is_needed, message
from submissions.models.outgoing import OutgoingMail

MOST_ATTEMPTS = 12  # over about a day and a half
FIRST_WAIT = timedelta(minutes=5)  # longer than one attempt can take, so that it also serves as the claim; what greylisting asks for
LONGEST_WAIT = timedelta(hours=6)
BATCH = 100
QUEUED_AT_ONCE = 500
NO_SERVER = 3  # so many attempts in a row that reached no mail server end a round; whatever else is due stays due
ENHANCED_CODE = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")
MAILBOX_FULL = 552  # RFC 5321, 4.5.3.1.10: to be taken for a temporary failure

log = logging.getLogger(__name__)


def queue(submission, kind, *, language, **about):
    """Queue one mail about a submission, in the act's own transaction; `about` names the endorsement or notice it is for."""
    return OutgoingMail.objects.create(
        submission=submission, kind=kind, language=language, message_id=make_msgid(domain=settings.SITE_HOST), **about
    )


def queue_many(recipients, kind, **about):
    """Queue one mail each for (submission's key, language) pairs, in the caller's transaction; return how many."""
    count = 0
    for batch in batched(list(recipients), QUEUED_AT_ONCE):
        OutgoingMail.objects.bulk_create(
            OutgoingMail(submission_id=key, kind=kind, language=language, message_id=make_msgid(domain=settings.SITE_HOST), **about)
            for key, language in batch
        )
        count += len(batch)
    return count


def queue_link(submission, *, language):
    """Queue the private link, unless one waits that no sender has taken yet: that one will go to the new address."""
    waiting = OutgoingMail.objects.untouched().filter(submission=submission, kind=OutgoingMail.Kind.LINK)
    if not waiting.select_for_update().first():  # locked, so that no sender claims it before the new address can be read
        queue(submission, OutgoingMail.Kind.LINK, language=language)


def send_due():
    """Try once every mail that is due; return how many were sent and how many failed. Any number of senders may run at once.

    A mail server that refuses or hangs costs a few timeouts, not one for each mail: then the round ends.
    """
    sent = failed = unreached = 0
    begun = timezone.now()
    while unreached < NO_SERVER and (due := list(OutgoingMail.objects.due(begun)[:BATCH])):
        for mail in filter(None, map(claim, due)):
            error = attempt(mail)
            sent += error is None
            failed += error is not None
            unreached = unreached + 1 if isinstance(error, OSError) and not has_answered(error) else 0
            if unreached >= NO_SERVER:
                break
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
    """Send a claimed mail and write down the outcome; return None when it was sent, else what went wrong."""
    error = None
    try:
        if not mail.address:
            raise Pointless("no address")
        if not is_needed(mail):
            raise Pointless("not needed any more")
        message(mail).send(using="default")
    except Exception as caught:  # whatever went wrong with one mail, the others must still go
        error = caught
    now = timezone.now()
    is_over = error is not None and (mail.attempts >= MOST_ATTEMPTS or is_permanent(error))
    OutgoingMail.objects.filter(pk=mail.pk).update(
        sent_at=now if error is None else None,
        failed_at=now if is_over else None,
        last_error="" if error is None else error_without_personal_data(error),
    )
    if error is not None:
        outcome = "given up" if is_over else "not sent"
        log.warning("Mail %s was %s at attempt %s: %s", mail.pk, outcome, mail.attempts, error_without_personal_data(error))
    return error


class Pointless(Exception):
    """The mail has nowhere to go, or nothing true to say any longer; the words are ours."""


def is_permanent(error):
    """Whether trying again would change nothing: every recipient, or the mail itself, was refused for good (5xx).

    What is refused before that (connection, greeting, sign-in, sender) is about the portal and passes once someone mends it; a full
    mailbox is emptied. Those are tried again.
    """
    if isinstance(error, Pointless):
        return True
    replies = list(replies_of(error)) if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) else []
    return bool(replies) and all(500 <= code < 600 and code != MAILBOX_FULL and detail != "5.2.2" for code, detail in replies)


def has_answered(error):
    """Whether a mail server stood behind an error: it answered with a code."""
    return isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused)


def replies_of(error):
    """What the server answered, as (code, enhanced code such as "5.1.1" or "")."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = error.recipients.values()
    else:
        answers = [(error.smtp_code, error.smtp_error)] if isinstance(error, smtplib.SMTPResponseException) else []
    for code, text in answers:
        found = ENHANCED_CODE.search(text if isinstance(text, bytes) else str(text).encode())
        yield code, found.group().decode() if found else ""


def error_without_personal_data(error):
    """The kind of an error and the server's codes; its text may hold an address."""
    if isinstance(error, Pointless):
        return str(error)
    replies = sorted({" ".join(filter(None, (str(code), detail))) for code, detail in replies_of(error)})
    return " ".join([type(error).__name__, *replies])[:300]
