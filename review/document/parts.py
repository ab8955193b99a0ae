"""What a document is made of: frozen data that the writers draw. No query, no model, no request."""

import re
import unicodedata
from dataclasses import dataclass

from submissions.texts import normalise
from submissions.vocabulary import direction


@dataclass(frozen=True)
class Text:
    """Words of others, with their language and direction ("ltr" or "rtl")."""

    text: str
    language: str
    direction: str


TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def words(text, language):
    """A Text whose direction follows most of its letters, and its language where it has none; no language tag reads as "und"."""
    text, language = normalise(text), language if TAG.fullmatch(language) else "und"
    letters = [unicodedata.bidirectional(c) for c in text]
    leftward, rightward = sum(c in ("R", "AL") for c in letters), letters.count("L")
    return Text(text, language, direction(language) if leftward == rightward else "rtl" if leftward > rightward else "ltr")


@dataclass(frozen=True)
class Part:
    """A heading and the paragraphs under it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """One line of a list: a lead, how many submissions it counts, and the lines below it."""

    lead: str
    count: int
    below: tuple["Point", ...] = ()


@dataclass(frozen=True)
class Group:
    """Points under a heading, which says of how many submissions they count."""

    heading: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Quote:
    """A passage of a public copy, with the name it is published under and where it is from."""

    passage: Text
    name: Text
    source: str


@dataclass(frozen=True)
class Section:
    numeral: str
    heading: str
    paragraphs: tuple[str, ...]
    groups: tuple[Group, ...]
    quotes_heading: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Table:
    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Text, ...], ...]


@dataclass(frozen=True)
class Outline:
    """The whole document, in its order. `header` is (left lines, right lines); `box` ends with the references, below a rule."""

    language: str
    title: str
    subject: str
    number: str
    header: tuple[tuple[str, ...], tuple[str, ...]]
    author_line: str
    box: tuple[Part, ...]
    references: Part
    opening: tuple[Part, ...]
    sections: tuple[Section, ...]
    method: Part
    annex: Table
    page_label: str
    of_label: str
    uncovered_label: str
