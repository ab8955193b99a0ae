"""importcodebook: codes from a file into the codebook of a call; all of them or none, and nothing is deleted."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from review.codebook_files import read_plan
from review.codebook_impact import changes_of
from review.codebook_journal import carry_out
from review.management.arguments import add_call, call_of
from review.recoding import NotPossible
from submissions.definition_keys import DefinitionError


class Command(BaseCommand):
    help = "Adds and changes the codes that a file names, as one change that can be undone in the admin; others stay."

    def add_arguments(self, parser):
        add_call(parser)
        parser.add_argument("file", metavar="FILE", help="a .toml or .csv file, as exportcodebook writes it")
        parser.add_argument("--dry-run", action="store_true", help="says what would change, and changes nothing")

    def handle(self, *, file, dry_run, **options):
        call = call_of(options["call"])
        try:
            plan = read_plan(call, Path(file).read_bytes(), Path(file).name)
            if plan and not dry_run:
                carry_out(plan)
        except OSError as error:
            raise CommandError(f"Cannot read “{file}”: {error.strerror or error}.") from error
        except (DefinitionError, NotPossible) as error:
            raise CommandError("\n".join(f"{file}: {problem}" for problem in getattr(error, "problems", [error]))) from error
        if plan is None:
            self.stdout.write("Nothing changed: the codebook holds all of it already.")
            return
        for title, is_new, fields in changes_of(plan) if dry_run else ():
            self.stdout.write(f"{'new' if is_new else 'changed'}: {title} ({', '.join(field for field, _before, _after in fields)})")
        self.stdout.write(f"{plan.summary}{', if it were no dry run' if dry_run else ''}.")
