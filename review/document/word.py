"""The document as Word: an Outline drawn with named styles that a secretary can edit. No query, no model, no request."""

from copy import deepcopy
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from review.document.wordstyles import prepare
from submissions.paper.word import FIELDS, add, describe, field, styled, write
from submissions.paper.wordstyles import RULE, element
from submissions.texts import normalise

COLUMNS = (Cm(1.2), Cm(8.6), Cm(3.6), Cm(3.6))
CELL = qn("w:tc")


def to_docx(outline):
    """The Outline as the bytes of a .docx file."""
    document = Document()
    prepare(document, outline.language)
    describe(document, title=outline.title, subject=outline.subject, language=outline.language)
    running_lines(document.sections[0], outline)
    head(document, outline)
    boxed(document, outline)
    for part in outline.opening:
        write_part(document, part)
    for section in outline.sections:
        write_section(document, section)
    write_part(document, outline.method)
    write_counts(document, outline)
    write_evidence(document, outline)
    write_table(document, outline.annex)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def running_lines(section, outline):
    """From page two: page and document number above; below on every page the call, and on the first the number of pages."""
    line = section.header.paragraphs[0]
    line.add_run("– ")
    field(line, "PAGE")
    line.add_run(" –")
    if outline.number:
        write(add(section.header, "Header"), outline.number)
    for footer in (section.footer, section.first_page_footer):
        line = footer.paragraphs[0]
        write(line, outline.subject)
        if outline.mark:
            write(line, f" · {outline.mark}").bold = True
        write(line, "\t")
        for piece in outline.page_line:
            field(line, FIELDS[piece]) if piece in FIELDS else write(line, piece)


def head(document, outline):
    """The header block, the author line and the title."""
    table = document.add_table(rows=1, cols=2)
    for cell, lines, style, width in zip(
        table.rows[0].cells, outline.header, ("Council Header", "Council Header Details"), (Cm(10.5), Cm(6.5)), strict=True
    ):
        cell.width = width
        for number, line in enumerate(lines or ("",)):
            write(styled(cell.paragraphs[0], style) if not number else add(cell, style), line)
    if outline.author_line:
        write(add(document, "Author Line"), outline.author_line)
    write(add(document, "Title"), outline.title)


def boxed(document, outline):
    for part in outline.box:
        write_part(document, part, "Box Heading", "Box Text")
    write(add(document, "Box Rule"), "_" * 15)
    write_part(document, outline.references, "Box Heading", "Box Text")


def write_part(document, part, heading="Heading 1", text="Normal"):
    write(add(document, heading), part.heading)
    for line in part.paragraphs:
        write(add(document, text), line)


def write_section(document, section):
    """Heading and head, then what is stated; where nothing is, the counts and quotes."""
    write(add(document, "Heading 1"), f"{section.numeral}\t{section.heading}")
    for line in section.paragraphs:
        write(add(document, "Normal"), line)
    for sentence in section.sentences:
        write_sentence(document, sentence, "Action Line" if section.is_by_line else "List Bullet")
    for part in section.lists:
        write(add(document, "Heading 2"), part.heading)
        for line in part.paragraphs:
            write(add(document, "Normal"), line)
        for sentence in part.sentences:
            write_sentence(document, sentence, "List Bullet")
    if section.states:
        return
    write_groups(document, section.groups)
    if section.quotes:
        write(add(document, "Heading 2"), section.quotes_heading)
    for quote in section.quotes:
        write_quote(document, quote)


def write_sentence(document, sentence, style):
    """A bold lead, a dash and the words; without a lead it is a paragraph."""
    paragraph = add(document, style if sentence.lead else "Normal")
    if sentence.lead:
        write(paragraph, sentence.lead).bold = True
        write(paragraph, " – ")
    for part in sentence.parts:
        write(paragraph, part)


def write_groups(document, groups, heading="Heading 2"):
    for group in groups:
        write(add(document, heading), group.heading)
        for point in group.points:
            write_point(document, point, "List Bullet")


def write_counts(document, outline):
    """What reviewers counted in the sections that state something."""
    sections = [section for section in outline.sections if section.states and section.groups]
    if sections:
        write(add(document, "Heading 1"), outline.counts_heading)
    for section in sections:
        write(add(document, "Heading 2"), f"{section.numeral}. {section.heading}")
        write_groups(document, section.groups, "Heading 3")


def write_evidence(document, outline):
    """Who stands under each statement, by public number, with passages of public copies."""
    if outline.evidence:
        write(add(document, "Heading 1"), outline.evidence_heading)
    for section in outline.evidence:
        write(add(document, "Heading 2"), section.heading)
        for row in section.rows:
            paragraph = add(document, "Evidence")
            write(paragraph, f"{row.number} {row.lead}").bold = True
            for line in row.lines:
                write(paragraph, f" {line}")
            for quote in row.quotes:
                write_quote(document, quote)
        if section.together:
            write(add(document, "Evidence"), section.together)


def write_point(document, point, style):
    """A bold lead and its count, and the points below one level further in."""
    paragraph = add(document, style)
    write(paragraph, point.lead).bold = True
    write(paragraph, f": {point.count}")
    for below in point.below:
        write_point(document, below, "List Bullet 2")


def write_quote(document, quote):
    """A passage in its own direction; where it is from stands in the document's."""
    suffix = " Right-to-Left" if quote.passage.direction == "rtl" else ""
    write(add(document, f"Submission Quote{suffix}"), quote.passage)
    line = add(document, "Submission Quote Source")
    write(line, "— ")
    write(line, quote.name)
    write(line, f", {quote.source}")


def write_table(document, table):
    """A table whose first row is repeated on every page."""
    write(add(document, "Heading 1"), table.heading)
    drawn = document.add_table(rows=1, cols=len(table.columns))
    drawn.autofit = False
    for column, width in zip(drawn.columns, COLUMNS, strict=True):
        column.width = width
    properties = drawn._tbl.tblPr
    lines = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        lines.append(element(f"w:{side}", val="single", sz=4, space=0, color=RULE))
    properties.append(lines)
    properties.append(element("w:tblCaption", val=normalise(table.heading)))
    heading = drawn._tbl.tr_lst[0]
    heading.get_or_add_trPr().append(element("w:cantSplit"))
    for cell, width in zip(heading.tc_lst, COLUMNS, strict=True):
        cell.width = width
        styled(Paragraph(cell.p_lst[0], drawn), "Table Text")
    row = deepcopy(heading)
    heading.trPr.append(element("w:tblHeader"))
    for cell, text in zip(heading.tc_lst, table.columns, strict=True):
        write(styled(Paragraph(cell.p_lst[0], drawn), "Table Heading"), text)
    texts = {}  # thousands of rows repeat a few types and countries: a run is made once for each text
    for values in table.rows:
        drawn._tbl.append(deepcopy(row))
        for cell, text in zip(drawn._tbl[-1].iterchildren(CELL), values, strict=True):
            if text not in texts:
                texts[text] = write(Paragraph(element("w:p"), drawn), text)._r
            cell[-1].append(deepcopy(texts[text]))
