"""What a document is made of: frozen data that the writers draw. No query, no model, no request."""

from dataclasses import dataclass

from submissions.paper.words import Text


@dataclass(frozen=True)
class Link:
    """Words that lead to an absolute address, such as a public number to its page."""

    text: str
    address: str


@dataclass(frozen=True)
class Part:
    """A heading and the paragraphs under it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """One line of a list: a lead, how many submissions it counts, the lines below it, and the count as it is written after the lead."""

    lead: str
    count: int
    below: tuple["Point", ...]
    tail: str


@dataclass(frozen=True)
class Group:
    """Points under a heading, which says of how many submissions they count."""

    heading: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Quote:
    """A passage of a public copy, the name it is published under, where it is from, and that as it is written after the name, a Link."""

    passage: Text
    name: Text
    source: str
    tail: tuple[str | Link, ...]


@dataclass(frozen=True)
class Sentence:
    """One statement: its number, which the annex of evidence names, a bold lead, and its words with those of others among them."""

    number: str
    lead: str
    parts: tuple[str | Text | Link, ...]


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
    """What stands under one statement: who, in lines whose public numbers are links, and some of the published passages."""

    number: str
    lead: str
    lines: tuple[tuple[str | Link, ...], ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class EvidenceOf:
    """The evidence of one section."""

    heading: str
    rows: tuple[EvidenceRow, ...]


@dataclass(frozen=True)
class Table:
    """Rows under names of columns, and lines below; `widths` are the columns' in cm, 17 together, or empty: those of the list of names."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Text | Link, ...], ...]
    widths: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """Counts as a picture of bars, and all of them as a table under it.

    `bars` and `rows` are (label, count); there may be more rows than bars. `alternative` is the picture's alternative text. A writer draws
    the bars itself (`submissions.charts.bars` gives their places for SVG) or takes the pictures of `review.document.pictures`.
    """

    heading: str
    alternative: str
    bars: tuple[tuple[str, int], ...]
    columns: tuple[str, str]
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Statistics:
    """The annex of statistics, of what anybody may read; without charts it is not printed."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()


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
    statistics: Statistics = Statistics()
    linkage: tuple[Table, ...] = ()
    comma: str = ", "  # between the facts of a line
