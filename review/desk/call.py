"""The Call admin with what review adds: where submissions stand, the exports, the countries, and the codebook when a call is copied."""

from tempfile import TemporaryFile

from django.contrib import admin, messages
from django.http import FileResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from review import exports
from review.desk.access import call_for
from review.desk.assigning import assign, assigned
from review.desk.countries import countries
from review.desk.entry import begin
from review.desk.importing import import_submissions
from review.desk.pausing import pause, resume
from review.progress import progress
from submissions import open_data
from submissions.admin import CallAdmin
from submissions.closing import late_texts
from submissions.copying import copy_call, unsaved
from submissions.models.call import Call
from submissions.spreadsheets import SheetFull, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@admin.register(Call)
class CallDesk(CallAdmin):
    change_form_template = "admin/submissions/call/change_form.html"
    actions = ("copy_this_call",)

    class Media:
        css = {"all": ("review/desk.css",)}

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/countries/", wrap(countries), name="review_countries"),
            path("<int:pk>/pause/", wrap(pause), name="review_pause"),
            path("<int:pk>/resume/", wrap(resume), name="review_resume"),
            path("<int:pk>/enter/", wrap(begin), name="review_begin_entry"),
            path("<int:pk>/import/", wrap(import_submissions), name="review_import"),
            path("<int:pk>/assign/", wrap(assign), name="review_assign"),
            path("<int:pk>/assign/<int:reader>/", wrap(assigned), name="review_assigned"),
            path("<int:pk>/public.csv", wrap(export_public), name="review_export_public"),
            path("<int:pk>/internal.csv", wrap(export_internal), name="review_export_internal"),
            path("<int:pk>/codings.csv", wrap(export_codings), name="review_export_codings"),
            path("<int:pk>/internal.xlsx", wrap(export_internal_xlsx), name="review_export_internal_xlsx"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            sees_submissions = request.user.has_perm("submissions.view_submission")
            context |= {"progress": progress(obj) if sees_submissions else None}
            context |= {"late": late_texts().filter(submission__call=obj).count() if sees_submissions else 0}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.action(description=_("Copy this call"), permissions=("add",), location=admin.ActionLocation.CHANGE_FORM)
    def copy_this_call(self, request, queryset):
        """A new call with the questions, documents and codebook of this one; the browser goes there."""
        call = queryset.get()
        new = copy_call(call, by=request.user)
        copy_codebook(call, new)
        self.log_addition(request, new, [{"added": {}}])
        self.message_user(request, gettext("This is the copy. The public does not see it until you say so; set its dates first."))
        return redirect("admin:submissions_call_change", new.pk)


def copy_codebook(call, new):
    """Give `new` the codes of `call`, each sub-line under the copy of its parent."""
    twins = {}
    waiting = list(call.codes.all())
    while waiting:
        code = waiting.pop(0)
        if code.parent_id in twins or code.parent_id is None:
            twins[code.pk] = unsaved(code, call=new, parent=twins.get(code.parent_id))
            twins[code.pk].save()
        else:
            waiting.append(code)


@require_GET
def export_public(request, pk):
    """The public CSV as strangers get it, and an Event."""
    call = call_for(request, pk, "view call")
    rows = exports.Recorded(open_data.public_rows(call), call=call, what="public", format="csv", by=request.user)
    return download(open_data.csv_lines(open_data.public_columns(call), rows), f"{call.slug}-public.csv")


@require_GET
def export_internal(request, pk):
    """Every received submission with every column, personal data among them, and an Event."""
    call = call_for(request, pk, "export")
    return download(exports.internal_csv(call, by=request.user), f"{call.slug}-internal.csv")


@require_GET
def export_codings(request, pk):
    """Every live coding with its quote, whatever its submission consented to, and an Event."""
    call = call_for(request, pk, "export")
    rows = exports.Recorded(exports.coding_records(call), call=call, what="codings", format="csv", by=request.user)
    return download(open_data.csv_lines(exports.CODING_COLUMNS, map(open_data.flat, rows)), f"{call.slug}-codings.csv")


@require_GET
def export_internal_xlsx(request, pk):
    """The same as a spreadsheet; where a sheet cannot hold it, a sentence says so on the call's page."""
    call = call_for(request, pk, "export")
    rows = exports.Recorded(exports.internal_rows(call), call=call, what="internal", format="xlsx", by=request.user)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        write_xlsx(file, exports.internal_columns(call), rows, title=call.title)
    except SheetFull as error:
        file.close()
        messages.error(request, str(error))
        return redirect("admin:submissions_call_change", pk)
    file.seek(0)
    headers = {"Cache-Control": "no-store"}
    return FileResponse(file, as_attachment=True, filename=f"{call.slug}-internal.xlsx", content_type=XLSX, headers=headers)


def download(chunks, filename):
    response = StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Cache-Control"] = "no-store"
    return response
