"""replaywithdrawals: after a restore, do again what was withdrawn since the backup; then the calls are public again."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from review.safekeeping import replaying
from submissions import ledger


class Command(BaseCommand):
    help = "After a restore: does again the withdrawals of LEDGER (withdrawals.jsonl) made since the backup, then resumes publication."

    def add_arguments(self, parser):
        parser.add_argument("ledger", metavar="LEDGER", type=Path, nargs="?")
        parser.add_argument("--none", action="store_true", help="nobody withdrew anything since, and you answer for that")

    def handle(self, *, ledger, none, **options):
        if bool(ledger) == none:
            raise CommandError("Name the ledger of withdrawals, or write --none if nobody withdrew anything since the backup.")
        if replaying.missing_since() is None:
            raise CommandError("No restore waits for withdrawals to be replayed.")
        if ledger:
            replay_file(ledger, self.stdout)
        else:
            replaying.resume()
            self.stdout.write("Publication is resumed, without any withdrawal replayed.")


def replay_file(path, stdout):
    try:
        count = replaying.replay(ledger.entries(path, since=replaying.missing_since()))
    except (OSError, ledger.Unreadable) as error:
        raise CommandError(f"{error} Publication stays paused.") from error
    replaying.resume()
    stdout.write(f"Withdrawals done again: {count}. Publication is resumed.")
