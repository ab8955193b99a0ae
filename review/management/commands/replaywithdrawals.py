"""replaywithdrawals: after a restore, do again what was withdrawn or erased since the backup; then the calls are public again."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from review.safekeeping import replaying
from submissions import ledger


class Command(BaseCommand):
    help = "After a restore: does again the withdrawals and erasures of LEDGER (withdrawals.jsonl), then resumes publication."

    def add_arguments(self, parser):
        parser.add_argument("ledger", metavar="LEDGER", type=Path, nargs="?")
        parser.add_argument("--none", action="store_true", help="nobody withdrew or erased anything since, and you answer for that")

    def handle(self, *, ledger, none, **options):
        if bool(ledger) == none:
            raise CommandError("Name the ledger of withdrawals, or write --none if nothing was withdrawn or erased since the backup.")
        if replaying.missing_since() is None:
            raise CommandError("No restore waits for withdrawals to be replayed.")
        if ledger:
            replay_file(ledger, self.stdout)
        else:
            replaying.resume()
            self.stdout.write("Publication is resumed, without any withdrawal replayed.")


def replay_file(path, stdout):
    try:
        done = replaying.replay(ledger.entries(path, since=replaying.missing_since()))
    except (OSError, ledger.Unreadable) as error:
        raise CommandError(f"{error} Publication stays paused.") from error
    replaying.resume()
    stdout.write(f"Withdrawals done again: {done.withdrawn}. Erasures done again: {done.erased}. Publication is resumed.")
