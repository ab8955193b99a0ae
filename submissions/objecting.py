"""A holder contests how the newest edition of the summary reads what was submitted, within the days that the call gives for it."""

from datetime import UTC

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from submissions.models.event import record
from submissions.models.objection import Objection
from submissions.models.submission import Submission

OBJECTED = "objection raised"  # the verb of the Event


class NotContestable(Exception):
    """Nothing was sent to the secretariat; the message is a sentence for the holder."""


def newest_edition(call):
    """The PublishedEdition that was issued last; None where none was."""
    return call.editions.first()


def refusal(submission, edition, now=None):
    """Why its holder may not contest this edition now, in a sentence; "" where they may."""
    if submission.withdrawn_at is not None:
        return _("Your submission is withdrawn: nothing of it is used any longer, so there is nothing left to contest.")
    if (now or timezone.now()) > edition.objections_until:
        moment = date_format(edition.objections_until.astimezone(UTC), _("j F Y, H:i"))
        return _("This edition could be contested until %(moment)s UTC.") % {"moment": moment}
    return ""


def contest(submission, *, number, statement, text, now=None):
    """Raise an Objection to edition `number` and return it; the one that says the same and waits is returned as it is.

    `statement` is its number in the document, "" for the whole. NotContestable when the period is over, the submission is withdrawn or
    another edition was issued since that one was looked at.
    """
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        edition = newest_edition(submission.call)
        if sentence := refusal(submission, edition, now):
            raise NotContestable(sentence)
        if edition.number != number:
            raise NotContestable(
                _("Edition %(number)s was issued meanwhile. See how it reads your submission, then send your text again if it still holds.")
                % {"number": edition.number}
            )
        said = {"submission": submission, "edition": edition, "statement": statement, "text": text}
        objection = Objection.objects.waiting().filter(**said).first()
        if objection is None:
            objection = Objection.objects.create(**said)
            about = {"statement": statement} if statement else {}
            record(OBJECTED, submission=submission, role="stakeholder", after={"edition": edition.number, **about})
    return objection
