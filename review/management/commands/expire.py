"""expire: let go what is kept no longer; to be run once a day."""

from django.core.management.base import BaseCommand

from review import retention

NAMES = {
    "drafts": "unfinished drafts and revisions",
    "contacts": "contacts of received submissions",
    "mails": "records of mails",
    "sessions": "sessions",
}


class Command(BaseCommand):
    help = "Deletes drafts, contacts, records of mails and sessions whose time is over; what was received or published stays."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")

    def handle(self, *, dry_run, **options):
        counts = retention.due() if dry_run else retention.expire()
        said = "would be deleted" if dry_run else "deleted"
        for name, count in counts.items():
            self.stdout.write(f"{NAMES[name]}: {count} {said}")
