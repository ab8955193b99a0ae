"""What a document is made of: frozen data that the writers draw. No query, no model, no request."""

from dataclasses import dataclass

from submissions.paper.words import Text


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
class Sentence:
    """One statement: its number, which the annex of evidence names, a bold lead, and its words with those of others among them."""

    number: str
    lead: str
    parts: tuple[str | Text, ...]


@dataclass(frozen=True)
class SubList:
    """A list with a heading of its own within a section."""

    heading: str
    paragraphs: tuple[str, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Section:
    """A numbered section. Where it states something, its groups go to the annex of counts; `is_by_line`: a line without a dash each."""

    numeral: str
    heading: str
    paragraphs: tuple[str, ...]
    groups: tuple[Group, ...]
    quotes_heading: str
    quotes: tuple[Quote, ...]
    sentences: tuple[Sentence, ...] = ()
    lists: tuple[SubList, ...] = ()
    is_by_line: bool = False
    states: bool = False


@dataclass(frozen=True)
class EvidenceRow:
    """What stands under one statement: who, in lines, and some of the published passages."""

    number: str
    lead: str
    lines: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class EvidenceOf:
    """The evidence of one section; `together` says what is told for several of its statements at once."""

    heading: str
    rows: tuple[EvidenceRow, ...]
    together: str


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
    page_line: tuple[str, ...]
    uncovered_label: str
    mark: str = ""  # below on every page, while it is a draft
    counts_heading: str = ""
    evidence_heading: str = ""
    evidence: tuple[EvidenceOf, ...] = ()
