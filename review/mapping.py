"""Where a passage of one text stands in the next version of it, by a diff of words, and how sure that is. Pure; offsets are code points.

Words are never searched for: a place follows from what stands around it in both texts, or there is none.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter

from review.anchoring import snap
from submissions.differences import ADDED, MOST_WORK, ONE_BY_ONE, PARAGRAPHS, SAME, SENTENCES, Work, compared
from submissions.texts import BY_CHARACTER

EXACT, CHANGED = "exact", "changed"
TOKENS = re.compile(rf"[{ONE_BY_ONE}]|\s+|[^\W{ONE_BY_ONE}]+|[^\w\s]")  # a Chinese or Japanese character, space, a word, a sign
KEPT, ALIKE = 0.5, 0.6  # share of the old words, and likeness of old and new, from which a passage is the same one, changed
CONTEXT = 12  # tokens each side that are looked at to tell a passage from its twins
NEIGHBOURS = 2  # tokens that have to stand beside a passage as before, for that side to count as unchanged
SURE = 5  # words that a passage and its unchanged surroundings need, so that they are no coincidence; a character counts half
LONG = 8  # words that a passage needs beside which something changed
MARK = "\x1f"  # parts tokens where they are searched; no stored text holds it


@dataclass(frozen=True)
class Place:
    """A half-open span of the newer text, and how it compares: EXACT or CHANGED (a person has to look)."""

    start: int
    end: int
    anchor: str


@dataclass(frozen=True)
class Token:
    start: int
    end: int
    text: str

    @property
    def is_word(self):
        return any(map(str.isalnum, self.text))


class Mapping:
    """How the tokens of one text became those of another; made once for all the passages of an answer."""

    def __init__(self, before, after):
        self.before, self.after = before, after
        self.old, self.new = tokens(before), tokens(after)
        self.forward = with_their_signs(kept(before, after, self.old, self.new), self.old, self.new)
        self.searched = [MARK + "".join(token.text + MARK for token in side) for side in (self.old, self.new)]

    def place(self, start, end):
        """The Place of the passage `before[start:end]`, or None where it is lost.

        The same words at a place that is beyond doubt are EXACT, white space aside. With half of its words kept, and six tenths of both
        alike, it is CHANGED; so are the same words that could also be another passage's. Where a twin of them was deleted, they are lost.
        """
        span = range(*touched(self.old, start, end))
        pairs = [(token, self.forward[token]) for token in span if token in self.forward]
        if not pairs or share(self.old, [old for old, _new in pairs], span) < KEPT:
            return None
        first, last = self.first(span, *pairs[0]), self.last(span, *pairs[-1])
        if 2 * len(pairs) < ALIKE * (len(span) + last + 1 - first):
            return None
        if len(pairs) == len(span) == last + 1 - first:
            place = self.same_words(span, start, end)
            return self.judged(place, span)
        return Place(*snap(self.after, self.new[first].start, self.new[last].end), CHANGED)

    def first(self, span, old, new):
        """The new token with which a passage begins whose first kept token is `old`, now `new`.

        Words that took the place of its first ones belong to it; words put in before it do not.
        """
        gap_old, gap_new = gap(self.forward, old, new, -1, (-1, -1))
        return new - gap_new if gap_old and 2 * (old - span.start) >= gap_old else new

    def last(self, span, old, new):
        gap_old, gap_new = gap(self.forward, old, new, 1, (len(self.old), len(self.new)))
        return new + gap_new if gap_old and 2 * (span.stop - 1 - old) >= gap_old else new

    def same_words(self, span, start, end):
        """The span of the kept tokens; where the passage began or ended inside a token, so does its new place."""
        first, last = self.old[span[0]], self.old[span[-1]]
        new_first, new_last = self.new[self.forward[span[0]]], self.new[self.forward[span[-1]]]
        return new_first.start + max(0, start - first.start), new_last.end - max(0, last.end - end)

    def judged(self, place, span):
        """The Place of words that stayed the same: EXACT, unless they might as well be those of another passage.

        With the same neighbours on both sides it takes that they and the passage together occur once in each text; where a side changed
        it takes a long passage that occurs once in each.
        """
        run = self.run(span)
        is_between = self.is_beside(span[0], run[0], -1) and self.is_beside(span[-1], run[-1], 1)
        words = [self.old[token].text for token in (run if is_between else span)]
        known = sum(0.5 if BY_CHARACTER.match(word) else 1 for word in words if any(map(str.isalnum, word)))
        if known >= (SURE if is_between else LONG) and all(count(searched, words, 2) == 1 for searched in self.searched):
            return Place(*place, EXACT)
        alone = [self.old[token].text for token in span]
        before, after = (count(searched, alone, len(searched)) for searched in self.searched)
        return None if after < before else Place(*place, CHANGED)

    def run(self, span):
        """The tokens of a passage with those around it that still stand next to it, at most CONTEXT each side."""
        first, last = span[0], span[-1]
        while span[0] - first < CONTEXT and self.forward.get(first - 1) == self.forward[first] - 1:
            first -= 1
        while last - span[-1] < CONTEXT and self.forward.get(last + 1) == self.forward[last] + 1:
            last += 1
        return range(first, last + 1)

    def is_beside(self, inner, outer, step):
        """Whether on this side of a passage its neighbours stand as before, or a paragraph begins or ends there as before."""
        if abs(outer - inner) >= NEIGHBOURS:
            return True
        return at_edge(self.before, self.old[outer], step) and at_edge(self.after, self.new[self.forward[outer]], step)


def at_edge(text, token, step):
    """Whether the paragraph of a token begins with it (step -1) or ends with it (step 1)."""
    beyond = text[token.end :] if step > 0 else text[: token.start][::-1]
    rest = beyond[: len(beyond) - len(beyond.lstrip())]
    return "\n" in rest or rest == beyond


def tokens(text):
    return [Token(match.start(), match.end(), match[0]) for match in TOKENS.finditer(text) if not match[0].isspace()]


def kept(before, after, old, new):
    """Old token → new token, by their numbers, of those that the diff leaves where they were; both only grow."""
    at_old = {token.start: number for number, token in enumerate(old)}
    at_new = {token.start: number for number, token in enumerate(new)}
    forward, here, there = {}, 0, 0
    for kind, text in compared(before, after, (PARAGRAPHS, SENTENCES, TOKENS), Work(MOST_WORK)):
        if kind == SAME:
            for match in TOKENS.finditer(text):
                one, other = at_old.get(here + match.start()), at_new.get(there + match.start())
                if one is not None and other is not None and old[one].text == new[other].text:
                    forward[one] = other
        here += 0 if kind == ADDED else len(text)
        there += len(text) if kind in (SAME, ADDED) else 0
    return forward


def with_their_signs(forward, old, new):
    """The same tokens, but each full stop or other sign with the word before it, where the diff might as well have kept a later one."""
    back = {there: here for here, there in forward.items()}
    for here in range(1, len(old)):
        there = forward.get(here - 1, len(new)) + 1
        if there >= len(new) or old[here].is_word or old[here].text != new[there].text or forward.get(here) == there:
            continue
        forward.pop(back.pop(there, None), None)
        back.pop(forward.pop(here, None), None)
        forward[here], back[there] = there, here
    return forward


def touched(found, start, end):
    """The numbers of the tokens that a span touches, half-open."""
    return bisect_right(found, start, key=attrgetter("end")), bisect_left(found, end, key=attrgetter("start"))


def share(old, among, span):
    """Which share of the words of a passage is among these tokens; of a passage without words, of its signs."""
    words = [number for number in span if old[number].is_word] or span
    return len(set(words) & set(among)) / len(words)


def gap(forward, old, new, step, edges):
    """How many old and how many new tokens lie between this kept one and the next kept one in that direction, or the edge."""
    other = old + step
    while other != edges[0] and other not in forward:
        other += step
    there = forward[other] if other in forward else edges[1]
    return abs(other - old) - 1, abs(there - new) - 1


def count(searched, words, most):
    """How often these tokens follow one another in a text, counted up to `most`."""
    wanted, found, at = MARK + "".join(word + MARK for word in words), 0, -1
    while found < most and (at := searched.find(wanted, at + 1)) >= 0:
        found += 1
    return found
