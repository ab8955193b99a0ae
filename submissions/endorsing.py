"""The verbs of joint submissions: ask those who are said to join, and take their replies. Each knows of no request.

A reply hangs on the endorser's key, so it survives revisions; one who is named otherwise in a revision is another endorser.
"""

import uuid
from collections import Counter
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions import outbox
from submissions.figures import refresh_figures
from submissions.models.endorsement import Endorsement, Endorser
from submissions.models.event import record
from submissions.models.outgoing import OutgoingMail
from submissions.models.publication import Publication, take_down
from submissions.models.submission import Submission, lock

MOST_TO_ONE_ADDRESS = 5  # mails that one submission may cause to an address, so that nobody is pestered through us
DECLINED_AFTER_PUBLICATION = "An organization that joins declined."  # told to staff with the Event, like the reasons that they write


class Standing(models.TextChoices):
    """What is known of an organization that joins, for the holder of the link and for staff."""

    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    ASKED = "asked", _("Asked by e-mail; no reply yet")
    NOT_REACHED = "not-reached", _("Could not be reached by e-mail")
    NOT_ASKED = "not-asked", _("Not asked")


@dataclass(frozen=True)
class Joining:
    """One endorser of a version, the endorsement and the newest mail that ask it (None where it was never asked)."""

    endorser: Endorser
    endorsement: Endorsement | None
    mail: OutgoingMail | None

    @property
    def standing(self):
        if self.endorsement is None:
            return Standing.NOT_ASKED
        if self.endorsement.reply:
            return Standing(self.endorsement.reply)
        lost = self.mail is not None and (self.mail.failed_at or self.mail.bounced_at)
        return Standing.NOT_REACHED if lost else Standing.ASKED


def joining(version):
    """The endorsers of a version in their order, each as a Joining; three queries."""
    endorsements = {endorsement.key: endorsement for endorsement in version.submission.endorsements.all()}
    mails = {mail.endorsement_id: mail for mail in questions_about(version.submission).order_by("queued_at", "pk")}
    rows = ((endorser, endorsements.get(endorser.key)) for endorser in version.endorsers.all())
    return [Joining(endorser, endorsement, mails.get(endorsement.pk) if endorsement else None) for endorser, endorsement in rows]


def questions_about(submission):
    return OutgoingMail.objects.filter(submission=submission, kind=OutgoingMail.Kind.ENDORSE)


def part_from_renamed(version):
    """Give an endorser of a draft a new key where its key was asked under another name: nobody confirmed the name that stands now."""
    asked = set(Endorsement.objects.filter(submission=version.submission_id).values_list("key", flat=True))
    earlier = Endorser.objects.filter(version__submission=version.submission_id, version__submitted_at__isnull=False, key__in=asked)
    names = {key: name.casefold() for key, name in earlier.order_by("version__number").values_list("key", "name")}
    for endorser in version.endorsers.all() if names else ():
        if names.get(endorser.key, endorser.name.casefold()) != endorser.name.casefold():
            endorser.key = uuid.uuid4()
            endorser.save(update_fields=("key",))


def ask(submission):
    """Ask each endorser of the newest version that has an address whether it joins: once per key and address.

    The caller holds the submission's lock and has just made the version the newest. What waits to be sent to one who is named no longer
    is dropped.
    """
    version = submission.current_version
    known = {endorsement.key: endorsement for endorsement in submission.endorsements.all()} if version.number > 1 else {}
    endorsers = list(version.endorsers.all())
    forget(endorsement for key, endorsement in known.items() if key not in {endorser.key for endorser in endorsers})
    mails = questions_about(submission).values_list("endorsement__contact_email", flat=True) if known else ()
    sent = Counter(address.casefold() for address in mails)
    asked = []
    for endorser in endorsers:
        endorsement = known.get(endorser.key) or Endorsement(submission=submission, key=endorser.key)
        address = endorser.contact_email
        if address not in ("", endorsement.contact_email) and sent[address.casefold()] < MOST_TO_ONE_ADDRESS:
            sent[address.casefold()] += 1
            endorsement.contact_email = address
            asked.append(endorsement)
    Endorsement.objects.bulk_create(endorsement for endorsement in asked if endorsement.pk is None)
    Endorsement.objects.bulk_update([endorsement for endorsement in asked if endorsement.key in known], ("contact_email",))
    queue_questions(submission, asked)


def forget(endorsements):
    """Drop the mails to these that no sender has taken yet."""
    OutgoingMail.objects.untouched().filter(endorsement__in=[endorsement.pk for endorsement in endorsements]).delete()


def queue_questions(submission, endorsements):
    """Queue the mail that asks each; return how many.

    Where one waits that no sender has taken yet there is no second: it goes to the address as it is when it is sent.
    """
    waiting = OutgoingMail.objects.untouched().filter(endorsement__in=endorsements).select_for_update()
    waiting = set(waiting.values_list("endorsement_id", flat=True))
    due = [endorsement for endorsement in endorsements if endorsement.pk not in waiting]
    for endorsement in due:
        outbox.queue(submission, OutgoingMail.Kind.ENDORSE, language=submission.current_version.language, endorsement=endorsement)
    Endorsement.objects.filter(pk__in=[endorsement.pk for endorsement in due]).update(asked_at=timezone.now())
    return len(due)


def ask_again(endorsement, *, by):
    """Queue the question once more, for staff; return whether that was needed: not while one waits."""
    with transaction.atomic():
        submission = Submission.objects.locked(endorsement.submission_id)
        queued = queue_questions(submission, [endorsement])
        if queued:
            record("endorser asked", submission=submission, by=by)
    return bool(queued)


def reply(endorsement, answer):
    """Take the reply of an organization; return its Endorsement. The newest reply holds, and the same one again changes nothing.

    One that declines is out of the public copy and the counts in the same transaction; a person approves the narrower copy again. One
    that confirms changes nothing in public until a person has approved the copy that says so.
    """
    with transaction.atomic():
        lock(endorsement.submission.call, [endorsement.submission_id])
        endorsement = Endorsement.objects.select_related("submission__call").get(pk=endorsement.pk)
        before, endorsement.reply = endorsement.reply, Endorsement.Reply(answer)
        if before == answer:
            return endorsement
        endorsement.replied_at = timezone.now()
        endorsement.save(update_fields=("reply", "replied_at"))
        record(f"endorser {endorsement.reply}", submission=endorsement.submission, role="endorser")
        if Endorsement.Reply.DECLINED in (before, answer):
            if answer == Endorsement.Reply.DECLINED and (publication := publication_naming(endorsement)):
                take_down(publication, reason=DECLINED_AFTER_PUBLICATION)
            refresh_figures(endorsement.submission.call)
    return endorsement


def publication_naming(endorsement):
    """The live public copy that names this endorser, or None."""
    publication = Publication.objects.standing().filter(submission=endorsement.submission_id).first()
    if publication is None:
        return None
    endorser = Endorser.objects.filter(version=publication.version_id, key=endorsement.key).first()
    names = [named["name"] for named in publication.endorsers]
    return publication if endorser and endorser.name in names else None
