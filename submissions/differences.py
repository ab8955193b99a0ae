"""What was taken out of a text and what was put in, by word. Pure functions: two texts in, pieces out.

Paragraphs are matched first, then sentences within those that changed, then words within those; a Chinese or Japanese character counts
as a word. What would take too long to match, such as thousands of words without an end of sentence, is told as one change.
"""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from submissions.texts import BY_CHARACTER

SAME, REMOVED, ADDED = "same", "removed", "added"
ONE_BY_ONE = BY_CHARACTER.pattern[1:-1]
ENDS = ".!?。！？؟۔"
PARAGRAPHS = re.compile(r"[^\n]*\n+|[^\n]+")
SENTENCES = re.compile(rf"[^{ENDS}]+[{ENDS}]*\s*|[{ENDS}]+\s*")
WORDS = re.compile(rf"[{ONE_BY_ONE}]|\s+|[^\s{ONE_BY_ONE}]+")
MOST_WORK = 4_000_000  # steps of matching that one pair of texts may take, in the worst case: about half a second


@dataclass(frozen=True)
class Piece:
    """A stretch of text that both have (`kind` "same"), only the older ("removed") or only the newer ("added")."""

    kind: str
    text: str


def differences(before, after, work=None):
    """The two texts as Pieces: those that are same or removed join to `before`, those that are same or added to `after`.

    `work` is the Work that is left where many pairs of texts share it.
    """
    return joined(compared(before, after, (PARAGRAPHS, SENTENCES, WORDS), work or Work(MOST_WORK)))


class Work:
    """The steps that are left."""

    def __init__(self, left):
        self.left = left

    def affords(self, old, new):
        """Take what matching two lists of tokens may cost: each pair of equal ones, and each place for every second one."""
        counted = Counter(new)
        cost = sum(n * counted[token] for token, n in Counter(old).items() if not token.isspace()) + len(old) * len(new) // 4
        if cost > self.left:
            return False
        self.left -= cost
        return True


def compared(before, after, steps, work):
    """(kind, text) pairs, by the first of the steps and, where it finds a change, by those after it."""
    if before == after:
        return [(SAME, before)]
    if not (before and after and steps):
        return [(REMOVED, before), (ADDED, after)]
    old, new = steps[0].findall(before), steps[0].findall(after)
    head = shared(old, new)
    tail = shared(old[head:][::-1], new[head:][::-1])
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    if not work.affords(*middle):
        return compared(before, after, steps[1:], work)
    found = [(SAME, "".join(old[:head]))]
    for _tag, start, end, new_start, new_end in SequenceMatcher(str.isspace, *middle, autojunk=False).get_opcodes():
        for one, other in paired(middle[0][start:end], middle[1][new_start:new_end]):
            found += compared(one, other, steps[1:], work)
    return [*found, (SAME, "".join(old[len(old) - tail :]))]


def paired(old, new):
    """What to compare further: as many paragraphs or sentences as before each with its own, else all with all."""
    return zip(old, new, strict=True) if len(old) == len(new) else [("".join(old), "".join(new))]


def shared(old, new):
    """How many tokens two lists begin with alike."""
    return next((n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new)))


def joined(found):
    """Pieces of the pairs, without empty ones: what changes in one place is one removed piece, then one added.

    White space alone between two changes is part of both, so that a reworded line is not told word by word.
    """
    found = [pair for pair in found if pair[1]]
    pieces = []
    for is_change, group in groupby(enumerate(found), lambda place: is_part_of_change(found, place[0])):
        run = [pair for _n, pair in group]
        for kind in (REMOVED, ADDED) if is_change else (SAME,):
            text = "".join(text for of, text in run if of in (SAME, kind))
            pieces += [Piece(kind, text)] if text else []
    return pieces


def is_part_of_change(found, place):
    kind, text = found[place]
    between = 0 < place < len(found) - 1 and SAME not in (found[place - 1][0], found[place + 1][0])
    return kind != SAME or (between and text.isspace() and "\n" not in text)
