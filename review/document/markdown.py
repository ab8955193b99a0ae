"""The document as Markdown (CommonMark, with GitHub's tables): an Outline as plain text. No query, no model, no request."""

import re
from urllib.parse import quote as percent

from review.document.parts import Link
from submissions.paper.words import Text
from submissions.texts import normalise

ACTIVE = re.compile(
    r"[\\`*_{}\[\]<>#|~&@$^=+]|:(?=\S|$)|(?<=www)\.", re.IGNORECASE | re.MULTILINE
)  # what marks, links or begins HTML anywhere
AT_START = re.compile(r"^(\d+(?=[.)])|(?=[-:]))")  # a list, a rule, an underline
ISOLATE, END_ISOLATE = "\u2067", "\u2069"  # words from right to left among others
IN_ADDRESS = ":/?#@!$'*+,;=%~-._"


def to_markdown(outline):
    """The Outline as the bytes of a .md file in which no text of people is markup, a link or HTML."""
    return ("\n\n".join(block for block in document(outline) if block) + "\n").encode()


def document(outline):
    """The blocks of the document in its order; an empty one is left out."""
    yield from (block("\n".join(lines)) for lines in outline.header)
    yield bold(outline.author_line)
    yield heading(1, outline.title)
    yield bold(outline.mark)
    for part in (*outline.box, outline.references):
        yield from part_of(part)
    yield "---"
    for part in outline.opening:
        yield from part_of(part)
    for section in outline.sections:
        yield from section_of(section)
    yield from part_of(outline.method)
    yield from statistics(outline.statistics)
    yield from counts(outline)
    for one in outline.linkage:
        yield from table(one)
    yield from evidence(outline)
    yield from table(outline.annex)


def plain(text):
    """Words as they are: every character that Markdown reads as more stands behind a backslash."""
    return ACTIVE.sub(r"\\\g<0>", normalise(text))


def block(text):
    """A text in its lines; an empty line ends a paragraph."""
    return guarded(plain(text).strip())


def guarded(markdown):
    """Lines of a paragraph that begin no list, heading or table, with a backslash where the next one begins."""
    lines = [AT_START.sub(r"\1\\", line.strip(" \t")) for line in markdown.split("\n")]
    return "\n".join(f"{line}\\" if line and after else line for line, after in zip(lines, (*lines[1:], ""), strict=True))


def bold(text):
    words = " ".join(plain(text).split("\n")).strip()
    return f"**{words}**" if words else ""


def heading(level, text):
    words = " ".join(plain(text).split("\n")).strip()
    return f"{'#' * level} {words}" if words else ""


def inline(piece):
    """A piece of a line: a text, words of others, or a Link."""
    if isinstance(piece, Link):
        return f"[{inline(piece.text)}]({percent(normalise(piece.address), safe=IN_ADDRESS)})"
    words = " ".join(plain(piece.text if isinstance(piece, Text) else piece).split("\n"))
    return f"{ISOLATE}{words}{END_ISOLATE}" if isinstance(piece, Text) and piece.direction == "rtl" else words


def joined(pieces):
    """The pieces of a line; an exclamation mark before a Link makes no picture of it."""
    return "".join(map(inline, pieces)).replace("![", "\\![")


def part_of(part, level=2):
    yield heading(level, part.heading)
    yield from map(block, part.paragraphs)


def section_of(section):
    yield heading(2, f"{section.numeral}. {section.heading}")
    yield from map(block, section.paragraphs)
    yield from sentences(section.sentences, by_line=section.is_by_line)
    for part in section.lists:
        yield from part_of(part, level=3)
        yield from sentences(part.sentences)
    if not section.states:
        yield from groups(section.groups, 3)
        yield heading(3, section.quotes_heading) if section.quotes else ""
        yield from map(quoted, section.quotes)


def sentences(them, by_line=False):
    """A paragraph each; those with a lead are lines of one list where they follow each other."""
    items = []
    for sentence in them:
        words = joined(sentence.parts).strip()
        if sentence.lead and not by_line:
            items.append(f"- {bold(sentence.lead)} – {words}")
            continue
        yield "\n".join(items)
        items = []
        yield guarded(f"{bold(sentence.lead)} – {words}" if sentence.lead else words)
    yield "\n".join(items)


def groups(them, level):
    for group in them:
        yield heading(level, group.heading)
        yield "\n".join(line for point in group.points for line in points(point))


def points(point, indent=""):
    yield f"{indent}- {bold(point.lead)}{inline(point.tail)}"
    for below in point.below:
        yield from points(below, f"{indent}  ")


def statistics(it):
    """What each chart says in words, and its table; a picture would be another file."""
    yield from part_of(it) if it.charts else ()
    for chart in it.charts:
        yield heading(3, chart.heading)
        yield block(chart.alternative)
        yield rows_of(chart.columns, ((label, str(count)) for label, count in chart.rows))


def counts(outline):
    sections = [section for section in outline.sections if section.states and section.groups]
    yield heading(2, outline.counts_heading) if sections else ""
    for section in sections:
        yield heading(3, f"{section.numeral}. {section.heading}")
        yield from groups(section.groups, 4)


def evidence(outline):
    yield heading(2, outline.evidence_heading) if outline.evidence else ""
    for section in outline.evidence:
        yield heading(3, section.heading)
        for row in section.rows:
            lines = " ".join(map(joined, row.lines))
            yield f"{bold(f'{row.number} {row.lead}')} {lines}"
            yield from map(quoted, row.quotes)


def quoted(quote):
    """A passage as a block quote, and below it whose it is."""
    said = f"{block(quote.passage.text)}\n\n— {inline(quote.name)}{joined(quote.tail)}"
    return "\n".join(f"> {line}".rstrip() for line in said.strip().split("\n"))


def table(it):
    yield heading(2, it.heading)
    yield rows_of(it.columns, it.rows)
    yield from map(block, it.notes)


def rows_of(columns, rows):
    """A table of GitHub's kind."""
    return "\n".join("| " + " | ".join(map(inline, row)) + " |" for row in (columns, ("---",) * len(columns), *rows))
