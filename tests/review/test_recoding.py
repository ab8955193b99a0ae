"""The acts on a codebook: each is one change that can be undone, and undone the database is what it was."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from review.codebook_journal import Stale, assign, assign_rest, carry_out, parts_of, undo, waiting_of
from review.models import Code, CodebookChange, Coding
from review.models.coding import remove_coding
from review.recoding import Place, edit, merge, move, retire, split
from submissions.models import Event
from tests.codebooks import by_identifier, dump, make_coded, make_tree, put, refusal
from tests.make import make_call, make_staff, make_submission

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


@pytest.mark.django_db(transaction=True)
def test_of_two_plans_at_once_from_one_state_one_is_carried_out(call, codes):
    plans = [merge(codes["C8"], codes["C7-e-health"]), merge(codes["C8"], codes["inclusion"])]
    barrier = Barrier(2)

    def attempt(plan):
        barrier.wait()
        try:
            return carry_out(plan).summary
        except Stale:
            return "stale"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        outcomes = list(people.map(attempt, plans))

    assert sorted(outcome == "stale" for outcome in outcomes) == [False, True]
    assert CodebookChange.objects.count() == 1
