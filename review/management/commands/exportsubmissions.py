"""exportsubmissions: published submissions with their public columns, or every received submission with every column."""

from django.core.management.base import BaseCommand, CommandError

from review import exports
from review.management.arguments import add_call, add_output, call_of, format_of, output
from submissions import open_data
from submissions.spreadsheets import SheetFull, write_xlsx

FORMATS = ("csv", "xlsx", "jsonl")


class Command(BaseCommand):
    help = "Writes a call’s published submissions with their public columns; with --internal every received one with every column."

    def add_arguments(self, parser):
        add_call(parser)
        add_output(parser, FORMATS)
        parser.add_argument("--internal", action="store_true", help="every received submission and every column, for staff only")

    def handle(self, *, format, internal, **options):
        call, format = call_of(options["call"]), format_of(format, FORMATS)
        if format == "jsonl":
            rows = exports.internal_records(call) if internal else open_data.public_records(call)
        else:
            rows = exports.internal_rows(call) if internal else open_data.public_rows(call)
        columns = exports.internal_columns(call) if internal else open_data.public_columns(call)
        rows = exports.Recorded(rows, call=call, what="internal" if internal else "public", format=format)
        with output(options["output"]) as file:
            write(file, format, columns, rows, title=call.title)
        self.stderr.write(f"Submissions written: {rows.count}.")


def write(file, format, columns, rows, *, title):
    """Write the rows to a binary file in one of the formats."""
    if format == "xlsx":
        try:
            write_xlsx(file, columns, rows, title=title)
        except SheetFull as error:
            raise CommandError(str(error)) from error
    else:
        file.writelines(open_data.json_lines(rows) if format == "jsonl" else open_data.csv_lines(columns, rows))
