"""A codebook as a file: TOML in the shape of a call definition's `[[codes]]`, or CSV with a column for each of those keys.

What is written reads back equal: into an empty call it makes the same codebook, and into its own it changes nothing.
"""

import csv
import io
import re
import tomllib

from review.codebook_loading import CODE, TRANSLATED, CodebookError, checked_codes, loading
from submissions.definition_keys import LANGUAGE_TABLE, DefinitionError
from submissions.intake.rows import UnreadableFile
from submissions.intake.tables import decoded
from submissions.open_data import csv_lines
from submissions.texts import from_csv_cell

KEYS = tuple(CODE)
NOT_CLEARED = ("notation", "facet", "parent", "retired_at", "replaced_by")  # an empty cell says nothing of these
LARGEST = 2_000_000  # bytes
HEADING = re.compile(  # strings and comments are read over, so that a heading inside a text is none
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|^[ \t]*(\[\[[ \t]*codes[ \t]*\]\])',
    re.DOTALL | re.MULTILINE,
)
ESCAPED = re.compile(r'["\\\x00-\x08\x0b-\x1f\x7f]')


def toml_of(codes):
    """A snapshot as TOML; keys without a value are left out."""
    return "\n".join(toml_table(code) for code in codes)


def toml_table(code):
    lines = ["[[codes]]"]
    for key in KEYS:
        if code[key]:
            lines.append(f"{key} = {code[key] if key == 'retired_at' else toml_string(code[key])}")
    for field, table in sorted(code["translations"].items()):
        if table:
            lines.append(f"[codes.{field}{LANGUAGE_TABLE}]")
            lines += [f"{toml_key(language)} = {toml_string(words)}" for language, words in sorted(table.items())]
    return "\n".join(lines) + "\n"


def toml_key(name):
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_string(name)


def toml_string(text):
    """A basic string; one of several lines keeps them, so that a person can read it."""
    escaped = ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}" if found[0] < " " or found[0] == "\x7f" else f"\\{found[0]}", text)
    return f'"""\n{escaped}"""' if "\n" in text else f'"{escaped}"'


def csv_of(codes):
    """A snapshot as encoded pieces of CSV, with a column such as `label:fr` for each language of a translation."""
    columns = [*KEYS, *translation_columns(codes)]
    return csv_lines(columns, ({**code, **flat_translations(code)} for code in codes))


def translation_columns(codes):
    return sorted(
        {column for code in codes for column in flat_translations(code)}, key=lambda name: (*TRANSLATED, name).index(name.partition(":")[0])
    )


def flat_translations(code):
    return {f"{field}:{language}": words for field, table in code["translations"].items() for language, words in table.items()}


def read_plan(call, data, name):
    """The Plan that a file of codes asks for, None where it changes nothing; DefinitionError with lines and remedies."""
    if len(data) > LARGEST:
        raise DefinitionError(f"“{name}” has {len(data):,} bytes, and {LARGEST:,} are allowed for a codebook; choose another file.")
    ending = name.lower().rpartition(".")[2]
    if ending not in ("toml", "csv"):
        raise DefinitionError(f"“{name}” is neither TOML nor CSV by its name; choose a file that ends in .toml or .csv.")
    rows, places = (from_toml if ending == "toml" else from_csv)(data)
    if not rows:
        raise DefinitionError(f"“{name}” holds no code; write at least one, with an identifier and a label.")
    return loading(call, checked_codes(rows, places))


def from_toml(data):
    """(rows, where each stands) of the `[[codes]]` of a TOML file; the other tables of a call definition are passed over."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        rows = tomllib.loads(text).get("codes", [])
    except UnicodeDecodeError as error:
        raise DefinitionError(f"The file is not UTF-8 (byte {error.start + 1}); save it as UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DefinitionError(f"The file is no TOML: {error or 'it is nested too deeply'}; mend that place.") from error
    lines = [text.count("\n", 0, found.start(1)) + 1 for found in HEADING.finditer(text) if found[1]]
    if not isinstance(rows, list) or len(lines) != len(rows):
        return rows, ()
    return rows, [f"Line {line}: codes[{n}]" for n, line in enumerate(lines, 1)]


def from_csv(data):
    """(rows, where each stands) of a CSV file whose first row names the columns."""
    csv.field_size_limit(LARGEST)
    reader = csv.reader(decoded(io.BytesIO(data)), strict=True)
    rows, places, columns, line = [], [], None, 1
    try:
        for cells in reader:
            if columns is None:
                columns = columns_of([cell.strip() for cell in cells])
            elif any(cell.strip() for cell in cells):
                rows.append(row_of(columns, [from_csv_cell(cell) for cell in cells], line))
                places.append(f"Line {line}: code")
            line = reader.line_num + 1
    except csv.Error as error:
        remedy = "save it again as CSV with commas and quotation marks"
        raise DefinitionError(f"The table breaks off at line {reader.line_num} ({error}); {remedy}.") from error
    except UnreadableFile as error:
        raise DefinitionError(str(error)) from error
    return rows, places


def columns_of(names):
    """The columns' names; DefinitionError for one that is unknown, missing or there twice."""
    if len(names) == 1 and re.search("[;\t]", names[0]):
        raise DefinitionError("Line 1: the columns are divided by semicolons or tabs; save the table as CSV with commas.")
    problems = []
    for name in names:
        field, colon, _language = name.partition(":")
        if name not in KEYS and not (colon and field in TRANSLATED):
            allowed = ", ".join([*KEYS, *(f"{field}:fr" for field in TRANSLATED)])
            problems.append(f"Line 1: “{name[:60]}” is no column of a codebook; the columns are {allowed}.")
        elif names.count(name) > 1:
            problems.append(f"Line 1: the column “{name[:60]}” stands twice; keep one of them.")
    problems += [f"Line 1: the column “{name}” is missing; add it." for name in ("identifier", "label") if name not in names]
    if problems:
        raise CodebookError(list(dict.fromkeys(problems)))
    return names


def row_of(columns, cells, line):
    """One table row in the shape of a `[[codes]]` table."""
    if any(cell.strip() for cell in cells[len(columns) :]):
        remedy = "put a text with commas in quotation marks"
        raise DefinitionError(f"Line {line}: the row has {len(cells)} cells, and there are {len(columns)} columns; {remedy}.")
    row = {}
    for column, cell in zip(columns, cells, strict=False):
        field, colon, language = column.partition(":")
        if colon:
            row.setdefault(field + LANGUAGE_TABLE, {})[language] = cell
        elif cell.strip() or column not in NOT_CLEARED:
            row[column] = cell
    return row
