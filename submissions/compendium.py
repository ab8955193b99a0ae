"""Everything that was published of a call in one ZIP, to keep and to cite.

The published tables are read once; every format in the archive is made of that one reading. The same content is the same bytes.
"""

import json
from contextlib import contextmanager
from shutil import copyfileobj
from tempfile import TemporaryFile
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.template.loader import render_to_string

from submissions.dataset import absolute
from submissions.etags import etag_of_files
from submissions.models.publication import Publication
from submissions.open_data import (
    DICTIONARY,
    csv_lines,
    dictionary,
    flat,
    json_lines,
    public_columns,
    public_records,
)
from submissions.spreadsheets import SheetFull, write_xlsx
from submissions.views.page import finished_file, public_page, unless_unchanged
from submissions.views.public import get_published

FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP knows
READABLE = 0o644 << 16  # for whoever unpacks it


@public_page
def submissions_zip(request, slug):
    call = get_published(slug)
    return unless_unchanged(request, etag_of_files(call), lambda: zip_response(call))


def zip_response(call):
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_compendium(file, call)
    return finished_file(file, f"{call.slug}-submissions.zip", "application/zip")


def write_compendium(file, call):
    """Write the archive to a binary file, in the active language, in bounded memory."""
    changed_at, columns = Publication.objects.filter(call=call).changed_at(), public_columns(call)
    with TemporaryFile() as spool, ZipFile(file, "w") as archive:
        spool.writelines(json_lines(public_records(call)))
        with member(archive, "submissions.jsonl") as target:
            spool.seek(0)
            copyfileobj(spool, target)
        with member(archive, "submissions.csv") as target:
            target.writelines(csv_lines(columns, rows_of(spool)))
        has_xlsx = add_spreadsheet(archive, columns, spool, title=call.title, created=changed_at or call.opens_at)
        with member(archive, "data-dictionary.csv") as target:
            target.writelines(csv_lines(DICTIONARY, dictionary(call)))
        context = {"call": call, "published": sum(1 for _row in lines_of(spool)), "changed_at": changed_at, "has_xlsx": has_xlsx}
        for name in ("README.txt", "LICENCE.txt"):
            with member(archive, name) as target:
                text = render_to_string(f"submissions/compendium/{name}", {**context, "address": absolute("data", call.slug)})
                target.write(text.encode())


@contextmanager
def member(archive, name, compression=ZIP_DEFLATED):
    """A file of the archive to write to: its time says nothing, and it may be as large as it likes."""
    info = ZipInfo(name, FIXED_TIME)
    info.compress_type, info.external_attr = compression, READABLE
    with archive.open(info, "w", force_zip64=True) as target:
        yield target


def lines_of(spool):
    """The spooled lines from the first."""
    spool.seek(0)
    return iter(spool)


def rows_of(spool):
    """The spooled records as dicts of column to text."""
    return (flat(json.loads(line)) for line in lines_of(spool))


def add_spreadsheet(archive, columns, spool, **facts):
    """Add the spreadsheet, or say with False that no sheet holds so many rows; the other formats hold everything then as well."""
    with TemporaryFile() as file:
        try:
            write_xlsx(file, columns, rows_of(spool), **facts)
        except SheetFull:
            return False
        file.seek(0)
        with member(archive, "submissions.xlsx", ZIP_STORED) as target:
            copyfileobj(file, target)
    return True
