"""Bars and columns: plain geometry, mirrored for those who read from the right."""

from itertools import pairwise

import pytest

from submissions.charts import PLOT, bars, columns, height_of


def test_the_longest_bar_fills_the_width_and_the_others_their_share_of_it():
    found = bars([("Africa", 4), ("Europe", 1), ("CIS", 0)])

    assert [(bar.label, bar.count, bar.x, bar.width) for bar in found] == [("Africa", 4, 0, 100), ("Europe", 1, 0, 25), ("CIS", 0, 0, 0)]
    assert [(bar.start, bar.end) for bar in found] == [(0, 100)] * 3
    assert height_of(found) == pytest.approx(9.3)
    assert all(earlier.bar_y < later.text_y < later.bar_y for earlier, later in pairwise(found))


def test_mirrored_bars_end_at_the_right():
    found = bars([("Africa", 4), ("Europe", 1)], mirrored=True)

    assert [(bar.x, bar.width, bar.start, bar.end) for bar in found] == [(0, 100, 100, 0), (75, 25, 100, 0)]


def test_columns_stand_in_their_order_within_the_chart():
    found = columns([("a", 2), ("b", 0), ("c", 4)])

    assert [column.height for column in found] == [PLOT / 2, 0, PLOT]
    assert [column.shows_count for column in found] == [True, False, True]
    assert [column.x for column in found] == sorted(column.x for column in found)
    assert all(column.x >= 0 and column.x + column.width <= 100 and column.y >= 0 for column in found)


def test_mirrored_columns_begin_at_the_right():
    there, back = columns([("a", 2), ("b", 1)]), columns([("a", 2), ("b", 1)], mirrored=True)

    assert [column.x for column in back] == [pytest.approx(100 - column.x - column.width) for column in there]


def test_of_many_columns_the_highest_alone_shows_its_count():
    found = columns([(str(number), number) for number in range(1, 60)])

    assert [column.count for column in found if column.shows_count] == [59]


@pytest.mark.parametrize("draw", [bars, columns])
def test_nothing_is_drawn_of_nothing(draw):
    assert draw([]) == []
    assert [mark.count for mark in draw([("a", 0)])] == [0]
