"""I11: any accepted text goes out as CSV, XLSX and JSON Lines and comes back the same, and nothing of it is a formula."""

import io

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from submissions import spreadsheets
from submissions.intake.files import rows_of
from submissions.open_data import csv_lines, json_lines
from submissions.spreadsheets import SheetFull, write_xlsx
from submissions.texts import normalise

COLUMNS = ("stakeholder_name", "stakeholder_type", "answer:a", "answer:b")
STARTS = st.sampled_from(("", "=", "+", "-", "@", "\t", "'", "<r>", "_x0041_"))
TEXTS = st.builds(lambda start, text: normalise(start + text), STARTS, st.text())


def row_of(text, other="plain"):
    return {"stakeholder_name": "Rivers", "stakeholder_type": "government", "answer:a": text, "answer:b": other}


def sheet_of(rows):
    """(the rows as XLSX, the file as a spreadsheet library reads it)."""
    file = io.BytesIO()
    write_xlsx(file, COLUMNS, rows)
    return file, openpyxl.load_workbook(file, rich_text=False)


def read_back(data, name):
    """The texts of answer "a" as the import reads the file."""
    return [row.record["answers"]["a"] for row in rows_of(io.BytesIO(data), name)]


@settings(max_examples=80, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5))
@example(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "'", "''=1", "'=1"])
@example(["<r>x</r>", "_x0041_", "x005F_", "_x005F_x0041_", " a ", "a\n\n", "\n", "]]>", "&amp;<t>", "\u2028", "\x85", "a\tb"])
@example(["a" * 33_000, "😀" * 20_000, "=" * 33_000, "y" * 32_767 + "=z"])
def test_I11_any_text_survives_csv_xlsx_and_json_lines(texts):
    rows = [row_of(text) for text in texts]
    records = [{"stakeholder_name": "Rivers", "answers": {"a": text}} for text in texts]
    file, workbook = sheet_of(rows)

    assert read_back(b"".join(csv_lines(COLUMNS, rows)), "x.csv") == texts
    assert read_back(file.getvalue(), "x.xlsx") == texts
    assert read_back(b"".join(json_lines(records)), "x.jsonl") == texts
    assert {cell.data_type for line in workbook.active.iter_rows() for cell in line if cell.value is not None} <= {"s", "inlineStr"}


def test_I11_a_long_answer_continues_in_further_columns():
    _file, workbook = sheet_of([row_of("a" * 33_000), row_of("short", "b" * 70_000)])

    header, first, second = workbook.active.iter_rows(values_only=True)
    assert header == ("stakeholder_name", "stakeholder_type", "answer:a", "answer:a (2)", "answer:b", "answer:b (2)", "answer:b (3)")
    assert first == ("Rivers", "government", "a" * 32_767, "a" * 233, "plain", None, None)
    assert second == ("Rivers", "government", "short", None, "b" * 32_767, "b" * 32_767, "b" * 4_466)


def test_a_sheet_that_is_full_says_so(monkeypatch):
    monkeypatch.setattr(spreadsheets.TextSheet, "write_string", lambda *_args: -1)

    with pytest.raises(SheetFull, match="export it as CSV"):
        sheet_of([row_of("x")])


def test_a_spreadsheet_names_its_call_and_nobody():
    file = io.BytesIO()

    write_xlsx(file, COLUMNS, [row_of("x")], title="Call review")

    properties = openpyxl.load_workbook(file).properties
    assert (properties.title, properties.creator, properties.lastModifiedBy) == ("Call review", None, None)
