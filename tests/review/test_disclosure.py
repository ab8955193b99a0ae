"""Disclosure control: nobody who knows everything published finds one or two unpublished submissions in what is printed."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.disclosure import kept, told, told_options, told_parts, told_shares

FEW = st.integers(0, 5)
RECKONED = range(16)  # unpublished submissions that whoever attacks reckons with in a cell: as many as there are in three
PARENTS = {"health": "applications", "science": "applications"}


@pytest.mark.parametrize(
    ("published", "unpublished", "figure"),
    [(0, 0, 0), (5, 0, 5), (5, 1, 5), (5, 2, 5), (5, 3, 8), (0, 1, 0), (0, 2, 0), (0, 3, 3), (1, 40, 41)],
)
def test_a_figure_counts_unpublished_ones_from_three_on(published, unpublished, figure):
    assert told(published, unpublished) == figure


@pytest.mark.parametrize(
    ("part", "whole", "counted"), [(3, 3, 3), (3, 4, 0), (3, 5, 0), (3, 6, 3), (6, 7, 4), (6, 8, 5), (6, 9, 6), (2, 9, 0), (9, 6, 6)]
)
def test_what_a_part_counts_leaves_no_one_or_two_to_the_whole(part, whole, counted):
    assert kept(part, whole) == counted


@pytest.mark.parametrize(
    ("cells", "figures"),
    [
        ({}, {}),
        ({"government": (17, 1), "academia": (7, 0)}, {"government": 17, "academia": 7}),
        ({"government": (17, 1), "academia": (1, 2)}, {"government": 17, "academia": 1, "": 3}),
        ({"government": (17, 1), "academia": (0, 2), "": (1, 0)}, {"government": 17, "": 4}),
        ({"government": (17, 9), "academia": (2, 4), "individual": (0, 1)}, {"government": 26, "academia": 2, "": 5}),
        ({"government": (2, 3), "": (0, 3)}, {"government": 5, "": 3}),
    ],
)
def test_shares_of_a_whole_keep_small_numbers_together(cells, figures):
    assert told_shares(cells, rest="") == figures


@given(st.dictionaries(st.sampled_from(("", "a", "b", "c", "d")), st.tuples(FEW, FEW)))
def test_shares_add_up_to_what_may_be_told_of_the_whole(cells):
    published, unpublished = (sum(column) for column in zip(*cells.values(), strict=True)) if cells else (0, 0)

    assert sum(told_shares(cells, rest="").values()) == told(published, unpublished)


@given(FEW, FEW, FEW, FEW)
def test_a_number_of_a_whole_is_never_greater_than_the_whole(published, unpublished, silent, silent_unpublished):
    assert told(published, unpublished) <= told(published + silent, unpublished + silent_unpublished)


def suspected(print_of, names, printed):
    """Name of a cell → how many unpublished submissions it may have, as whoever knows the rule and everything published finds by trial."""
    worlds = (dict(zip(names, numbers, strict=True)) for numbers in product(RECKONED, repeat=len(names)))
    alike = [world for world in worlds if print_of(world) == printed]
    return {name: {world[name] for world in alike} for name in names}


def tells(numbers):
    """Whether they leave no doubt that there are one or two."""
    return numbers <= {1, 2}


@given(
    st.fixed_dictionaries({"": FEW, "government": FEW, "academia": FEW}),
    st.fixed_dictionaries({"": FEW, "government": FEW, "academia": FEW}),
)
def test_nobody_finds_one_or_two_unpublished_ones_in_shares_of_a_whole(published, unpublished):
    def print_of(world):
        return told_shares({name: (published[name], world[name]) for name in world}, rest="")

    found = suspected(print_of, list(unpublished), print_of(unpublished))

    assert all(unpublished[name] in numbers for name, numbers in found.items())
    assert not any(tells(numbers) for numbers in found.values())


@given(st.tuples(FEW, FEW, FEW), st.tuples(FEW, FEW, FEW))
def test_nobody_finds_one_or_two_unpublished_ones_in_a_line_its_sub_lines_or_between_them(published, unpublished):
    """`beside` are those that raise the line and not the sub-line."""

    def print_of(world):
        of_line = world["health"] + world["beside"]
        cells = {"applications": (sum(published), of_line), "health": (published[0], world["health"])}
        return told_parts(cells, PARENTS)

    world = {"health": unpublished[0], "beside": unpublished[1]}
    found = suspected(print_of, list(world), print_of(world))
    sums = {health + beside for health, beside in product(found["health"], found["beside"])}

    assert not any(tells(numbers) for numbers in (*found.values(), sums))


@pytest.mark.parametrize(
    ("cells", "whole", "figures"),
    [
        ({"C1": (4, 2), "C2": (0, 1)}, 3, {"C1": 4, "C2": 0}),
        ({"C1": (4, 3), "C2": (1, 0)}, 3, {"C1": 7, "C2": 1}),
        ({"C1": (4, 3), "C2": (0, 3)}, 6, {"C1": 7, "C2": 3}),
        ({"C1": (4, 3), "C2": (0, 3), "C3": (1, 1)}, 7, {"C1": 4, "C2": 0, "C3": 1}),
        ({"C1": (4, 3), "C2": (0, 4)}, 5, {"C1": 4, "C2": 0}),
        ({"C1": (4, 2)}, 0, {"C1": 4}),
    ],
)
def test_options_count_unpublished_ones_all_or_none(cells, whole, figures):
    assert told_options(cells, whole) == figures


def test_nobody_finds_one_or_two_unpublished_ones_in_options_of_which_everybody_chose_one():
    prints = {}
    for whole, *numbers in product(range(11), repeat=4):
        if max(numbers) <= whole <= sum(numbers):
            counted = kept(whole)
            print_of = (counted, *told_options({place: (0, number) for place, number in enumerate(numbers)}, counted).values())
            prints.setdefault(print_of, []).append(numbers)

    assert not [print_of for print_of, worlds in prints.items() if any(tells(set(found)) for found in zip(*worlds, strict=True))]


@given(FEW, FEW, FEW, FEW)
def test_nobody_finds_one_or_two_unpublished_supporters_of_a_statement_or_answers_to_its_question(published, unpublished, silent, quiet):
    def print_of(world):
        n, of = told(published, world["supports"]), told(published + silent, world["supports"] + world["quiet"])
        return n, of, published  # the numbers of the published ones are listed

    world = {"supports": unpublished, "quiet": quiet}
    n, of, listed = print_of(world)

    assert n - listed not in (1, 2) and of - published - silent not in (1, 2)
    assert not tells(suspected(print_of, list(world), (n, of, listed))["supports"])


def test_the_trial_would_find_what_is_told_openly():
    found = suspected(lambda world: 5 + world["supports"], ["supports"], 6)

    assert tells(found["supports"])
