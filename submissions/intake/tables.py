"""Tables of records, CSV and XLSX.

The columns are the record's keys, and for each question `answer:<identifier>` with its text and `choices:<identifier>` with the
identifiers chosen, semicolons between them. A text too long for a cell goes on in `answer:<identifier> (2)`, `(3)` …
"""

import csv
import re
import warnings
import zipfile
from datetime import date, datetime, time

import openpyxl
from django.utils.translation import gettext

from submissions.intake.rows import BOM, LARGEST, Row, UnreadableFile
from submissions.texts import from_csv_cell

REQUIRED = ("stakeholder_name", "stakeholder_type")
ESCAPED = re.compile("_x005F_(?=x[0-9A-Fa-f]{4}_)")  # how a workbook spells the underscore of a text such as “_x0041_”
ANSWER_COLUMN = re.compile(r"(answer|choices):(.+?)(?: \(([1-9][0-9]*)\))?")


def csv_rows(file):
    """The rows of a CSV file, numbered as a spreadsheet numbers them; cells lose the one apostrophe that exports put in front."""
    csv.field_size_limit(LARGEST)
    reader = csv.reader(decoded(file), strict=True)
    try:
        yield from records((number, [from_csv_cell(cell) for cell in cells], ()) for number, cells in enumerate(reader, 1))
    except csv.Error as error:
        raise UnreadableFile(
            gettext("The table breaks off at line %(line)d (%(error)s); save it again as CSV with commas and quotation marks.")
            % {"line": reader.line_num, "error": error}
        ) from error


def decoded(file):
    """The lines of a UTF-8 file as text."""
    for number, line in enumerate(file, 1):
        if b"\0" in line:
            raise UnreadableFile(gettext("Line %(line)d holds a NUL byte; save the file as plain CSV in UTF-8.") % {"line": number})
        try:
            yield (line.removeprefix(BOM) if number == 1 else line).decode()
        except UnicodeDecodeError as error:
            raise UnreadableFile(
                gettext("Line %(line)d is not UTF-8 (byte %(place)d); save the file as “CSV UTF-8”.")
                % {"line": number, "place": error.start + 1}
            ) from error


def xlsx_rows(file):
    """The rows of a workbook's first sheet. Formulas and error values are faults: what they show is not stored in the file for certain."""
    refuse_bomb(file)
    try:
        with warnings.catch_warnings():  # about styles and print settings, which nobody reads here
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(file, read_only=True, data_only=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its size may be wrong
        lines = (sheet_row(number, cells) for number, cells in enumerate(sheet.iter_rows(), 1))
        yield from records(lines)
    except (UnreadableFile, MemoryError):
        raise
    except Exception as error:  # the library lets any error of a spoiled file through
        raise UnreadableFile(
            gettext("The workbook cannot be read (%(error)s); open it in a spreadsheet program and save it again as .xlsx.")
            % {"error": str(error)[:100] or type(error).__name__}
        ) from error


def refuse_bomb(file):
    """UnreadableFile unless the file is a zip archive that stays within the limit when it is unpacked."""
    try:
        unpacked = sum(entry.file_size for entry in zipfile.ZipFile(file).infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableFile(
            gettext("The file is no .xlsx workbook (perhaps an .xls, or protected by a password); save it as .xlsx without a password.")
        ) from error
    if unpacked > LARGEST:
        raise UnreadableFile(
            gettext("The workbook unpacks to %(size)d MB and 64 MB are allowed; divide it into several files.") % {"size": unpacked >> 20}
        )
    file.seek(0)


def sheet_row(number, cells):
    """(number, texts, faults) of a sheet's row; a fault is (place, sentence)."""
    faults = []
    for place, cell in enumerate(cells):
        if cell.data_type == "f":
            faults.append((place, gettext("the cell holds a formula; replace it with its value.")))
        elif cell.data_type == "e":
            faults.append((place, gettext("the cell holds the error %(value)s; replace it with a value.") % {"value": cell.value}))
    return number, [text_of(cell.value) for cell in cells], tuple(faults)


def text_of(value):
    """A cell's value as the text that a person would write in the record."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return "" if value is None else ESCAPED.sub("_", str(value))


def records(lines):
    """Rows of records from (number, texts, faults), the first of which names the columns; empty rows are passed over."""
    columns = None
    for number, texts, faults in lines:
        if not any(text.strip() for text in texts) and not faults:
            continue
        if columns is None:
            columns = columns_of(texts)
        else:
            yield record_row(columns, number, texts, faults)
    if columns is None:
        raise UnreadableFile(gettext("The table is empty; write the columns into its first row and one record into each row below."))


def columns_of(texts):
    """The columns' names; UnreadableFile where one is missing or stands twice."""
    columns = [text.strip() for text in texts]
    while columns and not columns[-1]:
        columns.pop()
    if len(columns) == 1 and re.search("[;\t]", columns[0]):
        raise UnreadableFile(gettext("The columns are divided by semicolons or tabs; save the table as CSV with commas."))
    for name in columns:
        if name and columns.count(name) > 1:
            raise UnreadableFile(gettext("The column “%(name)s” stands twice in row 1; keep one of them.") % {"name": name[:80]})
    missing = [name for name in REQUIRED if name not in columns]
    if not any(ANSWER_COLUMN.fullmatch(name) for name in columns):
        missing.append("answer:<identifier>")
    if missing:
        raise UnreadableFile(gettext("Row 1 lacks the columns: %(names)s; add them to the table.") % {"names": ", ".join(missing)})
    return columns


def record_row(columns, number, texts, faults):
    """One table row as a Row in the shape of a JSON record."""
    if any(text.strip() for text in texts[len(columns) :]):
        faults += (
            (
                len(columns),
                gettext("the row has more cells than row 1 has columns; name every column, or put the text in quotation marks."),
            ),
        )
    record, answers = {}, {}
    for column, text in zip(columns, texts, strict=False):
        found = ANSWER_COLUMN.fullmatch(column)
        if found:
            kind, identifier, piece = found.groups()
            answers.setdefault(identifier, {}).setdefault(kind, {})[int(piece or 1)] = text
        elif column and text.strip():
            record[column] = text
    record["answers"] = {identifier: answer_of(parts) for identifier, parts in answers.items()}
    named = tuple(
        (columns[place] if place < len(columns) else gettext("column %(number)d") % {"number": place + 1}, why) for place, why in faults
    )
    return Row(number, record, named)


def answer_of(parts):
    """An answer from its cells: a text, or choices and text."""
    whole = {kind: "".join(text for _piece, text in sorted(pieces.items())) for kind, pieces in parts.items()}
    text = whole.get("answer", "")
    choices = [choice.strip() for choice in whole.get("choices", "").split(";") if choice.strip()]
    return {"choices": choices, "text": text} if choices else text
