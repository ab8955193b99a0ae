"""Where the words of a query stand in a text: words in a row, and the passage that shows them. No query, no model, no request."""

import re
from dataclasses import dataclass
from functools import lru_cache

from submissions.terms import ACCENTS, ARABIC_MARK, IDEOGRAPH, IDEOGRAPHS, forms, sought, words

QUOTED = re.compile('"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」|『([^』]+)』|《([^》]+)》')
LETTER = rf"[^\W_{IDEOGRAPHS}]"
IN_TEXT = re.compile(rf"[{IDEOGRAPHS}]|{LETTER}(?:{LETTER}|[{ACCENTS}{ARABIC_MARK}])*")
BEFORE, AFTER = 80, 140  # characters of a passage before its first hit and from there on
REACH = 15  # characters by which a passage may be longer, to end between words


@dataclass(frozen=True)
class Piece:
    """A part of a passage; whether it is what was looked for."""

    text: str
    is_hit: bool


def units(text):
    """(start, end, word) of each word of a text as `words` gives it; each ideograph is one of its own."""
    for match in IN_TEXT.finditer(text):
        for word in words(match[0]):
            for unit in word if IDEOGRAPH.match(word) else [word]:
                yield match.start(), match.end(), unit


def asked(text):
    """The words of a query in their order, each as the forms of which a text may hold any."""
    return [frozenset(word) if IDEOGRAPH.match(word) else sought(word) for _start, _end, word in units(text)]


def forms_of(word, languages):
    return frozenset(word) if IDEOGRAPH.match(word) else forms(word, languages)


def quotations(query):
    """What a query holds in quotation marks, each as words in a row; one word alone is no quotation."""
    found = [asked(next(filter(None, match.groups()))) for match in QUOTED.finditer(query)]
    return [quotation for quotation in found if len(quotation) > 1]


def sequences(query):
    """What to mark in a text: the quotations, each other word, and each pair of ideographs that follow one another."""
    rest, found = QUOTED.sub(" \n ", query), quotations(query)
    if not found:
        rest = query
    for word in words(rest):
        ideographs = IDEOGRAPH.match(word)
        found += [asked(word[i : i + 2]) for i in range(max(len(word) - 1, 1))] if ideographs else [asked(word)]
    return [sequence for sequence in found if sequence]


def spans(text, language, sought):
    """The half-open spans of the text that hold one of the sequences, in order, those that touch made one."""
    found, known = [], [(start, end, forms_of(word, (language,))) for start, end, word in units(text)]
    for place, (start, _end, _forms) in enumerate(known):
        for sequence in sought:
            row = known[place : place + len(sequence)]
            if len(row) == len(sequence) and all(unit[2] & wanted for unit, wanted in zip(row, sequence, strict=True)):
                found.append((start, row[-1][1]))
    merged = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def holds_in_a_row(text, language, quotation):
    """Whether the text holds these words in a row; where they stand, `spans` finds in six times the time."""
    known = words(text)
    if IDEOGRAPH.search(text):
        known = [unit for word in known for unit in (word if IDEOGRAPH.match(word) else (word,))]
    places = (place for place, unit in enumerate(known) if is_one_of(unit, language, quotation[0]))
    return any(
        place + len(quotation) <= len(known) and all(is_one_of(known[place + n], language, wanted) for n, wanted in enumerate(quotation))
        for place in places
    )


@lru_cache(maxsize=20_000)  # words recur, and a page asks for each of them
def is_one_of(word, language, wanted):
    return not forms_of(word, (language,)).isdisjoint(wanted)


def passage(text, hits):
    """The Pieces around the first hit, with every hit in them marked and an ellipsis where the text goes on."""
    start, end = ends(text, hits[0])
    pieces, place = [Piece("…", False)] if start else [], start
    for first, last in hits:
        if first >= end:
            break
        last = min(last, end)
        pieces += [Piece(text[place:first], False), Piece(text[first:last], True)]
        place = last
    pieces += [Piece(text[place:end], False), Piece("…" if end < len(text) else "", False)]
    return [piece for piece in pieces if piece.text]


def ends(text, hit):
    """Where a passage around a hit begins and ends: between words, if a space is within reach."""
    start, end = max(0, hit[0] - BEFORE), max(hit[0] + AFTER, hit[1])
    if start:
        space = text.find(" ", start, min(start + REACH, hit[0]))
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", max(hit[1], end - REACH), end)
        end = space if space >= 0 else end
    return start, min(end, len(text))
