"""The summary desk: the frame of the document, an introduction to each section, and the document in every format."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import Textarea, TextInput
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from review.desk import builder, editions, sections, template
from review.desk.access import may
from review.desk.conflict import SharedForm
from review.document.files import MEDIA_TYPES, WRITERS, NotBuildable, summary_file
from review.models.summary import Section, Summary, give_sections
from submissions.models.call import Call

TEXTS = {
    models.CharField: {"widget": TextInput(attrs={"class": "vLargeTextField", "dir": "auto"})},
    models.TextField: {"widget": Textarea(attrs={"class": "vLargeTextField", "rows": 5, "dir": "auto"})},
}

NAMES = {"docx": _("Word"), "pdf": _("PDF"), "html": _("HTML"), "md": _("Markdown")}


class SectionInline(admin.StackedInline):
    """One for each question; they come and go with the call's questions."""

    model = Section
    form = SharedForm
    fields = ("text", "made_from")
    extra = 0
    can_delete = False
    formfield_overrides = TEXTS

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("question")

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Summary)
class SummaryDesk(admin.ModelAdmin):
    form = SharedForm
    list_display = ("title", "call", "document_number", "files")
    list_select_related = ("call",)
    search_fields = ("title", "call__title", "document_number")
    formfield_overrides = TEXTS
    inlines = (SectionInline,)
    fieldsets = (
        (None, {"fields": ("call", "files", "title", "author_line")}),
        (_("Header"), {"fields": ("meeting", "agenda_item", "document_number", "document_date", "original_language")}),
        (_("Box"), {"fields": ("purpose", "action_required", "strategic_links", "financial_implications", "references")}),
        (_("Opening"), {"fields": ("background", "introduction", "made_from")}),
    )

    def get_readonly_fields(self, request, obj=None):
        return ("call", "files") if obj else ("files",)

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    @admin.display(description=_("the document"))
    def files(self, summary):
        if summary.pk is None:
            return gettext("The builder and the document are here once this is saved.")
        links = [(reverse("admin:review_builder", args=(summary.pk,)), gettext("Builder: sections, statements, evidence"))]
        links.append((reverse("admin:review_builder_coverage", args=(summary.pk,)), gettext("Coverage")))
        links.append((reverse("admin:review_editions", args=(summary.pk,)), gettext("Editions")))
        links += [(reverse(f"admin:review_summary_{format}", args=(summary.call_id,)), NAMES[format]) for format in WRITERS]
        links.append((reverse("admin:review_template", args=(summary.pk,)), gettext("Word template")))
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    def render_change_form(self, request, context, *args, **kwargs):
        """HTTP 409 where both texts stand on the page because two people changed one."""
        response = super().render_change_form(request, context, *args, **kwargs)
        inline = (form for formset in context["inline_admin_formsets"] for form in formset.formset.forms)
        if any(form.in_conflict for form in (context["adminform"].form, *inline)):
            response.status_code = 409
        return response

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        give_sections(form.instance)

    def response_add(self, request, obj, post_url_continue=None):
        """On to the change page, where the sections are."""
        request.POST = request.POST.copy()
        request.POST["_continue"] = "1"
        return super().response_add(request, obj, post_url_continue)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("build/<int:pk>/", wrap(builder.builder), name="review_builder"),
            path("build/<int:pk>/coverage/", wrap(builder.report), name="review_builder_coverage"),
            path("build/<int:pk>/sections/", wrap(sections.add_section), name="review_builder_add_section"),
            path("section/<int:pk>/", wrap(sections.edit_section), name="review_builder_edit_section"),
            path("section/<int:pk>/act/", wrap(sections.act_on_section), name="review_builder_act_section"),
            path("section/<int:pk>/draft/", wrap(sections.draft), name="review_builder_draft"),
            path("section/<int:pk>/add/", wrap(builder.add), name="review_builder_add"),
            path("statement/<int:pk>/", wrap(builder.edit), name="review_builder_edit"),
            path("statement/<int:pk>/act/", wrap(builder.act), name="review_builder_act"),
            path("statement/<int:pk>/evidence/", wrap(builder.evidence), name="review_builder_evidence"),
            *editions.addresses(wrap),
            *template.addresses(wrap),
            *(
                path(f"of-call/<int:pk>/summary.{format}", wrap(self.download), {"format": format}, name=f"review_summary_{format}")
                for format in WRITERS
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_GET)
    def download(self, request, pk, format):
        """The document of a call as it stands now, for those who work on it and those who export."""
        if not (request.user.has_perm("review.view_summary") or may(request.user, "export")):
            raise PermissionDenied
        call = get_object_or_404(Call, pk=pk)
        try:
            content = summary_file(call, format, by=request.user)
        except NotBuildable as refusal:
            context = {"title": gettext("The document was not made"), "lines": str(refusal).split("\n"), "call": call}
            return render(request, "admin/review/summary_refused.html", self.admin_site.each_context(request) | context, status=409)
        return HttpResponse(
            content,
            content_type=MEDIA_TYPES[format],
            headers={"Content-Disposition": f'attachment; filename="{call.slug}-summary.{format}"', "Cache-Control": "no-store"},
        )
