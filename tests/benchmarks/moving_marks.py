"""Marks through edits: how many are placed right, go to a person, or stand silently on the wrong words.

`uv run --extra dev python -m tests.benchmarks.moving_marks 1000`; `--show KIND` prints the silently wrong ones of a kind.
"""

import argparse
import os
import time
from collections import Counter, defaultdict

from tests.benchmarks.ground import say
from tests.edits import KINDS, make_case

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wsisportal.settings")
OUTCOMES = ("right", "confirm, right", "confirm, wrong", "lost, rightly", "lost, stands", "SILENTLY WRONG")


def outcome(case):
    """What became of the mark of a Case, in one of OUTCOMES."""
    from review.mapping import EXACT, Mapping

    place = Mapping(case.before, case.after).place(case.start, case.end)
    if place is None:
        return "lost, stands" if case.truth else "lost, rightly"
    span = (place.start, place.end)
    if place.anchor == EXACT:
        return "right" if span == case.truth else "SILENTLY WRONG"
    return "confirm, right" if case.near and span[0] <= case.near[0] and case.near[1] <= span[1] else "confirm, wrong"


def main(number, show):
    found, began = defaultdict(Counter), time.perf_counter()
    for seed in range(number):
        case = make_case(seed)
        came = outcome(case)
        found[case.kind][came] += 1
        if came == show or (case.kind == show and came == OUTCOMES[-1]):
            say(f"{seed}: {case.before[case.start : case.end]!r}\n  {case.before!r}\n  {case.after!r}")
    say(f"{'':22}" + "".join(f"{name:>16}" for name in OUTCOMES))
    for kind in KINDS:
        row = found[kind.__name__]
        say(f"{kind.__name__:22}" + "".join(f"{row[name]:16}" for name in OUTCOMES))
    total = sum(found.values(), Counter())
    say(f"{'share of ' + str(number):22}" + "".join(f"{total[name] / number:16.1%}" for name in OUTCOMES))
    say(f"{1000 * (time.perf_counter() - began) / number:.2f} ms an edit")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("number", type=int, nargs="?", default=1000)
    parser.add_argument("--show", default="")
    options = parser.parse_args()
    main(options.number, options.show)
