"""Quotes by code: every coding that stands, with filters; the addresses of the coding workspace hang here."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from review.desk import coding as workspace
from review.models.codebook import Code
from review.models.coding import Coding
from review.moving import move_excerpts
from submissions.admin import ReadOnlyAdmin, in_utc
from submissions.models.call import Question


class OfOneCall(admin.SimpleListFilter):
    """A filter whose choices are those of the call that is filtered by, or of all calls."""

    model = None

    def lookups(self, request, model_admin):
        rows = self.model.objects.all()
        call = request.GET.get("code__call__id__exact", "")
        if call.isdecimal() and len(call) < 16:
            rows = rows.filter(call=call)
        return [(str(row.pk), str(row)) for row in self.ordered(rows)]

    def value(self):
        """A key, or None for anything else."""
        value = super().value()
        return value if value and value.isdecimal() and len(value) < 16 else None


class CodeFilter(OfOneCall):
    title = _("code")
    parameter_name = "code"
    model = Code

    def ordered(self, rows):
        return rows.in_tree_order()

    def queryset(self, request, queryset):
        """A sub-line counts for the code it is part of."""
        return queryset.filter(Q(code=self.value()) | Q(code__parent=self.value())) if self.value() else queryset


class QuestionFilter(OfOneCall):
    title = _("question")
    parameter_name = "question"
    model = Question

    def ordered(self, rows):
        return rows.order_by("call", "position")

    def queryset(self, request, queryset):
        return queryset.filter(excerpt__answer__question=self.value()) if self.value() else queryset


@admin.register(Coding)
class QuotesDesk(ReadOnlyAdmin):
    """Quotes by code: every coding that stands. Codings are made and removed in the workspace, nowhere else."""

    list_display = ("quote", "code", "question", "submission", "consent", "coder", in_utc("created_at", _("at")))
    list_display_links = None
    list_filter = ("code__call", "code__facet", CodeFilter, QuestionFilter, "excerpt__answer__submission__consent__level", "coder")
    list_select_related = (
        "code",
        "coder",
        "excerpt__answer__question",
        "excerpt__answer__submission__consent",
        "excerpt__answer__submission__current_version",
    )
    list_per_page = 50
    search_fields = ("excerpt__quote",)
    search_help_text = _("Words of a quote.")
    ordering = ("-created_at", "-pk")
    show_full_result_count = False
    actions = None

    class Media:
        css = {"all": ("review/coding.css",)}

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            *workspace.addresses(view),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).live()

    def changelist_view(self, request, extra_context=None):
        move_excerpts()
        return super().changelist_view(request, {"title": _("Quotes by code"), **(extra_context or {})})

    def has_view_permission(self, request, obj=None):
        """Quotes are texts of submissions, published or not."""
        return super().has_view_permission(request, obj) and request.user.has_perm("submissions.view_submission")

    @admin.display(description=_("quote"))
    def quote(self, coding):
        return format_html('<bdi class="quote" lang="{}" dir="auto">{}</bdi>', coding.excerpt.answer.language, coding.excerpt.quote)

    @admin.display(description=_("question"))
    def question(self, coding):
        return coding.excerpt.answer.question

    @admin.display(description=_("submission"))
    def submission(self, coding):
        submission = coding.excerpt.answer.submission
        address = f"{reverse('admin:review_coding', args=(submission.pk,))}#excerpt-{coding.excerpt_id}"
        name = submission.current_version.stakeholder_name or submission.reference
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, name)

    @admin.display(description=_("consent"))
    def consent(self, coding):
        consent = coding.excerpt.answer.submission.consent
        label = gettext("Consent withdrawn: do not quote") if consent.withdrawn else consent.get_level_display()
        return format_html('<span class="badge {}">{}</span>', "may-quote" if consent.allows_text else "no-quote", label)
