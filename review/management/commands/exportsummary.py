"""exportsummary: the summary document."""

from django.core.management.base import BaseCommand, CommandError

from review.document.files import WRITERS, NotBuildable, summary_file
from review.management.arguments import add_call, add_output, call_of, format_of, output


class Command(BaseCommand):
    help = "Writes the summary document of a call as Word, PDF, HTML or Markdown."

    def add_arguments(self, parser):
        add_call(parser)
        add_output(parser, tuple(WRITERS))

    def handle(self, *, format, **options):
        call, format = call_of(options["call"]), format_of(format, tuple(WRITERS))
        with output(options["output"]) as file:
            try:
                file.write(summary_file(call, format))
            except NotBuildable as refusal:
                raise CommandError(str(refusal)) from None
        self.stderr.write(f"Summary of “{call.slug}” written as {format}.")
