"""Disclosure control: what a published figure may count. Pure functions of the numbers of published and of unpublished submissions.

One or two unpublished submissions could be told by subtraction by anybody who has read all that is published. So a figure counts the
unpublished ones from three on, and else the published ones alone: it is at most two too low, and never too high. Whoever knows every
published submission then cannot tell a figure with none of them from one with one or two.

Not guarded: how many answered a question and did not raise a point, for silence says nothing; and what two editions differ by.
"""

FEWEST = 3  # unpublished submissions that are counted together


def told(published, *unpublished):
    """The figure that may be printed. Where unpublished ones are of two kinds, each is kept for itself: somebody may know all of one."""
    return published + sum(kept(number) for number in unpublished)


def kept(unpublished, above=None):
    """How many of the unpublished ones a figure counts; `above` of them are counted by the figure that it is a part of.

    Neither those counted nor those that only the whole counts are one or two.
    """
    if above is not None and 0 < above - unpublished < FEWEST:
        unpublished = above - FEWEST
    if above is not None:  # which may be fewer than there are
        unpublished = min(unpublished, above)
    return unpublished if unpublished >= FEWEST else 0


def told_parts(cells, parents, whole=None):
    """Cell → figure of cells that may be part of one another: cell → published and each kind of unpublished, part → what it is a part of.

    A cell that is part of none of the others is part of `whole`, where that is given: the unpublished ones that it counts.
    """
    counted = {}

    def count(cell, kind):
        if (cell, kind) not in counted:
            above = parents.get(cell)
            counted[cell, kind] = 0  # a circle in the data ends here
            counted[cell, kind] = kept(cells[cell][kind], count(above, kind) if above in cells else whole)
        return counted[cell, kind]

    return {cell: numbers[0] + sum(count(cell, kind) for kind in range(1, len(numbers))) for cell, numbers in cells.items()}


def told_options(cells, whole):
    """Cell → figure of cells that may share submissions and that each one of the whole is in one of: cell → (published, unpublished).

    From the whole, of which `whole` unpublished ones are counted, and the other cells one or two could be told in a cell that leaves them
    out. So unpublished ones count in every cell where they may count in every cell that has any, and else in none.
    """
    may_count = all(kept(unpublished, whole) == unpublished for _published, unpublished in cells.values())
    return {cell: published + (unpublished if may_count else 0) for cell, (published, unpublished) in cells.items()}


def told_shares(cells, *, rest):
    """Cell → figure of cells that no two share a submission of and that make up a whole; their sum is what may be told of the whole.

    The unpublished ones that a cell may not count are counted in `rest`. Where these are one or two themselves, another cell's join them.
    """
    moved = sum(unpublished for cell, (_published, unpublished) in cells.items() if cell == rest or unpublished < FEWEST)
    standing = {cell: unpublished for cell, (_published, unpublished) in cells.items() if cell != rest and unpublished >= FEWEST}
    if 0 < moved < FEWEST and standing:
        moved += standing.pop(min(standing, key=lambda cell: (standing[cell], cell)))
    figures = {cell: published + standing.get(cell, 0) for cell, (published, _unpublished) in cells.items() if cell != rest}
    figures[rest] = told(cells.get(rest, (0, 0))[0], moved)
    return {cell: figure for cell, figure in figures.items() if figure}
