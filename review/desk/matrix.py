"""The matrix on the desk: rows and columns are chosen, the rest is filtered by, and each figure leads to its quotes."""

from dataclasses import dataclass

from django import forms
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_safe

from review.codebook_versions import named
from review.desk.access import call_for, demand
from review.desk.files import table_file
from review.desk.lookforms import FilterForm
from review.desk.workbench import demand_coding, frame
from review.matrix import Dimension, Line, Unit, matrix
from review.moving import move_excerpts

CODEBOOK = "codebook"
TOTAL = Line(None, gettext_lazy("Any"))


class MatrixForm(FilterForm):
    no_filters = ("rows", "columns", "unit")
    field_order = ("rows", "columns", "unit", "code", "facet", "question", "type", "region")
    rows = forms.ChoiceField(label=_("Rows"), required=False, choices=Dimension.choices)
    columns = forms.ChoiceField(label=_("Columns"), required=False, choices=Dimension.choices)
    unit = forms.ChoiceField(label=_("Count"), required=False, choices=Unit.choices)

    def __init__(self, call, data):
        chosen = {name: data.get(name) for name in ("rows", "columns") if data.get(name)}
        super().__init__(call, {"rows": Dimension.CODE, "columns": Dimension.TYPE, **data.dict(), **chosen})

    def clean(self):
        data = super().clean()
        if data.get("rows") and data.get("rows") == data.get("columns"):
            self.add_error("columns", _("Rows and columns are the same; choose another for one of them."))
        return data

    def dimensions(self):
        """The keywords of `matrix` that are not filters."""
        return {name: self.cleaned_data[name] for name in self.no_filters}


@dataclass(frozen=True)
class Cell:
    """One figure: how many, of how many who answered (None where that says nothing), and the query of its quotes."""

    count: int
    answered: int | None
    query: str

    @property
    def percent(self):
        return round(100 * self.count / self.answered) if self.answered else None


@require_safe
def matrix_page(request, pk):
    """The matrix, and under it how it counts."""
    demand_coding(request, "view")
    call = call_for(request, pk)
    form = MatrixForm(call, request.GET)
    context = {
        "title": gettext("Matrix"),
        "call": call,
        "form": form,
        "query": form.address(),
        "codebook": named(call),
        "may_export": request.user.has_perm("submissions.export_internal"),
    }
    if form.is_valid():
        move_excerpts(call=call)
        found = matrix(call, **form.dimensions(), **form.filters)
        context |= {"matrix": found, "columns": (TOTAL, *found.columns), "lines": list(lines(found, form))}
        context |= {"by_row": Dimension.CODE not in found.dimensions[:1], "labels": [Dimension(name).label for name in found.dimensions]}
        context |= {"answered": [found.of(None, column.value) for column in context["columns"]]}
    return render(request, "admin/review/matrix.html", frame(request) | context, status=200 if form.is_valid() else 400)


def lines(found, form):
    """(row, its Cells, how many answered): the total over all rows first."""
    for row in (TOTAL, *found.rows):
        yield row, [cell(found, form, row, column) for column in (TOTAL, *found.columns)], found.of(row.value)


def cell(found, form, row, column):
    """The Cell at a row and a column."""
    places = {name: line.value for name, line in zip(found.dimensions, (row, column), strict=True) if line.value is not None}
    query = form.address(rows=None, columns=None, unit=None, **places)
    answered = found.of(row.value, column.value) if form.cleaned_data["unit"] == Unit.SUBMISSIONS else None
    return Cell(found.count(row.value, column.value), answered, query)


@require_GET
def export_matrix(request, pk, format):
    """The matrix as a table, with who answered in its last row or column, and an Event."""
    call = call_for(request, pk, "export")
    form = MatrixForm(call, request.GET)
    back = f"{reverse('admin:review_matrix', args=(call.pk,))}?{request.GET.urlencode()}"
    if not form.is_valid():
        demand(request, "view")
        return redirect(back)
    move_excerpts(call=call)
    columns, records = table(matrix(call, **form.dimensions(), **form.filters))
    columns, records = (*columns, CODEBOOK), [{**record, CODEBOOK: named(call)} for record in records]
    return table_file(request, call, records, what="matrix", format=format, columns=columns, back=back)


def table(found):
    """(columns, dicts) of a matrix: labels down the side and along the top, who answered at both ends."""
    heading = f"{Dimension(found.dimensions[0]).label} / {Dimension(found.dimensions[1]).label}"
    answered = gettext("Answered")
    names = {column: str(column.label) for column in (TOTAL, *found.columns)}
    records = []
    for row in (TOTAL, *found.rows):
        counts = {name: found.count(row.value, column.value) for column, name in names.items()}
        records.append({heading: str(row.label), **counts, answered: found.of(row.value)})
    last = {heading: answered, **{name: found.of(None, column.value) for column, name in names.items()}, answered: found.of()}
    return (heading, *names.values(), answered), [*records, last]
