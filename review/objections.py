"""What the secretariat does about an issued edition and its stakeholders: tell them of it, and answer who contests how it reads them."""

from django.db import transaction
from django.utils import timezone

from submissions import outbox
from submissions.links import language_of
from submissions.models.event import record
from submissions.models.objection import Objection
from submissions.models.outgoing import OutgoingMail
from submissions.models.submission import Submission

TOLD = "summary told"  # the verb of the Event
ANSWERED = "objection answered"  # the verb of the Event


class AlreadyAnswered(Exception):
    """Somebody answered first; `objection` has their text."""

    def __init__(self, objection):
        super().__init__()
        self.objection = objection


def to_be_told(call):
    """The submissions of a call that are told of an edition issued now: received, not withdrawn, with an address.

    Whoever has such a mail waiting gets no second one: it speaks of the edition that is the newest when it is sent.
    """
    waiting = OutgoingMail.objects.untouched().filter(kind=OutgoingMail.Kind.SUMMARY).values("submission")
    received = Submission.objects.received().filter(call=call, withdrawn_at=None, erased_at=None)
    return received.exclude(contact_email="").exclude(pk__in=waiting)


def tell_of_edition(edition, by):
    """Queue a mail about a PublishedEdition to every submission that is to be told; return how many.

    It says where to look and until when to contest. In the transaction of the act that issues the edition.
    """
    with transaction.atomic():
        told = to_be_told(edition.call).order_by("pk")
        count = outbox.queue_many(told.values_list("pk", "current_version__language"), OutgoingMail.Kind.SUMMARY)
        record(TOLD, call=edition.call, by=by, after={"edition": edition.number, "mails": count})
    return count


def answer(objection, *, text, by):
    """Answer an Objection, once, and queue the mail that tells its holder where to read it; return it.

    AlreadyAnswered to whoever comes second.
    """
    with transaction.atomic():
        objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
        if objection.answered_at is not None:
            raise AlreadyAnswered(objection)
        objection.answer, objection.answered_at, objection.answered_by = text, timezone.now(), by
        objection.save(update_fields=("answer", "answered_at", "answered_by"))
        submission = objection.submission
        about = {"statement": objection.statement} if objection.statement else {}
        record(ANSWERED, submission=submission, by=by, after={"edition": objection.edition.number, **about})
        if submission.contact_email:
            outbox.queue(submission, OutgoingMail.Kind.OBJECTION, language=language_of(submission))
    return objection
