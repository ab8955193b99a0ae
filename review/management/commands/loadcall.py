"""Create or update a call from a call definition."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from review.codebook_loading import load_codes, load_summary
from submissions.definition import load_call, read_definition
from submissions.definition_keys import DefinitionError


class Command(BaseCommand):
    help = "Create or update a call, its questions, codebook and summary frame from a TOML file. A new call is visible to the public."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.toml", help="the call definition")

    def handle(self, *, file, **options):
        try:
            call, outcome = load(read_definition(Path(file)))
        except DefinitionError as error:
            raise CommandError(f"{file}: {error}") from error
        if outcome:
            self.stdout.write(f"Call “{call.slug}” {outcome}: {call.questions.count()} questions, {call.codes.count()} codes.")
        else:
            self.stdout.write(f"Call “{call.slug}”: nothing changed.")


def load(definition):
    """The whole definition or nothing of it; the call, and "created", "changed" or ""."""
    with transaction.atomic():
        call, outcome = load_call(definition)
        more = [load_codes(call, definition.get("codes", []))]
        if "summary" in definition:
            more.append(load_summary(call, definition["summary"]))
    return call, outcome or ("changed" if any(more) else "")
