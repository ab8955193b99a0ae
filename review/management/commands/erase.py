"""erase: erase a stakeholder's personal data and texts everywhere, leave the tombstone."""

from django.core.management.base import BaseCommand, CommandError

from review import erasure
from submissions.models.submission import Submission


class Command(BaseCommand):
    help = "Erases a stakeholder's personal data and texts everywhere; reference, numbers and dates stay as a tombstone."

    def add_arguments(self, parser):
        parser.add_argument("reference", metavar="REFERENCE", help="the private reference of the submission")

    def handle(self, *, reference, **options):
        submission = Submission.objects.filter(reference=reference.strip().upper()).first()
        if submission is None:
            raise CommandError(f"There is no submission with the reference “{reference}”.")
        again = submission.erased_at is not None
        erasure.erase(submission, reason="Erased from the shell.")
        erasure.scrub()
        said = "was erased already; whatever had been left was erased now" if again else "is erased"
        self.stdout.write(f"{submission.reference} {said}. Backups made before still hold it: delete them when their time is over.")
