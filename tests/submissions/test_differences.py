"""What was taken out and what was put in: nothing is lost, whatever the texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.differences import ADDED, REMOVED, SAME, differences

WORD = st.sampled_from(("the", "river", "rises", ".", " ", "\n", "\n\n", "治", "理", "النهر", "، ", "😀", "e\u0301", "\u200f", "a.b"))
TEXT = st.one_of(st.text(max_size=80), st.lists(WORD, max_size=60).map("".join))


def told(before, after):
    return [(piece.kind, piece.text) for piece in differences(before, after)]


def side(pieces, kind):
    return "".join(piece.text for piece in pieces if piece.kind in (SAME, kind))


@given(before=TEXT, after=TEXT)
@settings(max_examples=300, deadline=None)
def test_the_pieces_give_both_texts_back(before, after):
    pieces = differences(before, after)

    assert (side(pieces, REMOVED), side(pieces, ADDED)) == (before, after)
    assert all(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("Rivers rise.", "Rivers rise.", [(SAME, "Rivers rise.")]),
        ("", "New.", [(ADDED, "New.")]),
        ("Old.", "", [(REMOVED, "Old.")]),
        ("The river rises.", "The lake rises.", [(SAME, "The "), (REMOVED, "river"), (ADDED, "lake"), (SAME, " rises.")]),
        ("Many small boats came.", "Few big boats came.", [(REMOVED, "Many small"), (ADDED, "Few big"), (SAME, " boats came.")]),
        ("One.\n\nTwo.", "One.\n\nTwo.\n\nThree.", [(SAME, "One.\n\nTwo."), (ADDED, "\n\nThree.")]),
        ("我们治理河流。", "我们管理河流。", [(SAME, "我们"), (REMOVED, "治"), (ADDED, "管"), (SAME, "理河流。")]),
        ("نحمي النهر اليوم", "نحمي الوادي اليوم", [(SAME, "نحمي "), (REMOVED, "النهر"), (ADDED, "الوادي"), (SAME, " اليوم")]),
    ],
)
def test_changes_are_told_by_word(before, after, expected):
    assert told(before, after) == expected


def test_a_word_far_from_another_change_is_told_alone():
    paragraphs = [f"Paragraph {n} speaks of rivers and of the people who live on them." for n in range(3000)]
    before = "\n".join(paragraphs)
    after = before.replace("Paragraph 7 speaks", "Paragraph 7 tells").replace("Paragraph 2900 speaks", "Paragraph 2900 tells")

    changed = [piece for piece in told(before, after) if piece[0] != SAME]

    assert changed == [(REMOVED, "speaks"), (ADDED, "tells")] * 2


def test_a_word_replaced_all_over_a_long_text_is_told_each_time():
    before = "\n".join(f"Paragraph {n} speaks of rivers, and the ministry of those who live on them." for n in range(1500))

    changed = [piece for piece in told(before, before.replace("ministry", "agency")) if piece[0] != SAME]

    assert changed == [(REMOVED, "ministry"), (ADDED, "agency")] * 1500


def every_second(word):
    return " ".join(f"{n} {word}{n}" for n in range(15_000))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("la " * 60_000, "la la li " * 20_000),
        ("\n" * 150_000, "x\n" * 70_000),
        ("治" * 150_000, "治理" * 70_000),
        ("a.b " * 40_000, ".a b" * 40_000),
        (every_second("x"), every_second("y")),
    ],
)
def test_the_longest_answers_are_compared_whatever_they_say(before, after):
    pieces = differences(before, after)

    assert (side(pieces, REMOVED), side(pieces, ADDED)) == (before, after)
