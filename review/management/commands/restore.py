"""restore: put a backup back. Publication rests until the withdrawals made since are done again."""

import shutil
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from review.management.commands.replaywithdrawals import replay_file
from review.safekeeping import archive, databases, replaying
from review.safekeeping.databases import Impossible


class Command(BaseCommand):
    help = "Puts a backup back while the portal is stopped; nothing is public until the withdrawals made since are replayed."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--replace", action="store_true", help="give up what the database holds now")
        parser.add_argument("--lost-key", action="store_true", help="restore although the SECRET_KEY of the backup is lost")
        parser.add_argument("--withdrawals", metavar="LEDGER", type=Path, help="withdrawals.jsonl, to replay at once")

    def handle(self, *, file, replace, lost_key, withdrawals, **options):
        if withdrawals and not withdrawals.is_file():
            raise CommandError(f"There is no file “{withdrawals}”; nothing was restored.")
        try:
            manifest = put_back(file, replace=replace, lost_key=lost_key)
        except (Impossible, OSError, zipfile.BadZipFile, DatabaseError) as error:
            raise CommandError(f"Not restored: {error}") from error
        call_command("migrate", interactive=False, verbosity=0)
        replaying.pause(backed_up_at=manifest["started_at"])
        self.stdout.write(f"Restored the copy of {manifest['started_at']}. Publication is paused in every call.")
        if withdrawals:
            replay_file(withdrawals, self.stdout)
        else:
            self.stdout.write("Now run replaywithdrawals with withdrawals.jsonl, or with --none if nobody withdrew since.")


def put_back(file, *, replace, lost_key):
    """Check everything that can be checked, then replace database and files; returns the manifest."""
    with zipfile.ZipFile(file) as backup:
        manifest = archive.read_manifest(backup)
        if manifest["database"] != connection.vendor:
            raise Impossible(
                f"the backup is of {manifest['database']}, and DATABASE_URL names {connection.vendor}; set it to the same kind."
            )
        if not (lost_key or archive.is_of_this_key(manifest)):
            raise Impossible(
                "the backup was made under another SECRET_KEY. Set SECRET_KEY to the key of then: private links and the ledger of "
                "withdrawals are made with it. If that key is lost, add --lost-key: every private link then has to be replaced, and what "
                "was withdrawn since has to be withdrawn by hand before publication is resumed."
            )
        if not (replace or databases.is_empty()):
            raise Impossible("the database is not empty; add --replace to give up what it holds now.")
        with TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as folder:
            backup.extractall(folder, [name for name in backup.namelist() if name != archive.MANIFEST])  # checked by `is_safe`
            databases.put_back(Path(folder) / databases.part_name())
            replace_files(Path(folder) / "files", archive.files_folder())
    return manifest


def replace_files(source, target):
    """The restored files in the place of those that are there."""
    source.mkdir(exist_ok=True)
    if target.exists():
        shutil.rmtree(target)
    shutil.move(source, target)
