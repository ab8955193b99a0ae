import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions import texts

ILLEGAL_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ANY_TEXT = st.text(st.characters(), max_size=200)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("from PowerPoint\x0bsecond line", "from PowerPoint\nsecond line"),
        ("\ufeffByte-order mark", "Byte-order mark"),
        ("nul\x00 and escape\x1b", "nul and escape"),
        ("tab\tstays", "tab\tstays"),
        ("e\u0301", "é"),
        ("half a pair \ud800", "half a pair \ufffd"),
    ],
)
def test_normalise_gives_the_one_stored_form(typed, stored):
    assert texts.normalise(typed) == stored


@given(ANY_TEXT)
def test_I11_any_typed_text_becomes_legal_and_stays_as_it_is(typed):
    stored = texts.normalise(typed)

    assert not ILLEGAL_IN_XML.search(stored)
    assert texts.normalise(stored) == stored
    assert unicodedata.is_normalized("NFC", stored)


@given(ANY_TEXT)
def test_I11_a_csv_cell_is_no_formula_and_gives_the_text_back(text):
    cell = texts.csv_cell(text)

    assert not cell.startswith(("=", "+", "-", "@", "\t"))
    assert texts.from_csv_cell(cell) == text


@given(st.text(st.sampled_from("aé治😀"), min_size=0, max_size=50).map(lambda part: part * 1500))
def test_I11_a_long_text_goes_on_in_further_cells(text):
    pieces = texts.cells(text)

    assert "".join(pieces) == text
    assert all(len(piece.encode("utf-16-le")) // 2 <= texts.CELL for piece in pieces)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("two words", 2), ("  spaced \n out  ", 2), ("数字鸿沟", 4), ("数字 ICT 鸿沟", 5), ("الفجوة الرقمية", 2), ("デジタル", 4)],
)
def test_words_are_counted_by_space_or_by_character(text, words):
    assert texts.count_words(text) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rivers and lakes", "rivers and lakes"),
        ("rivers and lakes and plains", "rivers and lakes…"),
        ("rivers and lakesides are wide", "rivers and…"),
        ("a" * 40, "a" * 16 + "…"),
        ("江河湖海" * 10, "江河湖海" * 4 + "…"),
    ],
)
def test_a_beginning_ends_with_a_whole_word(text, expected):
    assert texts.beginning(text, 16) == expected
