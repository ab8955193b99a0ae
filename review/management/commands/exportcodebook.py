"""exportcodebook: the codebook of a call, as it stands now or as a version froze it."""

from django.core.management.base import BaseCommand, CommandError

from review.codebook_files import csv_of, toml_of
from review.codebook_versions import snapshot
from review.management.arguments import add_call, add_output, call_of, format_of, output
from submissions.models.event import record

FORMATS = ("toml", "csv")


class Command(BaseCommand):
    help = "Writes the codebook of a call, in the shape of a call definition's codes (TOML) or as a table."

    def add_arguments(self, parser):
        add_call(parser)
        add_output(parser, FORMATS)
        parser.add_argument("--codebook-version", type=int, metavar="N", help="a published version; what stands now unless given")

    def handle(self, *, format, codebook_version, **options):
        call, format = call_of(options["call"]), format_of(format, FORMATS)
        codes = snapshot(call) if codebook_version is None else codes_of(call, codebook_version)
        with output(options["output"]) as file:
            if format == "toml":
                file.write(toml_of(codes).encode())
            else:
                file.writelines(csv_of(codes))
        record("export", call=call, after={"what": "codebook", "format": format, "rows": len(codes)})
        self.stderr.write(f"Codes written: {len(codes)}.")


def codes_of(call, number):
    version = call.codebook_versions.filter(number=number).first()
    if version is None:
        known = ", ".join(str(n) for n in call.codebook_versions.values_list("number", flat=True)) or "none yet"
        raise CommandError(f"The codebook of “{call.slug}” has no version {number}. Published versions: {known}.")
    return version.codes
