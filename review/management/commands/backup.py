"""backup: one file with the database and the files, while people go on."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from review.safekeeping import archive
from review.safekeeping.databases import Impossible


class Command(BaseCommand):
    help = "Writes a consistent copy of database and files to FILE, while the portal runs. The secret key is not in it: keep it apart."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *, file, **options):
        if file.exists():
            raise CommandError(f"“{file}” exists; name a new file, so that no older backup is lost.")
        try:
            manifest = archive.write(file.absolute())
        except (Impossible, OSError) as error:
            raise CommandError(f"No backup was written: {error}") from error
        counts = manifest["counts"]
        parts = len(manifest["sha256"]) - 1
        self.stdout.write(
            f"Backed up {counts['received']} received submissions, {counts['published']} published, and {parts} files to {file}.\n"
            "The secret key is not in it: keep SECRET_KEY (or the file “secret-key”) in another place, and withdrawals.jsonl."
        )
