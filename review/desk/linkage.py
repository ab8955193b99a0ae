"""The linkage matrix on the desk: each figure in parts by type of statement, each leading to its quotes; as a workbook to take out."""

from dataclasses import dataclass

from django import forms
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_safe

from review.codebook_versions import named
from review.desk.access import call_for, demand
from review.desk.charts import stack
from review.desk.files import sheets_file
from review.desk.lookforms import FilterForm
from review.desk.workbench import demand_coding, frame
from review.linkage import LINE, Link, linkage
from review.moving import move_excerpts
from review.quotes import ANY
from submissions.statistics import is_mirrored

COLOURS = 6  # of the parts of a bar, then again


class LinkageForm(FilterForm):
    """Which links are counted: of one type of statement or of any, how the codes are linked, and of which submissions."""

    no_filters = ("statement", "link")
    field_order = ("statement", "link", "question", "type", "region")
    code = facet = coder = anchor = words = None
    statement = forms.TypedChoiceField(label=_("Type of statement"), required=False, coerce=int, empty_value=None)
    link = forms.ChoiceField(label=_("Linked by"), required=False, choices=Link.choices)

    first = property(lambda self: [self[name] for name in self.field_order])
    more = property(lambda self: [field for field in self if field.name not in self.field_order])

    @property
    def statement_chosen(self):
        """The chosen type of statement in words, "" for any."""
        return dict(self.fields["statement"].choices).get(self.cleaned_data["statement"], "").strip()


@dataclass(frozen=True)
class Figure:
    """How many submissions, the query of their quotes, and (type of statement, Part) pairs, which may be more than the whole together."""

    count: int
    query: str
    parts: tuple = ()


@dataclass(frozen=True)
class Row:
    """One line of the matrix; `parts` are the rows of its sub-lines."""

    label: str
    figures: tuple
    raised: Figure | None
    parts: tuple = ()


@require_safe
def linkage_page(request, pk):
    """The linkage matrix, and under it how it counts."""
    demand_coding(request, "view")
    call = call_for(request, pk)
    form = LinkageForm(call, request.GET)
    context = {
        "title": gettext("Action Lines and the Global Digital Compact"),
        "call": call,
        "form": form,
        "query": form.address(),
        "codebook": named(call),
        "may_export": request.user.has_perm("submissions.export_internal"),
    }
    if form.is_valid():
        move_excerpts(call=call)
        found = linkage(call, form.cleaned_data["link"], **form.filters)
        context |= {"linkage": found, "rows": list(rows(found, form)), "raised": [raised(found, form, code) for code in found.objectives]}
        context |= {"types": [(colour(number), kind) for number, kind in enumerate(found.types)]}
    return render(request, "admin/review/linkage.html", frame(request) | context, status=200 if form.is_valid() else 400)


def colour(number):
    return f"type-{number % COLOURS + 1}"


def rows(found, form):
    """The Row of all Action Lines, then of each, with those of its sub-lines."""
    shown = {code.pk for code in found.lines}
    yield Row(gettext("Any Action Line"), figures(found, form, None), None)
    for line in found.lines:
        if line.parent_id not in shown:
            parts = tuple(row(found, form, part) for part in found.lines if part.parent_id == line.pk)
            yield row(found, form, line, parts)


def row(found, form, line, parts=()):
    return Row(str(line), figures(found, form, line.pk), raised(found, form, line), parts)


def figures(found, form, line):
    """The total over the objectives, then a Figure for each."""
    return tuple(figure(found, form, line, objective) for objective in (None, *(code.pk for code in found.objectives)))


def figure(found, form, line, objective):
    chosen = form.cleaned_data["statement"]
    place = {"code": line, "facet": "" if line else LINE, "objective": objective or ANY}
    count = found.count(line, objective, chosen)
    if chosen or not count:
        return Figure(count, form.address(**place))
    made = [(number, kind) for number, kind in enumerate(found.types) if found.count(line, objective, kind.pk)]
    parts = [
        (colour(number), kind, found.count(line, objective, kind.pk), form.address(**place, statement=kind.pk)) for number, kind in made
    ]
    bar = stack(parts, mirrored=is_mirrored())
    return Figure(count, form.address(**place), tuple(zip([kind for _number, kind in made], bar, strict=True)))


def raised(found, form, code):
    return Figure(found.raising(code.pk), form.address(code=code.pk, statement=None, link=None))


@require_GET
def export_linkage(request, pk):
    """The matrix as a workbook, a sheet for all links and one for each type of statement, and an Event."""
    call = call_for(request, pk, "export")
    form = LinkageForm(call, request.GET)
    back = f"{reverse('admin:review_linkage', args=(call.pk,))}?{request.GET.urlencode()}"
    if not form.is_valid():
        demand(request, "view")
        return redirect(back)
    move_excerpts(call=call)
    found = linkage(call, form.cleaned_data["link"], **form.filters)
    kinds = [kind for kind in found.types if form.cleaned_data["statement"] in (None, kind.pk)]
    sheets = [sheet(found, form, call, kind) for kind in (*([] if form.cleaned_data["statement"] else [None]), *kinds)]
    return sheets_file(request, call, sheets, what="linkage", back=back)


def sheet(found, form, call, kind):
    """(name, rows of texts) of the links with one type of statement, or with None of all: what is counted, then the table."""
    name = str(kind) if kind else gettext("All")
    objectives = [None, *found.objectives]
    heads = [gettext("Any objective"), *(f"{code.notation}: {code}" for code in found.objectives)]
    about = [
        [gettext("Action Lines and objectives of the Global Digital Compact"), call.title],
        [gettext("Type of statement"), name],
        [gettext("Counted"), gettext("Submissions that link the Action Line and the objective; each counts once in each number.")],
        [gettext("Linked by"), str(Link(form.cleaned_data["link"]).label)],
        *([str(label), str(value)] for label, value in form.chosen),
        [gettext("Date"), date_format(timezone.localtime(), "j F Y, H:i e")],
        [gettext("Codebook"), named(call)],
        [],
    ]
    table = [[gettext("Action Line"), *heads, gettext("Raised at all")]]
    for line in (None, *found.lines):
        counts = [found.count(line and line.pk, code and code.pk, kind and kind.pk) for code in objectives]
        label = f"{'\u2003' if line.parent_id else ''}{line}" if line else gettext("Any Action Line")
        table.append([label, *map(str, counts), str(found.raising(line.pk)) if line else ""])
    last = [gettext("Raised at all"), "", *(str(found.raising(code.pk)) for code in found.objectives), ""]
    return name, [*about, *table, last]
