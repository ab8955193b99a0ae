"""What differs between two Outlines, part by part and word by word. No query, no model, no request."""

from collections import Counter
from dataclasses import dataclass

from submissions.differences import MOST_WORK, Work, differences


@dataclass(frozen=True)
class Change:
    """One part of the document that reads otherwise: its heading, the document's language, and the Pieces of both texts."""

    label: str
    language: str
    pieces: tuple


def changes_between(before, after):
    """The Changes from one Outline to another, in the order of the newer; parts that only the older has stand last."""
    older, newer = texts_of(before), texts_of(after)
    left, work = {key: text for key, text in older.items() if key not in newer}, Work(MOST_WORK)
    return [
        Change(key[0], after.language, tuple(differences(older.get(key, ""), text, work)))
        for key, text in (newer | dict.fromkeys(left, "")).items()
        if older.get(key, "") != text
    ]


def texts_of(outline):
    """(heading, how often it came before) → its text, a line for each paragraph, statement and row, in the document's order."""
    found, seen = {}, Counter()
    for heading, lines in parts_of(outline):
        found[heading, seen[heading]] = "\n".join(lines)
        seen[heading] += 1
    return found


def parts_of(outline):
    yield outline.title, (" · ".join(lines) for lines in (*outline.header, (outline.author_line,)))
    for part in (*outline.box, outline.references, *outline.opening):
        yield part.heading, part.paragraphs
    for section in outline.sections:
        yield section.heading, (*section.paragraphs, *map(said, section.sentences), *points_of(section), *map(quoted, section.quotes))
        for part in section.lists:
            yield part.heading, (*part.paragraphs, *map(said, part.sentences))
    for chart in outline.statistics.charts:
        yield f"{outline.statistics.heading}: {chart.heading}", (f"{label}: {count}" for label, count in chart.rows)
    yield outline.method.heading, outline.method.paragraphs
    for section in outline.evidence:
        rows = (f"{row.number} {row.lead} {' '.join(map(plain, row.lines))}" for row in section.rows)
        quotes = (quoted(quote) for row in section.rows for quote in row.quotes)
        yield f"{outline.evidence_heading}: {section.heading}", (*rows, *quotes)
    for table in (*outline.linkage, outline.annex):
        yield table.heading, (plain(row, " · ") for row in table.rows)


def points_of(section):
    for group in section.groups:
        yield group.heading
        yield from (f"{point.lead}: {point.count}" for point in flat(group.points))


def flat(points):
    for point in points:
        yield point
        yield from flat(point.below)


def said(sentence):
    return f"{sentence.number} {sentence.lead} – {plain(sentence.parts)}" if sentence.lead else f"{sentence.number} {plain(sentence.parts)}"


def quoted(quote):
    return f"“{quote.passage.text}” – {quote.name.text}, {quote.source}"


def plain(pieces, between=""):
    """Words and links without what marks them."""
    return between.join(getattr(piece, "text", piece) for piece in ((pieces,) if isinstance(pieces, str) else pieces))
