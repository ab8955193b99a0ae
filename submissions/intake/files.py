"""Files of records, read row by row: which format a file is, and JSON Lines. Tables are read in `tables.py`."""

import io
import json
from pathlib import Path

from django.utils.translation import gettext

from submissions.intake.rows import BOM, LARGEST, Row, UnreadableFile
from submissions.intake.tables import csv_rows, xlsx_rows


def rows_of(file, name):
    """The Rows of a binary, seekable file; the ending of `name` says which format it is.

    Raises UnreadableFile, at once or while the rows are read. Memory holds one row at a time (of a workbook also its shared texts).
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if not size:
        raise UnreadableFile(gettext("“%(name)s” is empty; choose the file that holds the records.") % {"name": name})
    if size > LARGEST:
        raise UnreadableFile(
            gettext("“%(name)s” has %(size)d MB and 64 MB are allowed; divide it into several files.") % {"name": name, "size": size >> 20}
        )
    return reader_of(file, name)(file)


def reader_of(file, name):
    """The function that reads this kind of file, after a look at whether the content is what the name says."""
    reader = {".jsonl": json_rows, ".csv": csv_rows, ".xlsx": xlsx_rows}.get(Path(name).suffix.lower())
    if reader is None:
        raise UnreadableFile(gettext("“%(name)s” is no file of records; give a .jsonl, .csv or .xlsx file.") % {"name": name})
    start = file.read(4)
    file.seek(0)
    if reader is not xlsx_rows and start.startswith(b"PK\x03\x04"):
        raise UnreadableFile(
            gettext("“%(name)s” is a zip archive or a workbook, not text; unpack it, or give a workbook the ending .xlsx.") % {"name": name}
        )
    if reader is not xlsx_rows and start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(gettext("“%(name)s” is encoded as UTF-16; save it as UTF-8.") % {"name": name})
    return reader


def json_rows(file):
    """One record a line; empty lines are passed over. A line that is no record becomes a Row with a fault."""
    for number, line in enumerate(file, 1):
        if number == 1:
            line = line.removeprefix(BOM)
            if line.strip() == b"{" or line.lstrip().startswith(b"["):
                raise UnreadableFile(gettext("Line 1 opens a JSON document of several lines or a list; write one record on each line."))
        if line.strip():
            yield json_row(number, line)


def json_row(number, line):
    try:
        record = json.loads(line.decode(), object_pairs_hook=without_repeated_keys)
        if isinstance(record, dict):
            return Row(number, record)
        fault = gettext("it is no JSON object; write one record, in braces, on each line.")
    except UnicodeDecodeError as error:
        fault = gettext("the byte at place %(place)d is not UTF-8; save the file as UTF-8.") % {"place": error.start + 1}
    except RecursionError:
        fault = gettext("it is nested too deeply; a record is one object with a list of endorsers and an object of answers.")
    except RepeatedKey as error:
        fault = gettext("the key “%(key)s” stands twice in one object; keep one of them.") % {"key": str(error)[:80]}
    except json.JSONDecodeError as error:
        fault = gettext("it is no JSON (%(error)s at place %(place)d); write one record, in braces, on each line.") % {
            "error": error.msg,
            "place": error.pos + 1,
        }
    except ValueError:  # a number of thousands of digits
        fault = gettext("a number in it is too long; write it as text, in quotation marks.")
    return Row(number, {"unreadable": line.decode(errors="replace")}, (("", fault),))


class RepeatedKey(ValueError):
    """A JSON object names a key twice, so that one of the values would be lost."""


def without_repeated_keys(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _value in pairs]
        raise RepeatedKey(next(key for key in keys if keys.count(key) > 1))
    return found
