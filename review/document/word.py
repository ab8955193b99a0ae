"""The document as Word: an Outline drawn with named styles that a secretary can edit. No query, no model, no request."""

from copy import deepcopy
from hashlib import sha256
from io import BytesIO

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from review.document.parts import Link
from review.document.wordcharts import ruled, write_statistics
from review.document.wordmark import watermark
from review.document.wordscripts import suit
from review.document.wordtemplate import based_on, blank, room, says_nothing
from submissions.paper.word import FIELDS, add, describe, field, styled, write
from submissions.paper.wordstyles import LANGUAGES, WIDTH, element

COLUMNS = (0.07, 0.51, 0.21, 0.21)  # shares of the width
CELL = qn("w:tc")
ROUNDED = 1000  # in Word's own unit, of which a centimetre has 360,000


def to_docx(outline, template=b""):
    """The Outline as the bytes of a .docx file; on a template, a .docx file with our named styles, it looks as that one does."""
    language = LANGUAGES.get(outline.language, outline.language)
    document = based_on(template, language) if template else blank(language)
    describe(document, title=outline.title, subject=outline.subject, language=language)
    running_lines(document, outline)
    head(document, outline)
    boxed(document, outline)
    for part in outline.opening:
        write_part(document, part)
    for section in outline.sections:
        write_section(document, section)
    write_part(document, outline.method)
    write_statistics(document, outline)
    write_counts(document, outline)
    for table in outline.linkage:
        write_table(document, table)
    write_evidence(document, outline)
    write_table(document, outline.annex)
    suit(document, outline.language)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def running_lines(document, outline):
    """From page two: page and document number above; below on every page the call, and on the first the number of pages.

    What a template has there stays; below it, and across every page, is said that the document is a draft.
    """
    section, width = document.sections[0], room(document)
    is_first_apart = section.different_first_page_header_footer
    if says_nothing(section.header):
        line = styled(section.header.paragraphs[0], "Header")
        line.add_run("– ")
        field(line, "PAGE")
        line.add_run(" –")
        if outline.number:
            write(add(section.header, "Header"), outline.number)
    for header in (section.header, *((section.first_page_header,) if is_first_apart else ())) if outline.mark else ():
        header.paragraphs[0].add_run()._r.append(watermark(outline.mark))
    for footer in (section.footer, *((section.first_page_footer,) if is_first_apart else ())):
        if not says_nothing(footer):
            if outline.mark:
                write(add(footer, "Footer"), outline.mark).bold = True
            continue
        line = styled(footer.paragraphs[0], "Footer")
        if abs(width - WIDTH) > ROUNDED:  # a template's page is wider or narrower than ours
            line.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
        write(line, outline.subject)
        if outline.mark:
            write(line, f" · {outline.mark}").bold = True
        write(line, "\t")
        for piece in outline.page_line:
            field(line, FIELDS[piece]) if piece in FIELDS else write(line, piece)


def head(document, outline):
    """The header block, the author line and the title."""
    table = document.add_table(rows=1, cols=2)
    styles, shares = ("Council Header", "Council Header Details"), (0.62, 0.38)
    for cell, lines, style, share in zip(table.rows[0].cells, outline.header, styles, shares, strict=True):
        cell.width = round(room(document) * share)
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
    write_pieces(paragraph, sentence.parts)


def write_pieces(paragraph, pieces):
    """Runs one after the other; a Link is one that leads to its address."""
    for piece in pieces:
        write_link(paragraph, piece.text, piece.address) if isinstance(piece, Link) else write(paragraph, piece)


def write_link(paragraph, text, address):
    """A hyperlink whose relationship is named after its page: to look it up among thousands takes a document's time squared.

    The part of the page stands beside the address, as Word writes it.
    """
    page, _mark, part = address.partition("#")
    relations, key = paragraph.part.rels, f"link{sha256(page.encode()).hexdigest()[:16]}"
    if key not in relations:
        relations.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, page, key, is_external=True)
    link, run = element("w:hyperlink"), write(paragraph, text)
    link.set(qn("r:id"), key)
    if part:
        link.set(qn("w:anchor"), part)
    run._r.get_or_add_rPr().insert(0, element("w:rStyle", val="Hyperlink"))
    link.append(run._r)
    paragraph._p.append(link)


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
            paragraph.paragraph_format.keep_with_next = bool(row.quotes) or None
            write(paragraph, f"{row.number} {row.lead}").bold = True
            for line in row.lines:
                write_pieces(paragraph, (" ", *line))
            for quote in row.quotes:
                write_quote(document, quote)


def write_point(document, point, style):
    """A bold lead and its count, and the points below one level further in."""
    paragraph = add(document, style)
    write(paragraph, point.lead).bold = True
    write(paragraph, point.tail)
    for below in point.below:
        write_point(document, below, "List Bullet 2")


def write_quote(document, quote):
    """A passage in its own direction; where it is from stands in the document's."""
    suffix = " Right-to-Left" if quote.passage.direction == "rtl" else ""
    write(add(document, f"Submission Quote{suffix}"), quote.passage)
    line = add(document, "Submission Quote Source")
    write(line, "— ")
    write(line, quote.name)
    write_pieces(line, quote.tail)


def write_table(document, table):
    """A table whose first row is repeated on every page, its lines below; a row's address stands under its name, to be read in print."""
    write(add(document, "Heading 1"), table.heading)
    drawn = document.add_table(rows=1, cols=len(table.columns))
    drawn.autofit = False
    shares = table.widths or COLUMNS
    widths = [round(room(document) * share / sum(shares)) for share in shares]
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = width
    ruled(drawn, table.heading)
    heading = drawn._tbl.tr_lst[0]
    heading.get_or_add_trPr().append(element("w:cantSplit"))
    for cell, width in zip(heading.tc_lst, widths, strict=True):
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
            if isinstance(text, Link):
                write(Paragraph(cell[-1], drawn), text.text)
                continue
            if text not in texts:
                texts[text] = write(Paragraph(element("w:p"), drawn), text)._r
            cell[-1].append(deepcopy(texts[text]))
        if isinstance(values[0], Link):
            named = drawn._tbl[-1].tc_lst[1]
            named.append(deepcopy(row.tc_lst[1][-1]))
            write_link(Paragraph(named[-1], drawn), values[0].address, values[0].address)
    for line in table.notes:
        write(add(document, "Table Note"), line)
