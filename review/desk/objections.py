"""The objections desk: who contests how an issued edition reads their submission, and the one answer that each gets."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from review.desk import builder
from review.desk.outbox import WideList
from review.document.frozen import thawed
from review.editions import sentences_of
from review.models.edition import Edition
from review.models.summary import Statement
from review.objections import AlreadyAnswered, answer
from submissions.admin import in_utc
from submissions.models.objection import Objection
from submissions.texts import beginning, normalise

BEGINNING = 120  # characters of a text that the list shows


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("What the stakeholder will read"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 10, "dir": "auto"}),
        help_text=_(
            "Plain text, which the holder of the private link reads as you write it. Say whether the summary will be changed, and how. "
            "It is sent once; to add to it later, write to the stakeholder from the page of the submission."
        ),
    )

    def clean_text(self):
        return normalise(self.cleaned_data["text"]).strip()


class WaitingFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [("waiting", _("Waiting for an answer")), ("answered", _("Answered"))]

    def queryset(self, request, queryset):
        wanted = {"waiting": queryset.filter(answered_at=None), "answered": queryset.exclude(answered_at=None)}
        return wanted.get(self.value(), queryset)


@admin.register(Objection)
class ObjectionDesk(WideList):
    """Those that wait come first, the oldest at the top."""

    list_display = (
        *("words", "about", "edition_number", "of_submission", "status"),
        in_utc("raised_at", _("raised at")),
        "call",
    )
    list_display_links = ("words",)
    list_filter = (WaitingFilter, "edition__call")
    list_select_related = ("edition__call", "submission__current_version", "answered_by")
    list_per_page = 50
    ordering = (F("answered_at").desc(nulls_first=True), "raised_at", "pk")
    search_fields = ("submission__reference", "submission__current_version__stakeholder_name")
    search_help_text = _("Reference, or name of the stakeholder.")
    show_full_result_count = False

    def has_view_permission(self, request, obj=None):
        """An objection speaks of what a submission says, published or not."""
        return super().has_view_permission(request, obj) and request.user.has_perm("submissions.view_submission")

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": gettext("Objections to the summary"), **(extra_context or {})})

    def may_answer(self, request):
        return self.has_view_permission(request) and request.user.has_perm("submissions.change_objection")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """One objection with what it is about and its answer, or the form to write one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        objection = self.get_object(request, object_id)
        if objection is None:
            raise Http404
        if request.method != "POST":
            return self.page(request, objection, AnswerForm())
        if not self.may_answer(request):
            raise PermissionDenied
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.page(request, objection, form)
        try:
            objection = answer(objection, text=form.cleaned_data["text"], by=request.user)
        except AlreadyAnswered as error:
            return self.page(request, error.objection, form, is_second=True)
        messages.success(request, told(objection.submission))
        return redirect("admin:submissions_objection_changelist")

    def page(self, request, objection, form, *, is_second=False):
        document = Edition.objects.filter(published=objection.edition).first()
        may_see_summary = document is not None and request.user.has_perm("review.view_summary")
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Objection of %(reference)s") % {"reference": objection.submission},
            "opts": self.opts,
            "original": objection,
            "submission": objection.submission,
            "version": objection.submission.current_version,
            "document": document if may_see_summary else None,
            "printed": printed(document, objection.statement) if document and document.outline else "",
            "builder": builder_of(document, objection.statement) if may_see_summary else "",
            "others": objection.submission.objections.exclude(pk=objection.pk).select_related("edition"),
            "form": form,
            "is_second": is_second,
            "may_answer": self.may_answer(request) and objection.answered_at is None,
        }
        return render(request, "admin/submissions/objection/answer.html", context, status=409 if is_second else 200)

    @admin.display(description=_("objection"))
    def words(self, objection):
        language = objection.submission.current_version.language
        return format_html('<bdi lang="{}" dir="auto">{}</bdi>', language, beginning(objection.text, BEGINNING))

    @admin.display(description=_("statement"), ordering="statement")
    def about(self, objection):
        return objection.statement or gettext("the whole")

    @admin.display(description=_("edition"), ordering="edition__number")
    def edition_number(self, objection):
        return objection.edition.number

    @admin.display(description=_("submission"), ordering="submission__reference")
    def of_submission(self, objection):
        address = reverse("admin:submissions_submission_change", args=(objection.submission_id,))
        name = objection.submission.current_version.stakeholder_name
        return format_html('<a href="{}">{}</a> <bdi>{}</bdi>', address, objection.submission, name)

    @admin.display(description=_("call"), ordering="edition__call__title")
    def call(self, objection):
        return format_html('<bdi dir="auto">{}</bdi>', objection.edition.call)

    @admin.display(description=_("status"), ordering="answered_at")
    def status(self, objection):
        if objection.answered_at:
            return gettext("Answered by %(who)s") % {"who": objection.answered_by}
        days = (timezone.now() - objection.raised_at).days
        return (
            gettext("Waits since today")
            if days == 0
            else ngettext("Waits for %(count)s day", "Waits for %(count)s days", days) % {"count": days}
        )


def printed(document, number):
    """A statement as an Edition prints it, lead and all; "" where that has none of this number."""
    found = (sentence for section in thawed(document.outline).sections for sentence in sentences_of(section) if sentence.number == number)
    return next((" – ".join(filter(None, (sentence.lead, words_of(sentence)))) for sentence in found), "")


def words_of(sentence):
    return "".join(part if isinstance(part, str) else part.text for part in sentence.parts)


def builder_of(document, number):
    """The builder at the statement that an Edition prints under this number; "" where it is there no longer."""
    key = next((key for key, printed_as, _words in document.inputs["printed"] if printed_as == number), None)
    statement = Statement.objects.select_related("section").filter(pk=key).first() if key else None
    return builder.address(statement.section, statement) if statement else ""


def told(submission):
    """How the holder learns of the answer."""
    if submission.contact_email:
        return gettext("The answer is sent. A mail tells the holder of the link where to read it.")
    return gettext(
        "The answer is saved. There is no contact address: the holder of the link reads it on the page “How your input was used”."
    )
