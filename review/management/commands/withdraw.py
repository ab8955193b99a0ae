"""withdraw: take back consent on a stakeholder's behalf."""

from django.core.management.base import BaseCommand, CommandError

from review.management.arguments import add_call, call_of
from submissions.models.consent import STAFF
from submissions.models.publication import withdraw
from submissions.models.submission import Submission


class Command(BaseCommand):
    help = "Withdraws consent on behalf of a stakeholder; the public copy goes at once and its number stays as a tombstone."

    def add_arguments(self, parser):
        add_call(parser)
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--number", metavar="N", help="the public number")
        which.add_argument("--reference", metavar="R", help="the private reference")

    def handle(self, *, number, reference, **options):
        call = call_of(options["call"])
        submission = submission_of(call, number=number, reference=reference)
        if submission.consent is not None and submission.consent.withdrawn:
            self.stdout.write(f"The consent of {submission.reference} was withdrawn already; nothing changed.")
            return
        if submission.state == Submission.State.DRAFT or not submission.consent.allows_text:
            raise CommandError(f"{submission.reference} gave no consent, so there is none to withdraw.")
        withdraw(submission, channel=STAFF, reason="Withdrawn from the shell on the stakeholder's behalf.")
        self.stdout.write(f"The consent of {submission.reference} is withdrawn; nothing of it is public any more.")


def submission_of(call, *, number, reference):
    """The submission with this public number or private reference; CommandError where the call has none."""
    found = Submission.objects.filter(call=call).select_related("consent")
    if number is not None:
        submission = found.filter(publication__number=number).first() if str(number).isdecimal() else None
        name = f"number “{number}”"
    else:
        submission = found.filter(reference=reference.strip().upper()).first()
        name = f"reference “{reference}”"
    if submission is None:
        raise CommandError(f"The call “{call.slug}” has no submission with {name}.")
    return submission
