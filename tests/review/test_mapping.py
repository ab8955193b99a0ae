"""Where a passage stands in the next version of its text: exact, changed or lost, and never silently on the wrong words."""

import pytest

from review.anchoring import snap
from review.mapping import Mapping
from tests.edits import KINDS, make_case

BEFORE = (
    "Roads came first, and nobody asked the villages. 😀 Then schools came to every village of the region.\n\n"
    "Thank you for asking us about this. Water is what we need before anything else is built here."
)
SCHOOLS = "Then schools came to every village of the region."


def moved(before, after, quote, at=0):
    """(words, anchor) of the place of a quote, counted from 0 where it occurs more than once; None where it is lost."""
    start = -1
    for _n in range(at + 1):
        start = before.index(quote, start + 1)
    place = Mapping(before, after).place(start, start + len(quote))
    return place and (after[place.start : place.end], place.anchor)


@pytest.mark.parametrize(
    "quote", ["Roads came first", "😀", SCHOOLS, "Thank you for asking us about this.", "before anything else is built here"]
)
def test_identical_words_are_exact_whatever_was_put_in_before(quote):
    assert moved(BEFORE, f"A new beginning.\n\n{BEFORE}", quote) == (quote, "exact")


def test_the_text_itself_maps_to_itself():
    assert moved(BEFORE, BEFORE, SCHOOLS) == (SCHOOLS, "exact")


def test_a_paragraph_that_is_split_keeps_its_passages():
    after = BEFORE.replace("😀 Then", "😀\n\nThen")

    assert moved(BEFORE, after, f"😀 {SCHOOLS}") == (f"😀\n\n{SCHOOLS}", "exact")


def test_half_of_the_words_kept_is_changed_and_the_new_words_belong_to_it():
    after = BEFORE.replace("Then schools came to every village", "Later, schools came to each village")

    assert moved(BEFORE, after, SCHOOLS) == ("Later, schools came to each village of the region.", "changed")


def test_less_than_half_of_the_words_kept_is_lost():
    after = BEFORE.replace("schools came to every village of the region", "clinics opened their doors in the region")

    assert moved(BEFORE, after, SCHOOLS) is None


def test_a_passage_among_many_new_words_is_lost_though_each_of_its_own_is_there():
    after = BEFORE.replace(
        "schools came", "schools, which had been promised for thirty long years and were never paid for by anybody, came"
    )

    assert moved(BEFORE, after, SCHOOLS) is None


def test_what_is_put_in_beside_a_passage_does_not_belong_to_it():
    after = BEFORE.replace("every village", "almost every village")

    assert moved(BEFORE, after, "Then schools came to") == ("Then schools came to", "changed")


def test_an_emptied_answer_loses_all():
    assert moved(BEFORE, "", SCHOOLS) is None


def test_a_twin_left_when_the_marked_one_is_deleted_is_not_taken():
    thanks = "Thank you for asking us about this."
    before = f"{thanks} Roads came first, and nobody asked the villages. {thanks} Water is what we need."

    assert moved(before, f"Roads came first, and nobody asked the villages. {thanks} Water is what we need.", thanks) is None
    assert moved(before, f"{thanks} Water is what we need.", thanks) is None
    assert moved(before, f"{thanks} Roads came first, and nobody asked the villages. Water is what we need.", thanks, at=1) is None


def test_of_two_twins_side_by_side_a_person_tells_which_stayed():
    before, after = "No. No. Nobody asked the villages.", "No. Nobody asked the villages."

    assert {moved(before, after, "No.", at) for at in (0, 1)} == {None}


def test_a_passage_that_moved_elsewhere_is_not_searched_for():
    first, second = "Roads came first, and nobody asked any of the villages about them. ", "Then schools came to us. "

    assert moved(second + first, first + second, first.strip()) is None


def test_a_new_twin_before_the_passage_does_not_take_its_mark():
    thanks = "Thank you for asking us about this."

    assert moved(f"{thanks} Water is what we need.", f"{thanks} Roads came first. {thanks} Water is what we need.", thanks) in (
        (thanks, "changed"),
        None,
    )


def test_a_few_words_that_a_new_sentence_has_by_chance_are_for_a_person():
    before, after = "Water is life in our region.", "Clean water is life for many."

    assert moved(before, after, "is life") == ("is life", "changed")


def test_chinese_is_compared_by_character():
    before = "我们感谢秘书处。农村学校仍然需要宽带接入，并与私营部门合作。数字技能培训十分重要。"
    after = "农村学校目前仍然需要宽带接入，并与私营部门合作。数字技能培训十分重要。"

    assert moved(before, after, "数字技能培训十分重要") == ("数字技能培训十分重要", "exact")
    assert moved(before, after, "农村学校仍然需要宽带接入") == ("农村学校目前仍然需要宽带接入", "changed")


def test_arabic_keeps_its_passages_by_word():
    before = "تحتاج المدارس الريفية إلى الإنترنت. نشكر الأمانة على إتاحة الفرصة للتعليق على هذا السؤال."
    after = "تحتاج كل المدارس الريفية إلى الإنترنت السريع. نشكر الأمانة على إتاحة الفرصة للتعليق على هذا السؤال."

    assert moved(before, after, "الأمانة على إتاحة الفرصة") == ("الأمانة على إتاحة الفرصة", "exact")
    assert moved(before, after, "المدارس الريفية إلى الإنترنت") == ("المدارس الريفية إلى الإنترنت", "changed")


def test_a_text_too_long_to_compare_loses_its_passages_rather_than_guessing():
    before, after = "a b " * 20_000, "b a " * 20_000

    assert Mapping(before, after).place(400, 420) is None


@pytest.mark.parametrize("kind", [kind.__name__ for kind in KINDS])
def test_I13_no_kind_of_edit_leaves_a_mark_silently_on_the_wrong_words(kind):
    """Ten edits of each kind, the passage and its true place known to the generator; none may be exact anywhere else."""
    number = [each.__name__ for each in KINDS].index(kind)
    cases = [make_case(number + len(KINDS) * turn) for turn in range(10)]
    wrong, whole = [], 0

    for case in cases:
        place = Mapping(case.before, case.after).place(case.start, case.end)
        if place:
            assert 0 <= place.start < place.end <= len(case.after)
            assert snap(case.after, place.start, place.end) == (place.start, place.end)
        if place and place.anchor == "exact":
            whole += 1
            if (place.start, place.end) != case.truth:
                wrong.append(case)

    assert {case.kind for case in cases} == {kind} and wrong == []
    if kind in ("insert_before", "split", "merge", "polish"):
        assert whole >= 9
