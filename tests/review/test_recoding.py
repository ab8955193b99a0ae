"""The acts on a codebook: each is one change that can be undone, and undone the database is what it was."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from review.codebook_journal import Stale, assign, assign_rest, carry_out, parts_of, undo, waiting_of
from review.models import Code, CodebookChange, Coding, Memo
from review.models.coding import remove_coding
from review.recoding import NotPossible, Place, add, edit, merge, move, retire, split
from submissions.models import Event
from tests.codebooks import by_identifier, dump, make_coded, make_tree, put
from tests.make import make_call, make_code, make_staff, make_submission

PARTS = ({"label": "Languages", "notation": "8l"}, {"label": "Heritage", "notation": "8h"})


@pytest.fixture
def codes(call):
    return make_tree(call)


@pytest.fixture
def coded(call, codes):
    make_coded(call, codes)
    return codes


def standing(code):
    return Coding.objects.filter(code=code, removed_at=None).count()


def given_away(code):
    """A split whose every coding was given to one part or both, in several goes."""
    change = carry_out(split(code, PARTS))
    first, second = parts_of(change, {code.pk: code for code in Code.objects.all()})
    keys = list(waiting_of(change).order_by("pk").values_list("pk", flat=True))
    third, half = len(keys) * 3 // 10, len(keys) // 2
    assign(change, {key: [first.pk] for key in keys[:third]}, by=None)
    assign(change, {key: [second.pk, first.pk] for key in keys[third:half]}, by=None)
    assign_rest(change, second.pk, by=None)
    return change


ACTS = {
    "merge": lambda codes: carry_out(merge(codes["C8"], codes["C7-e-health"])),
    "split": lambda codes: given_away(codes["C8"]),
    "split, all to one": lambda codes: carry_out(split(codes["C8"], PARTS, all_to=1)),
    "move": lambda codes: carry_out(move(codes["C8"], Place("action-line", codes["C7"].pk, codes["C7-e-health"].pk))),
    "move to another facet": lambda codes: carry_out(move(codes["C7"], Place("theme", None, None))),
    "retire": lambda codes: carry_out(retire(codes["C8"])),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_on_a_code_with_1000_codings_is_undone_to_the_row(coded, act):
    before = dump()

    change = ACTS[act](coded)
    between = dump()
    undo(change)

    assert between != before
    assert dump() == before


@pytest.mark.parametrize("act", ACTS)
def test_the_queries_of_an_act_and_its_undoing_do_not_grow_with_codings(call, act):
    counts = []
    for number, count in enumerate((10, 1000)):
        of_call = call if number == 0 else make_call("another")
        codes = make_tree(of_call)
        submission = make_submission(of_call, answers={"achievements": "x" * 1000})
        coder = make_staff(f"coder{number}")
        put(submission.all_answers.get(), codes["C8"], count, coder)
        put(submission.all_answers.get(), codes["C7-e-health"], count // 2, coder)
        with CaptureQueriesContext(connection) as queries:
            undo(ACTS[act](codes))
        counts.append(len(queries))

    assert counts[0] == counts[1] < 100


def test_a_merge_moves_codings_collapses_doubles_and_says_what_replaced_it(call, coded):
    change = carry_out(merge(coded["C8"], coded["C7-e-health"]))

    code = Code.objects.get(pk=coded["C8"].pk)
    assert (standing(code), standing(coded["C7-e-health"])) == (0, 1000)
    assert Coding.objects.filter(code=code).exclude(removed_at=None).count() == 100
    assert (code.replaced_by, code.retired_at is not None) == (coded["C7-e-health"], True)
    assert change.summary == "Merged “C8: Culture” into “C7: E-health”"


def test_a_merged_line_takes_its_sub_lines_along(call, codes):
    carry_out(merge(codes["C7"], codes["C8"]))

    assert {name: code.parent_id for name, code in by_identifier(call).items() if name.startswith("C7-")} == {
        "C7-e-health": codes["C8"].pk,
        "C7-e-learning": codes["C8"].pk,
    }


def test_a_split_gives_each_quote_to_one_part_or_both_and_keeps_its_coder_and_time(coded):
    before = {row["excerpt_id"]: (row["coder_id"], row["created_at"]) for row in Coding.objects.filter(code=coded["C8"]).values()}

    given_away(coded["C8"])

    new = Code.objects.filter(notation__in=("8l", "8h"))
    assert {code.label: standing(code) for code in new} == {"Languages": 500, "Heritage": 700}
    assert {row["excerpt_id"]: (row["coder_id"], row["created_at"]) for row in Coding.objects.filter(code__in=new).values()} == before
    assert standing(coded["C8"]) == 0


def test_a_part_that_was_merged_since_is_followed_to_what_replaced_it(coded):
    change = carry_out(split(coded["C8"], [coded["C7-e-health"], coded["inclusion"]]))
    carry_out(merge(coded["C7-e-health"], coded["C7-e-learning"]))

    parts = parts_of(change, {code.pk: code for code in Code.objects.all()})
    given = assign_rest(change, coded["C7-e-learning"].pk, by=None)

    assert parts == [coded["C7-e-learning"], coded["inclusion"]]
    assert (given, standing(coded["C7-e-learning"])) == (1000, 1000)


def test_what_was_given_or_removed_meanwhile_is_passed_over(coded, staff):
    change = carry_out(split(coded["C8"], PARTS))
    first, second = parts_of(change, {code.pk: code for code in Code.objects.all()})
    one, two, three = waiting_of(change).order_by("pk")[:3]
    assign(change, {one.pk: [first.pk]}, by=staff)
    remove_coding(two, by=staff)

    given = assign(change, {coding.pk: [second.pk] for coding in (one, two, three)}, by=staff)

    assert given == 1
    assert (standing(first), standing(second)) == (1, 1)


def refusal(act):
    with pytest.raises(NotPossible) as problem:
        act()
    return str(problem.value)


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


REFUSED = {
    "merge into itself": (lambda c: merge(c["C8"], c["C8"]), "cannot be merged into itself"),
    "merge a line into a sub-line": (lambda c: merge(c["C7"], c["C7-e-health"]), "Other codes are part of"),
    "split into one": (lambda c: split(c["C8"], PARTS[:1]), "at least two different parts"),
    "split into itself": (lambda c: split(c["C8"], [c["C8"], c["C7"]]), "none of them itself"),
    "split a line": (lambda c: split(c["C7"], PARTS), "move, merge or retire it first"),
    "retire a line": (lambda c: retire(c["C7"]), "move, merge or retire it first"),
    "nothing to edit": (lambda c: edit(c["C7"], {"label": "ICT applications"}), "Nothing would change"),
    "taken notation": (lambda c: carry_out(edit(c["C7"], {"notation": "8"})), "The notation “8” belongs to"),
    "three levels": (
        lambda c: carry_out(move(c["C8"], Place("action-line", c["C7-e-health"].pk, None))),
        "is itself part of another code",
    ),
    "a line under a line": (lambda c: carry_out(move(c["C7"], Place("action-line", c["C8"].pk, None))), "is itself part of another code"),
    "another facet": (lambda c: carry_out(move(c["C8"], Place("theme", c["C7"].pk, None))), "is of another facet (Action Line)"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_act_that_would_break_the_codebook_is_refused_in_a_sentence(codes, name):
    act, words = REFUSED[name]
    before = dump()

    assert words in refusal(lambda: act(codes))
    assert dump() == before


def test_a_plan_made_before_somebody_else_acted_is_not_carried_out(codes):
    plan = merge(codes["C8"], codes["inclusion"])
    carry_out(retire(Code.objects.get(pk=codes["inclusion"].pk)))
    before = dump()

    with pytest.raises(Stale):
        carry_out(plan)

    assert dump() == before


def test_every_act_is_an_event_without_a_key(codes, staff):
    change = carry_out(retire(codes["C8"]), by=staff)
    undo(change, by=staff)

    events = Event.objects.order_by("pk").values_list("verb", "actor", "before", "after")
    assert list(events) == [
        ("retire code", staff.pk, {}, {"codebook": "Retired “C8: Culture”"}),
        ("undo codebook change", staff.pk, {"codebook": "Retired “C8: Culture”"}, {}),
    ]
