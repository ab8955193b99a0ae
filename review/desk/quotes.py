"""Quotes by code: the passages of a call by filters, to read, to copy, to print and to take out; the workspace's addresses hang here."""

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_safe

from review import exports, quotes
from review.codebook_versions import named
from review.desk import activity, campaigns, linkage, matrix, refi
from review.desk import coding as workspace
from review.desk.access import call_for, demand
from review.desk.files import table_file
from review.desk.lookforms import QuotesForm
from review.desk.workbench import demand_coding, frame
from review.models.coding import Coding
from review.moving import move_excerpts, to_place
from submissions.admin import ReadOnlyAdmin
from submissions.models.call import Call

ROWS, PRINTED = 50, 2000


@admin.register(Coding)
class QuotesDesk(ReadOnlyAdmin):
    """Codings are made and removed in the workspace, nowhere else; here they are looked at together."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("quotes/<int:pk>/", view(quotes_page), name="review_quotes"),
            path("quotes/<int:pk>/quotes.<str:format>", view(export_quotes), name="review_export_quotes"),
            path("quotes/<int:pk>/project.qdpx", view(refi.export_project), name="review_export_qdpx"),
            path("matrix/<int:pk>/", view(matrix.matrix_page), name="review_matrix"),
            path("matrix/<int:pk>/matrix.<str:format>", view(matrix.export_matrix), name="review_export_matrix"),
            path("linkage/<int:pk>/", view(linkage.linkage_page), name="review_linkage"),
            path("linkage/<int:pk>/linkage.xlsx", view(linkage.export_linkage), name="review_export_linkage"),
            path("campaigns/<int:pk>/", view(campaigns.campaigns_page), name="review_campaigns"),
            path("campaigns/question/<int:pk>/confirm/", view(campaigns.confirm_campaign), name="review_confirm_campaign"),
            path("campaigns/campaign/<int:pk>/take-back/", view(campaigns.take_back_campaign), name="review_take_back_campaign"),
            path("activity/<int:pk>/", view(activity.activity_page), name="review_activity"),
            path("activity/<int:pk>/activity.<str:format>", view(activity.export_activity), name="review_export_activity"),
            *workspace.addresses(view),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        """On to the quotes of the call that the address names, else of the one that closes last."""
        demand_coding(request, "view")
        query = request.GET.copy()
        named = query.pop("code__call__id__exact", [""])[-1]
        calls = Call.objects.order_by("-closes_at")
        call = calls.filter(pk=named).first() if named.isdecimal() and len(named) < 16 else calls.first()
        if call is None:
            messages.info(request, gettext("There is no call yet, so there are no quotes."))
            return redirect("admin:index")
        return redirect(f"{reverse('admin:review_quotes', args=(call.pk,))}?{query.urlencode()}")

    def has_view_permission(self, request, obj=None):
        """Quotes are texts of submissions, published or not."""
        return super().has_view_permission(request, obj) and request.user.has_perm("submissions.view_submission")


@require_safe
def quotes_page(request, pk):
    """Passages with every code on them, 50 a page; with `print` all of them, up to 2,000, on one."""
    demand_coding(request, "view")
    call = call_for(request, pk)
    form = QuotesForm(call, request.GET)
    found = quotes.Found((), 0, 0)
    if form.is_valid():
        move_excerpts(call=call)
        found = quotes.find(call, in_text_order=form.cleaned_data["order"] == "text", **form.filters)
    printing = "print" in request.GET
    page = Paginator(found.passages, PRINTED if printing else ROWS).get_page(request.GET.get("page"))
    context = {
        "title": gettext("Quotes by code"),
        "call": call,
        "form": form,
        "found": found,
        "page": page,
        "passages": quotes.passages(list(page)),
        "printing": printing,
        "query": form.address(),
        "codebook": named(call),
        "waiting": to_place(call),
        "print_query": form.address(print=1),
        "may_export": request.user.has_perm("submissions.export_internal"),
    }
    status = 200 if form.is_valid() else 400
    return render(request, "admin/review/quotes.html", frame(request) | context, status=status)


@require_GET
def export_quotes(request, pk, format):
    """The codings that the filters mean, one a row, whatever their submissions consented to, and an Event."""
    call = call_for(request, pk, "export")
    form = QuotesForm(call, request.GET)
    back = f"{reverse('admin:review_quotes', args=(call.pk,))}?{request.GET.urlencode()}"
    if not form.is_valid():
        demand(request, "view")
        return redirect(back)
    records = exports.coding_records(call, quotes.codings(call, **form.filters))
    return table_file(request, call, records, what="quotes", format=format, columns=exports.CODING_COLUMNS, back=back)
