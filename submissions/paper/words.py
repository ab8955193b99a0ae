"""Words of others as a document writes them: with their language and direction. No query, no model, no request."""

import re
import unicodedata
from dataclasses import dataclass

from submissions.texts import normalise
from submissions.vocabulary import direction

MOST_LINES = 5_000  # of one answer: 40 characters each in the longest that is taken; a hundred thousand take a quarter of a minute


@dataclass(frozen=True)
class Text:
    """Words of others, with their language and direction ("ltr" or "rtl")."""

    text: str
    language: str
    direction: str


PAGE, PAGES = "%page", "%pages"
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def words(text, language):
    """A Text whose direction follows most of its letters, and its language where it has none; no language tag reads as "und"."""
    text, language = normalise(text), language if TAG.fullmatch(language) else "und"
    letters = [unicodedata.bidirectional(c) for c in text]
    leftward, rightward = sum(c in ("R", "AL") for c in letters), letters.count("L")
    return Text(text, language, direction(language) if leftward == rightward else "rtl" if leftward > rightward else "ltr")


def page_line(sentence):
    """A sentence with %(number)s and %(last)s in pieces: among them `PAGE` and `PAGES`, in whose place the document counts."""
    said = sentence % {"number": f"|{PAGE}|", "last": f"|{PAGES}|"}
    return tuple(piece for piece in said.split("|") if piece)


def printed(text):
    """The text as it is set: in lines, or run together with " / " where setting so many lines would hold up the server."""
    return text if text.count("\n") <= MOST_LINES else " / ".join(line for line in text.splitlines() if line)
