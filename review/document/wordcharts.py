"""The annex of statistics in Word: each chart as a picture with alternative text, and its table. No query, no model, no request."""

from io import BytesIO

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm

from review.document.pictures import pictures
from review.document.wordtemplate import room
from submissions.paper.word import add, styled, write
from submissions.paper.wordstyles import RULE, element
from submissions.texts import normalise

PICTURE = Cm(16.5)
COUNTS = Cm(2.5)


def write_statistics(document, outline):
    if not outline.statistics.charts:
        return
    write(add(document, "Heading 1"), outline.statistics.heading)
    for line in outline.statistics.paragraphs:
        write(add(document, "Normal"), line)
    for chart, picture in zip(outline.statistics.charts, pictures(outline), strict=True):
        write(add(document, "Heading 2"), chart.heading)
        write_picture(document, picture, chart)
        write_counts(document, chart)


def write_picture(document, picture, chart):
    paragraph = add(document, "Chart")
    inline = paragraph.add_run().add_picture(BytesIO(picture), width=min(PICTURE, room(document)))._inline
    for side in ("distT", "distB", "distL", "distR"):
        inline.set(side, "0")
    properties = inline.docPr
    properties.set("title", normalise(chart.heading))
    properties.set("descr", normalise(chart.alternative))


def write_counts(document, chart):
    """Every count of a chart; the first row is repeated on every page."""
    widths = (room(document) - COUNTS, COUNTS)
    table = document.add_table(rows=0, cols=len(widths))
    table.autofit = False
    ruled(table, chart.heading)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for style, values in (("Table Heading", chart.columns), *(("Table Text", (label, str(count))) for label, count in chart.rows)):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        for cell, text, width in zip(row.cells, values, widths, strict=True):
            cell.width = width
            write(styled(cell.paragraphs[0], style), text)
        row.cells[-1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    table._tbl.tr_lst[0].trPr.append(element("w:tblHeader"))


def ruled(table, caption):
    """Rules above, below and between the rows of a table, and what it is called."""
    lines = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        lines.append(element(f"w:{side}", val="single", sz=4, space=0, color=RULE))
    table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(lines)  # the order of these elements is fixed
    table._tbl.tblPr.append(element("w:tblCaption", val=normalise(caption)))
