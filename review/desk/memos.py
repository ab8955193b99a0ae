"""The memos desk: what people thought while reading, with where it belongs; a memo is changed by its writer alone."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from review import memos
from review.codebook_versions import named
from review.desk.access import call_for
from review.desk.conflict import SharedForm
from review.desk.files import table_file
from review.exports import chunks
from review.models.memo import Memo
from submissions.admin import ReadOnlyAdmin, in_utc
from submissions.open_data import instant

COLUMNS = ("about", "reference", "question", "quote", "code", "kind", "text", "by", "written_at", "changed_at", "codebook")


class AboutFilter(admin.SimpleListFilter):
    title = _("about")
    parameter_name = "about"

    def lookups(self, request, model_admin):
        return [("submission", _("a submission")), ("excerpt", _("a passage")), ("code", _("a code"))]

    def queryset(self, request, queryset):
        return queryset.filter(**{f"{self.value()}__isnull": False}) if self.value() else queryset


@admin.register(Memo)
class MemoDesk(ReadOnlyAdmin):
    form = SharedForm
    list_display = ("words", "kind", "place", "written_by", in_utc("written_at", _("at")), in_utc("edited_at", _("changed at")))
    list_display_links = ("words",)
    list_filter = (
        *("call", "kind", AboutFilter),
        *((name, admin.RelatedOnlyFieldListFilter) for name in ("written_by", "code")),
    )
    list_select_related = ("call", "written_by", "submission__current_version", "excerpt__answer__submission__current_version", "code")
    list_per_page = 50
    ordering = ("-written_at", "-pk")
    search_fields = ("text",)
    search_help_text = _("Words of a memo.")
    show_full_result_count = False
    actions = None
    fields = ("place", "kind", "written_by", "text", "made_from")
    readonly_fields = ("place", "kind", "written_by")

    class Media:
        css = {"all": ("review/coding.css",)}

    def get_urls(self):
        export = path("of-call/<int:pk>/memos.<str:format>", self.admin_site.admin_view(export_memos), name="review_export_memos")
        return [export, *super().get_urls()]

    def has_view_permission(self, request, obj=None):
        """Memos quote and describe submissions, published or not."""
        return request.user.has_perm("review.view_memo") and request.user.has_perm("submissions.view_submission")

    def has_change_permission(self, request, obj=None):
        """Its writer's, who may still write memos."""
        return obj is not None and obj.written_by_id == request.user.pk and request.user.has_perm("review.add_memo")

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj) or request.user.has_perm("review.delete_memo")

    def get_fields(self, request, obj=None):
        return self.fields if self.has_change_permission(request, obj) else self.fields[:-1]

    def save_model(self, request, obj, form, change):
        """The form has compared with what is saved, and holds the row until this is done."""
        memos.edit(obj, obj.text, request.user, Memo.objects.get(pk=obj.pk).edited_at)

    def delete_model(self, request, obj):
        memos.remove(obj, request.user)

    def changelist_view(self, request, extra_context=None):
        named = request.GET.get("call__id__exact", "")
        address = ""
        if request.user.has_perm("submissions.export_internal") and named.isdecimal() and len(named) < 16:
            address = reverse("admin:review_export_memos", args=(named, "csv")).removesuffix("csv")
        return super().changelist_view(request, {"title": gettext("Memos"), "export": address, **(extra_context or {})})

    @admin.display(description=_("memo"))
    def words(self, memo):
        return format_html('<bdi class="quote" dir="auto">{}</bdi>', memo.text if len(memo.text) < 300 else f"{memo.text[:300]}…")

    @admin.display(description=_("about"))
    def place(self, memo):
        """A link to where it belongs."""
        if memo.code_id:
            return format_html('<a href="{}">{}</a>', reverse("admin:review_code_change", args=(memo.code_id,)), memo.code)
        submission = memo.submission or memo.excerpt.answer.submission
        name = submission.current_version.stakeholder_name or submission.reference
        address = reverse("admin:review_coding", args=(submission.pk,))
        if memo.excerpt_id:
            quote = memo.excerpt.quote if len(memo.excerpt.quote) < 120 else f"{memo.excerpt.quote[:120]}…"
            return format_html('<a href="{}#excerpt-{}"><bdi>{}</bdi>: “<bdi>{}</bdi>”</a>', address, memo.excerpt_id, name, quote)
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, name)


@require_GET
def export_memos(request, pk, format):
    """Every memo of a call with what it is about, and an Event."""
    call = call_for(request, pk, "export")
    back = redirect("admin:review_memo_changelist").url
    return table_file(request, call, memo_records(call), what="memos", format=format, columns=COLUMNS, back=back)


def memo_records(call):
    """The memos of a call as dicts of COLUMNS, in the order in which they were written."""
    codebook = named(call)
    related = ("written_by", "submission", "excerpt__answer__submission", "excerpt__answer__question", "code")
    for chunk in chunks(Memo.objects.filter(call=call).select_related(*related)):
        for memo in chunk:
            answer = memo.excerpt.answer if memo.excerpt else None
            submission = memo.submission or (answer.submission if answer else None)
            yield {
                "about": "code" if memo.code_id else "excerpt" if memo.excerpt_id else "submission",
                "reference": submission.reference if submission else "",
                "question": answer.question.identifier if answer else "",
                "quote": memo.excerpt.quote if memo.excerpt else "",
                "code": memo.code.identifier if memo.code else "",
                "kind": memo.kind,
                "text": memo.text,
                "by": memo.written_by.get_username(),
                "written_at": instant(memo.written_at),
                "changed_at": instant(memo.edited_at),
                "codebook": codebook,
            }
