"""checkintegrity: whether everything on record still holds."""

from django.core.management.base import BaseCommand

from review.integrity import problems
from submissions.models.call import Call


class Command(BaseCommand):
    help = "Checks hashes, sums, consents and excerpts of every call; prints each problem as a sentence and exits with 1 if there is any."

    def handle(self, **options):
        count = 0
        calls = list(Call.objects.order_by("slug"))
        for call in calls:
            for problem in problems(call):
                count += 1
                self.stdout.write(f"{call.slug}: {problem}")
        self.stdout.write(f"Calls checked: {len(calls)}. Problems: {count}.")
        if count:
            raise SystemExit(1)
