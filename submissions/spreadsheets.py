"""Tables as XLSX: texts only, nothing a formula, nothing cut."""

import json
import re
import tempfile

import xlsxwriter
from xlsxwriter.worksheet import Worksheet, _preserve_whitespace

from submissions.texts import cells

ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # how a spreadsheet spells a control character, as in _x000B_
INERT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class SheetFull(Exception):
    """More rows or columns than a sheet holds; the message is a sentence."""


class TextSheet(Worksheet):
    """A sheet that takes every string for text, also one that looks like rich text (`<r>…</r>`) or like an escape (`_x0041_`)."""

    def _escape_control_characters(self, string):
        return ESCAPE.sub("_x005F_", string)

    def _xml_rich_inline_string(self, string, attributes):
        self._xml_inline_string(string, _preserve_whitespace(string), attributes)


def write_xlsx(file, columns, rows, *, title="", created=None):
    """Write dicts of column to text as one sheet to a binary file, in bounded memory.

    A text longer than a cell goes on in `column (2)`, `column (3)` … beside it; SheetFull when the sheet cannot hold the table.
    Where the instant of its creation (UTC) is given, the same table is the same bytes.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:  # the header needs to know the longest text
        widths = dict.fromkeys(columns, 1)
        for row in rows:
            pieces = {column: cells(row[column]) for column in columns if row.get(column)}
            widths.update({column: max(widths[column], len(texts)) for column, texts in pieces.items()})
            spool.write(json.dumps(pieces) + "\n")
        spool.seek(0)
        with xlsxwriter.Workbook(file, {"constant_memory": True, **INERT}) as workbook:
            workbook.set_properties({"title": title, "created": created} if created else {"title": title})
            fill(workbook, widths, map(json.loads, spool))


def fill(workbook, widths, rows):
    """The header and the rows, each a dict of column to the texts of its cells."""
    sheet = workbook.add_worksheet("Data", worksheet_class=TextSheet)
    sheet.freeze_panes(1, 0)
    first, place = {}, 0
    for column, width in widths.items():
        first[column] = place
        for n in range(1, width + 1):
            write(sheet, 0, place, column if n == 1 else f"{column} ({n})")
            place += 1
    for line, row in enumerate(rows, 1):
        for column, texts in row.items():
            for n, text in enumerate(texts):
                write(sheet, line, first[column] + n, text)


def write_sheets(file, sheets, *, title=""):
    """Write (name, rows of texts) pairs as the sheets of one workbook to a binary file; SheetFull as in `write_xlsx`."""
    with xlsxwriter.Workbook(file, {"constant_memory": True, **INERT}) as workbook:
        workbook.set_properties({"title": title})
        taken = set()
        for name, rows in sheets:
            sheet = workbook.add_worksheet(sheet_name(name, taken), worksheet_class=TextSheet)
            sheet.set_column(0, 0, 60)
            sheet.set_column(1, 50, 18)
            for line, row in enumerate(rows):
                for place, text in enumerate(row):
                    write(sheet, line, place, text)


def sheet_name(name, taken):
    """A name that a spreadsheet takes: 31 characters at most, some of them not allowed, none twice; it is added to `taken`."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '") or "Sheet"
    number, found = 1, plain[:31].strip(" '")
    while found.casefold() in {*taken, "history"}:
        number += 1
        found = f"{plain[: 30 - len(str(number))].strip()} {number}"
    taken.add(found.casefold())
    return found


def write(sheet, line, place, text):
    """One cell; the writer says with a number that something did not fit."""
    if sheet.write_string(line, place, text):
        raise SheetFull("A sheet holds 1,048,576 rows and 16,384 columns, and this table has more; export it as CSV.")
