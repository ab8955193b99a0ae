"""The annex that links Action Lines with objectives of the Global Digital Compact, as far as it may be told (`review/disclosure.py`).

It prints no totals: a total is of submissions that its cells share, and from one beside small cells somebody could reckon what those hold.
"""

from django.utils.translation import gettext as _

from review.counting import READ, UNPUBLISHED, how_public
from review.disclosure import told_parts
from review.document.parts import Table
from review.linkage import coded_passages, linkage_of
from review.models import Excerpt
from submissions.texts import one_line

NOTHING = "–"
WIDTHS = {1: 7.0, 2: 2.6}  # of the columns of words, in cm; those of figures share the rest of the page
PAGE = 17.0


def linkage_annex(call):
    """Two Tables, of all links and of those by type of statement; none of them where there is nothing to tell."""
    codes, records = coded_passages(call)
    passages = Excerpt.objects.filter(answer__submission__call=call).annotate(public=how_public("")).order_by()
    public = {tuple(place): has for *place, has in passages.values_list("answer", "start", "end", "public").iterator(chunk_size=2000)}
    published = [record for record in records if public.get(record[1:4], UNPUBLISHED) != UNPUBLISHED]
    read = [record for record in published if public[record[1:4]] == READ]
    everything = linkage_of(codes, records)
    figures = told(everything, linkage_of(codes, published), linkage_of(codes, read))
    return tuple(table for table in (of_lines(everything, figures), of_types(everything, figures)) if table.rows)


def told(everything, published, read):
    """(line, objective, type) → the figure that may be told; of sub-lines without types, of codes that are part of others none else.

    `published` is the Linkage of the answers that are public, and `read` that of the passages in them that are not struck out.
    """
    lines = {code.pk: code.parent_id for code in everything.lines}
    whole = {code.pk for code in (*everything.objectives, *everything.types) if code.parent_id is None}
    cells, parents = {}, {}
    for key, who in everything.who.items():
        line, objective, kind = key
        if line is None or objective not in whole or (kind is not None and (kind not in whole or lines[line])):
            continue
        answered, readable = published.submissions(*key), read.submissions(*key)
        cells[key] = (len(readable), len(who - answered), len(answered - readable))
        parents[key] = (line, objective, None) if kind else (lines[line], objective, None)
    return {key: figure for key, figure in told_parts(cells, parents).items() if figure}


def of_lines(found, figures):
    """Every Action Line with its figures, and the sub-lines that have any."""
    objectives = top(found.objectives)
    rows = []
    for line in found.lines:
        cells = [figures.get((line.pk, code.pk, None)) for code in objectives]
        if any(cells) or (line.parent_id is None and line.retired_at is None and figures):
            rows.append((one_line(str(line)), *shown(cells)))
    notes = (
        _(
            "Each number is of submissions in which the same words speak of the Action Line and of the objective, as reviewers marked "
            "them. A submission counts once in a number, and in every number whose codes it links; a sub-line’s in its Action Line as well."
        ),
        _("“–” stands for none, or for one or two that are not published. There are no totals, so that none can be told by subtraction."),
        *(f"{code.notation}: {one_line(str(code))}" for code in objectives),
    )
    heading = _("Annex: Action Lines and objectives of the Global Digital Compact")
    return table(heading, (_("Action Line"),), objectives, rows, notes)


def of_types(found, figures):
    """The Action Lines with their figures by type of statement, those rows that have any."""
    objectives, rows = top(found.objectives), []
    for line in top(found.lines):
        for kind in top(found.types):
            cells = [figures.get((line.pk, code.pk, kind.pk)) for code in objectives]
            if any(cells):
                rows.append((one_line(str(line)), one_line(str(kind)), *shown(cells)))
    note = _("As the table before; the same words are of the type of statement as well. Sub-lines are counted in their Action Line.")
    heading = _("Annex: Action Lines and objectives by type of statement")
    return table(heading, (_("Action Line"), _("Type of statement")), objectives, rows, (note,))


def top(codes):
    return [code for code in codes if code.parent_id is None]


def shown(cells):
    return tuple(str(figure) if figure else NOTHING for figure in cells)


def table(heading, words, objectives, rows, notes):
    widths = [WIDTHS[number] for number in range(1, len(words) + 1)]
    each = (PAGE - sum(widths)) / max(1, len(objectives))
    columns = (*words, *(code.notation for code in objectives))
    return Table(heading, columns, tuple(rows), (*widths, *(each for _code in objectives)), notes)
