"""Read the mailbox to which undeliverable mail comes back."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from submissions import bounces


class Command(BaseCommand):
    help = (
        "Notes in the outbox which mails came back, from delivery status notifications (RFC 3464). Reads a maildir, an mbox, a folder "
        "of .eml files, one such file, or one message on standard input; removes nothing, and may read the same messages again."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH", help="the mailbox, or - for one message on standard input")

    def handle(self, *, path, **options):
        try:
            outcomes = Counter(bounces.take(raw) for raw in bounces.messages_in(path))
        except OSError as error:
            raise CommandError(f"Cannot read “{path}”: {error.strerror or error}.") from error
        told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())) or "nothing in it"
        self.stdout.write(f"{outcomes.total()} read: {told}.")
