"""Enter many submissions from a file, all or nothing."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from review.management.arguments import add_call, call_of
from submissions.intake.entry import enter
from submissions.intake.files import rows_of
from submissions.intake.records import Reading
from submissions.intake.rows import UnreadableFile

EVERY = 500  # rows between two signs of life


class Command(BaseCommand):
    help = "Enter the submissions of a .jsonl, .csv or .xlsx file into a call; one bad row and nothing is entered."

    def add_arguments(self, parser):
        add_call(parser)
        parser.add_argument("file", metavar="FILE", help="the file of records")
        parser.add_argument("--skip-invalid", action="store_true", help="enter the good rows and write the bad ones to FILE.rejected.jsonl")

    def handle(self, *, call, file, skip_invalid, **options):
        call = call_of(call)
        reading = self.read(call, Path(file))
        if reading.problems and not skip_invalid:
            for problem in reading.problems:
                self.stderr.write(str(problem))
            bad = len(reading.rejected)
            rows = f"{bad} bad rows" if bad > 1 else "1 bad row"
            raise CommandError(f"{rows} in “{file}”; nothing was entered. Mend the file, or add --skip-invalid.")
        if reading.rejected:
            self.write_rejected(Path(f"{file}.rejected.jsonl"), reading.rejected)
        entered = enter(call, reading.records, progress=lambda count: self.show(f"{count} of {len(reading.records)} entered"))
        self.report(reading, entered)

    def read(self, call, path):
        """The file, checked row by row."""
        reading = Reading(call)
        try:
            with path.open("rb") as file:
                for count, row in enumerate(rows_of(file, path.name), 1):
                    reading.add(row)
                    if count % EVERY == 0:
                        self.show(f"{count} rows read")
        except OSError as error:
            raise CommandError(f"Cannot read “{path}”: {error.strerror or error}.") from error
        except UnreadableFile as error:
            raise CommandError(f"{path}: {error} Nothing was entered.") from error
        if not (reading.records or reading.problems or reading.drafts or reading.set_aside):
            raise CommandError(f"“{path}” holds no record; nothing was entered.")
        return reading

    def show(self, progress):
        self.stderr.write(progress)

    def write_rejected(self, path, rejected):
        try:
            with path.open("w", encoding="utf-8") as file:
                for row, problems in rejected:
                    file.write(json.dumps({**row.record, "rejected": [str(problem) for problem in problems]}) + "\n")
        except OSError as error:
            raise CommandError(f"Cannot write “{path}”: {error.strerror or error}. Nothing was entered.") from error
        self.stderr.write(f"Bad rows written to {path}: {len(rejected)}.")

    def report(self, reading, entered):
        if reading.ignored:
            self.stdout.write(f"Ignored, for no record has these keys: {', '.join(reading.ignored)}.")
        if reading.drafts:
            self.stdout.write(f"Left out {reading.drafts} drafts: nobody submitted them.")
        if reading.set_aside:
            self.stdout.write(f"Left out {reading.set_aside} that were set aside.")
        if entered.unresolved_countries:
            self.stdout.write("Countries that name no single country, kept as written:")
            for written in entered.unresolved_countries:
                self.stdout.write(f"  {written}")
        self.stdout.write(f"Entered {entered.count} submissions; {entered.skipped_known} were there already.")
