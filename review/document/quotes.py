"""Which passages a section quotes, and how long ones are cut. Pure functions."""

import re
from collections import Counter
from dataclasses import dataclass

LONGEST = 420  # characters of a quote
TWICE = 2  # how often one submission is quoted before others come first
SHORTEST = 40  # below this a passage says too little to stand alone
ENDS = (". ", "! ", "? ", ".\n", "。", "！", "？", "؟ ", "।")
STOPS = (".", "!", "?", "。", "！", "？", "؟", "…", ":", "：")
ELLIPSIS = "…"
# Where a line may go on: the one above ends without a stop. It does if it begins with a small letter, or the one above is a long line.
WRAPPED = re.compile(r"(?<=[^\s.!?:;…])[^\S\n]*\n[^\S\n]*(?=[^\W\d_])")
LONG_LINE = 60


@dataclass(frozen=True)
class Candidate:
    """A passage that may be quoted: its key, the codes on it, and whose it is."""

    key: int
    number: int
    stakeholder_type: str
    language: str
    length: int
    codes: frozenset = frozenset()


def choose(candidates, reach, *, most, quoted):
    """At most `most` candidates, no two of one submission, spread over stakeholder types, languages and codes.

    The same input gives the same choice. `reach` says how many submissions raised each code. `quoted` counts how often each
    submission number was quoted before in the document; the choice adds to it, so that the quotes spread over the submissions.
    """
    picked, heard = [], Counter()
    rest = list(candidates)
    while rest and len(picked) < most:
        best = min(rest, key=lambda c: rank(c, reach, heard, quoted))
        picked.append(best)
        heard.update((*best.codes, ("type", best.stakeholder_type), ("language", best.language)))
        rest = [c for c in rest if c.number != best.number]
    quoted.update(c.number for c in picked)
    return picked


def rank(candidate, reach, heard, quoted):
    """What comes first: types, languages and codes not yet heard, submissions not yet quoted, a good length, codes that many raised.

    Before all that, no submission is quoted a third time while another has something to say: the one voice of a rare type or language
    would else be heard in every section.
    """
    fresh = [code for code in candidate.codes if not heard[code]]
    return (
        quoted[candidate.number] >= TWICE,
        heard["type", candidate.stakeholder_type],
        heard["language", candidate.language],
        quoted[candidate.number],
        not fresh,
        not SHORTEST <= candidate.length <= LONGEST,
        -sum(reach.get(code, 0) for code in fresh),
        candidate.number,
        candidate.key,
    )


def passage(text, start, end):
    """What is printed of `text[start:end]`: trimmed, cut when it is long, with an ellipsis wherever it leaves off inside a sentence.

    The words are those of the text; lines that were wrapped by a mail program or in a PDF are joined again.
    """
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    shown = cut(text[start:end])
    lead = f"{ELLIPSIS} " if text[:start].strip() and begins_inside(text, start) else ""
    tail = ELLIPSIS if shown == text[start:end] and ends_inside(text, end) else ""
    return f"{lead}{unwrapped(shown)}{tail}"


def unwrapped(text):
    """The text without the line breaks inside its sentences; those between items of a list and paragraphs stay."""

    def join(found):
        above, below = text[: found.start()].rpartition("\n")[2], text[found.end()]
        return " " if below.islower() or (len(above) >= LONG_LINE and below.isupper()) else found[0]

    return WRAPPED.sub(join, text)


def begins_inside(text, start):
    """Whether the place is in the middle of a sentence or line."""
    before = text[:start].rstrip(" ")
    return not before.endswith((*STOPS, "\n", "“", "«", "- ", "-")) or (before.endswith((":", "：")) and text[start].islower())


def ends_inside(text, end):
    return not text[:end].endswith(STOPS) and not text[end:].lstrip(" ").startswith((*STOPS, "\n")) and bool(text[end:].strip())


def cut(text, *, longest=LONGEST):
    """The beginning of a text: whole when it is short enough, else up to a sentence or word, with an ellipsis."""
    if len(text) <= longest:
        return text
    room = text[:longest]
    sentence = max((room.rfind(end) + len(end.rstrip()) for end in ENDS if end in room), default=0)
    if sentence >= longest // 2:
        return f"{room[:sentence]} {ELLIPSIS}"
    word = max(room.rfind(" "), room.rfind("\n"))
    return f"{room[:word].rstrip(' ,;:–—-') if word >= longest // 2 else room.rstrip()}{ELLIPSIS}"
