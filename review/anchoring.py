"""Spans of text: sentences to pick, marks to draw, selections widened to whole words.

Pure functions; offsets are code points, spans are half-open.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

CLOSERS = "\"'”’»›)\\]」』）】》〉"
# A run of marks is tried from its start alone (the lookbehind) and taken whole (++), so that no text takes more than linear time.
SENTENCE_END = re.compile(
    rf"\n\s*+|(?<![.!?…؟۔।])(?P<stop>[.!?…؟۔।]++)[{CLOSERS}]*+(?:[ \u00a0\u202f]»)?+\s++|(?<![。！？｡])[。！？｡]++[{CLOSERS}]*+\s*+",
)
TOKEN = re.compile(r"[^\s(\[{«“„\"'’]+\Z")
DOTTED = re.compile(r"(?:\w\.)+\w\Z")  # e.g, U.S, т.е
LONGEST_ABBREVIATION = 12
ABBREVIATIONS = {
    "en": "approx art cf ch dr ed eds eq etc fig figs hon inc jr ltd mr mrs ms mt no nos op para paras pp prof ref rev sec sr st vol vs",
    "fr": "art av bd cf chap dr env ex fig hab mlle mm mme mr ms no op par pp prof réf st ste suiv vol",
    "es": "admón art arts av cap cf dr dra ee ej excmo fig gral lic núm núms pág págs párr prof sr sra sres srta tel ud uds vol",
    "ru": "англ гл гр долл др им илл кв мин млн млрд напр обл пер пп проф разд рис рос руб св сек см ср ст стр табл тел тыс ул",
    "ar": "هـ",
}
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WRITTEN_WITHOUT_SPACES = re.compile(f"[{UNSPACED}]")
JOINERS = "\u200c\u200d"
MODIFIERS = re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
REGIONAL_INDICATOR = re.compile("[\U0001f1e6-\U0001f1ff]")


@dataclass(frozen=True)
class Piece:
    """A run of text that the same excerpts cover, and those that end with it."""

    start: int
    end: int
    text: str
    excerpts: tuple = ()
    ending: tuple = ()


def sentences(text, language="en"):
    """The sentences of a text as half-open spans that cover it whole, the white space after a sentence included.

    A line end always ends one. Where a full stop may belong to an abbreviation, a number of a list or an ellipsis, the sentence goes on:
    two sentences in one are easily picked, half a one is not.
    """
    spans, start = [], 0
    for match in SENTENCE_END.finditer(text):
        if text[start : match.end()].strip() and ends_sentence(text, start, match, language):
            spans.append((start, match.end()))
            start = match.end()
    return [*spans, (start, len(text))] if start < len(text) else spans


def ends_sentence(text, start, match, language):
    """Whether a sentence that began at `start` ends at this mark."""
    if match["stop"] is None or "\n" in match[0] or match.end() == len(text):
        return True
    if text[match.end()].islower():
        return False
    if match["stop"] != ".":
        return True
    before = TOKEN.search(text, max(start, match.start() - LONGEST_ABBREVIATION), match.start())
    token = before[0] if before else ""
    is_initial = len(token) == 1 and token.isalpha() and not token.islower()
    numbers_the_line = token.isdigit() and not text[start : match.start() - len(token)].strip()
    known = ABBREVIATIONS.get(language.split("-")[0].lower(), "").split()
    return not (is_initial or numbers_the_line or DOTTED.match(token) or token.casefold() in known)


def segments(text, excerpts):
    """The text as Pieces in order: cut wherever an excerpt (anything with `start` and `end`) begins or ends.

    A piece holds the excerpts that cover it, in their order, so that overlapping marks need no nesting. Together the pieces are the text.
    """
    cuts = {0, len(text)}
    starting, ending = {}, {}
    for excerpt in excerpts:
        cuts |= {excerpt.start, excerpt.end}
        starting.setdefault(excerpt.start, []).append(excerpt)
        ending.setdefault(excerpt.end, []).append(excerpt)
    pieces, cover, places = [], [], sorted(cuts)
    for start, end in pairwise(places):
        cover = [excerpt for excerpt in cover if excerpt.end > start] + starting.get(start, [])
        pieces.append(Piece(start, end, text[start:end], tuple(cover), tuple(ending.get(end, ()))))
    return pieces


def snap(text, start, end):
    """The span without white space at its ends, then widened so that it cuts no word and no character that is drawn as one.

    Scripts without spaces between words are widened by drawn characters only. An empty span comes back where nothing but space was in it.
    """
    inner = text[start:end]
    start, end = start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
    if start >= end:
        return start, start
    while start > 0 and is_inside(text, start):
        start -= 1
    while end < len(text) and is_inside(text, end):
        end += 1
    return start, end


def is_inside(text, offset):
    """Whether a word or a drawn character goes on across the offset."""
    before, after = text[offset - 1], text[offset]
    if unicodedata.category(after).startswith("M") or MODIFIERS.match(after) or before in JOINERS or after in JOINERS:
        return not before.isspace()
    if REGIONAL_INDICATOR.match(before) and REGIONAL_INDICATOR.match(after):
        run = offset
        while run > 0 and REGIONAL_INDICATOR.match(text[run - 1]):
            run -= 1
        return (offset - run) % 2 == 1  # two letters make a flag
    return is_spaced_letter(before) and is_spaced_letter(after)


def is_spaced_letter(character):
    """A letter, digit or vowel sign of a script that parts words by spaces."""
    if WRITTEN_WITHOUT_SPACES.match(character):
        return False
    return character.isalnum() or unicodedata.category(character).startswith("M")
