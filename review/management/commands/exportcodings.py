"""exportcodings: every coding with its excerpt, coder and time."""

from django.core.management.base import BaseCommand

from review import exports, refi
from review.management.arguments import add_call, add_output, call_of, format_of, output
from review.moving import to_place
from submissions import open_data

FORMATS = ("csv", "jsonl", "qdpx")


class Command(BaseCommand):
    help = "Writes every coding of a call with its excerpt, code, coder and time, for staff."

    def add_arguments(self, parser):
        add_call(parser)
        add_output(parser, FORMATS)

    def handle(self, *, format, **options):
        call, format = call_of(options["call"]), format_of(format, FORMATS)
        if format == "qdpx":
            with output(options["output"]) as file:
                count = refi.write_project(file, call)
            self.stderr.write(f"Codings written: {count}.")
            return
        rows = exports.Recorded(exports.coding_records(call), call=call, what="codings", format=format)
        with output(options["output"]) as file:
            if format == "jsonl":
                file.writelines(open_data.json_lines(rows))
            else:
                file.writelines(open_data.csv_lines(exports.CODING_COLUMNS, map(open_data.flat, rows)))
        left = to_place(call)
        self.stderr.write(f"Codings written: {rows.count}. Quotes that their answers do not hold: {rows.failed or 0}.")
        self.stderr.write(f"Passages that need re-anchoring: {left.total}; of these lost, and not written: {left.lost}.")
