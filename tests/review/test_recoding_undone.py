"""Undoing an act on a codebook: in any order that is safe, and else a sentence that says what stands in the way."""

import pytest

from review.codebook_journal import carry_out, undo
from review.models import Code, CodebookChange, Coding, Memo
from review.recoding import add, edit, merge, retire
from tests.codebooks import dump, make_coded, make_tree, put, refusal
from tests.make import make_code, make_submission


@pytest.fixture
def codes(call):
    return make_tree(call)


@pytest.fixture
def coded(call, codes):
    make_coded(call, codes)
    return codes


def standing(code):
    return Coding.objects.filter(code=code, removed_at=None).count()


def test_an_undoing_names_the_later_act_that_stands_in_its_way(coded):
    first = carry_out(merge(coded["C8"], coded["C7-e-health"]))
    second = carry_out(merge(coded["C7-e-health"], Code.objects.get(pk=coded["inclusion"].pk)))

    told = refusal(lambda: undo(first))

    assert told == "Its codings were moved on by “Merged “C7: E-health” into “Inclusion””; undo that first."
    undo(second)
    undo(CodebookChange.objects.get(pk=first.pk))
    assert standing(coded["C8"]) == 1000


def test_doubles_that_a_later_merge_collapsed_are_not_lost_by_undoing_in_the_wrong_order(call, codes, staff):
    answer = make_submission(call).all_answers.get()
    put(answer, codes["C8"], 3, staff)
    put(answer, codes["inclusion"], 3, staff)
    before = dump()
    first = carry_out(merge(codes["C8"], codes["C7-e-health"]))
    second = carry_out(merge(Code.objects.get(identifier="C7-e-health"), codes["inclusion"]))

    told = refusal(lambda: undo(first))
    undo(second)
    undo(first)

    assert "undo that first" in told
    assert dump() == before


def test_acts_on_different_codes_are_undone_in_any_order(codes):
    before = dump()
    changes = [
        carry_out(edit(codes["C7"], {"label": "Applications"})),
        carry_out(edit(Code.objects.get(identifier="C7"), {"definition": "Uses in daily life."})),
        carry_out(retire(codes["C8"])),
    ]

    for change in (changes[1], changes[0], changes[2]):
        undo(change)

    assert dump() == before


@pytest.mark.parametrize(
    ("use", "told"),
    [
        (
            lambda code, staff: put(make_submission(code.call).all_answers.get(), code, 1, staff),
            "“New” was put on passages since (1, removed ones counted); merge or retire it instead of undoing.",
        ),
        (
            lambda code, staff: make_code(code.call, "part", "p", "Part", "theme", parent=code),
            "Other codes are part of “New” since; move them first, or retire it instead.",
        ),
        (
            lambda code, staff: carry_out(merge(Code.objects.get(identifier="inclusion"), code)),
            "Other codes were merged into “New” since; undo that first.",
        ),
        (
            lambda code, staff: Memo.objects.create(call=code.call, code=code, text="Why?", written_by=staff),
            "Memos were written on “New” since; retire it instead of undoing.",
        ),
        (
            lambda code, staff: carry_out(edit(code, {"label": "Newer"})),
            "“Newer” (label) was changed again by “Edited “New”: label”; undo that first.",
        ),
    ],
    ids=["coded", "parent", "merged into", "memo", "edited"],
)
def test_a_code_that_something_rests_on_is_not_taken_away(call, codes, staff, use, told):
    change = carry_out(add(call, {"facet": "theme", "label": "New", "notation": "n"}))
    use(Code.objects.get(identifier="new"), staff)
    before = dump()

    assert refusal(lambda: undo(change)) == told
    assert dump() == before


def test_a_notation_taken_meanwhile_stops_an_undoing(call, codes):
    change = carry_out(edit(codes["C8"], {"notation": "88"}))
    carry_out(add(call, {"facet": "theme", "label": "New", "notation": "8"}))

    assert refusal(lambda: undo(change)) == (
        "This cannot be undone as things stand. The notation “8” belongs to “C8: Culture” already; give “New” another."
    )


def test_a_change_is_undone_once(codes):
    change = carry_out(retire(codes["C8"]))
    undo(change)

    assert refusal(lambda: undo(change)) == "“Retired “C8: Culture”” was undone already."
