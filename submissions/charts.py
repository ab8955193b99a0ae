"""Counts as bars: where each bar stands, in per cent of a chart's width. No query, no model, no request, no language.

Lengths along the text are in em, so that a chart grows with the reader's letters; lengths across are in per cent, so that it fits a phone.
"""

from dataclasses import dataclass

ROW = 3.1  # em from one bar to the next: a line of text and the bar beneath it
PLOT = 9.0  # em of a chart of columns
FEW = 12  # columns that have room for their counts
HEADROOM = 1.6  # em above the highest column, for its count


@dataclass(frozen=True)
class Bar:
    """One row: its label at `start` and count at `end` (both in % of the width), its bar from `x` over `width`; `y`s in em."""

    label: str
    count: int
    start: float
    end: float
    x: float
    width: float
    text_y: float
    bar_y: float


@dataclass(frozen=True)
class Column:
    """One column: from `x` over `width` in % of the chart's width, from `y` down over `height` in em; its count stands over `middle`.

    Where columns are many only the highest shows its count.
    """

    label: str
    count: int
    x: float
    width: float
    y: float
    height: float
    middle: float
    count_y: float
    shows_count: bool


def bars(counts, *, mirrored=False):
    """Bars of (label, count) pairs, the longest over the whole width; `mirrored` for a page that is read from the right."""
    highest = max((count for _label, count in counts), default=0)
    found = []
    for place, (label, count) in enumerate(counts):
        width = rounded(100 * count / highest) if highest else 0
        x = rounded(100 - width) if mirrored else 0
        start, end = (100, 0) if mirrored else (0, 100)
        found.append(Bar(label, count, start, end, x, width, rounded(place * ROW + 1.15), rounded(place * ROW + 1.65)))
    return found


def height_of(found):
    """The height of a chart of bars, in em."""
    return rounded(len(found) * ROW)


def columns(counts, *, mirrored=False):
    """Columns of (label, count) pairs in their order, the highest as high as the plot."""
    highest = max((count for _label, count in counts), default=0)
    share, found = 100 / max(len(counts), 1), []
    width = rounded(min(share * 0.8, 8))
    for number, (label, count) in enumerate(counts):
        x = number * share + (share - width) / 2
        height = PLOT * count / highest if highest else 0
        x = 100 - x - width if mirrored else x
        y, shows_count = HEADROOM + PLOT - height, bool(count) and (len(counts) <= FEW or count == highest)
        place = (rounded(x), width, rounded(y), rounded(height), rounded(x + width / 2), rounded(y - 0.4))
        found.append(Column(label, count, *place, shows_count))
    return found


def rounded(number):
    return round(number, 2)
