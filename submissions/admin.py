"""The admin of what stakeholders sent and of the call itself. The desks that judge it are in `review/desk/`.

`CallAdmin` is registered by `review/desk/call.py`, which adds figures, exports and the codebook: review knows submissions, not the reverse.
"""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from submissions import closing
from submissions.event_words import ACTS, ROLES, act_of, actor_of, facts_of
from submissions.forms.call import CallForm, OptionForm, OptionFormSet, QuestionForm, QuestionFormSet, QuestionRowForm
from submissions.models import CallDocument, ConsentRecord, Event, Option, Question
from submissions.models.event import record


def in_utc(field, label):
    """A column of a list: an instant, under a heading that says in which zone."""

    def column(row):
        return getattr(row, field)

    column.__name__ = field
    return admin.display(description=format_lazy("{} (UTC)", label), ordering=field)(column)


class EventsAsHistory:
    """An admin whose History button leads to the Events of a row, where `events_by` is how Events refer to it."""

    events_by = ""

    def history_view(self, request, object_id, extra_context=None):
        """Whoever may not see Events gets Django's own history."""
        if not request.user.has_perm("submissions.view_event"):
            return super().history_view(request, object_id, extra_context)
        query = urlencode({f"{self.events_by}__id__exact": object_id})
        return redirect(f"{reverse('admin:submissions_event_changelist')}?{query}")


class DocumentInline(admin.StackedInline):
    model = CallDocument
    extra = 0
    fields = ("position", "title", "address")


class QuestionInline(admin.StackedInline):
    model = Question
    form = QuestionRowForm
    formset = QuestionFormSet
    extra = 0
    fields = (("position", "identifier", "kind"), "heading", "text")
    show_change_link = True
    verbose_name_plural = _("questions (their options, explanations and advised lengths are on each question's own page)")


class CallAdmin(EventsAsHistory, admin.ModelAdmin):
    """A call with its questions and documents. What was answered cannot be removed or reworded."""

    events_by = "call"
    form = CallForm
    inlines = (QuestionInline, DocumentInline)
    list_display = ("title", "slug", in_utc("opens_at", _("opens at")), in_utc("closes_at", _("closes at")), "is_listed")
    list_filter = ("is_listed",)
    search_fields = ("title", "slug")
    ordering = ("-closes_at", "slug")
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("title", "slug", "introduction", "contact_email", "licence", "is_listed", "needs_second_person")}),
        (
            _("Dates"),
            {
                "fields": ("opens_at", "closes_at", "time_zone", "grace_minutes", "objection_days"),
                "description": _("Enter both instants in UTC."),
            },
        ),
        (_("Languages"), {"fields": ("base_language", "languages")}),
        (_("Notice and translations"), {"fields": ("privacy_notice", "translations"), "classes": ("collapse",)}),
    )

    def get_readonly_fields(self, request, obj=None):
        """The short name is part of public, permanent addresses once something was sent."""
        return ("slug",) if obj and obj.submissions.exists() else ()

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ("title",)}

    def has_delete_permission(self, request, obj=None):
        """A call to which something was sent, or whose history is recorded, stays."""
        kept = obj is not None and (obj.submissions.exists() or obj.events.exists())
        return super().has_delete_permission(request, obj) and not kept

    def save_model(self, request, obj, form, change):
        """Save, and record what the public will see otherwise."""
        super().save_model(request, obj, form, change)
        before = {field: str(form.initial.get(field, "")) for field in form.changed_data} if change else {}
        after = {field: str(form.cleaned_data[field]) for field in form.changed_data}
        record("edit call" if change else "add call", call=obj, by=request.user, before=shown(before), after=shown(after))
        if change and "closes_at" in form.changed_data:
            self.message_user(request, *said_of_closing(obj, before=form.initial["closes_at"], by=request.user))

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if change and formset.model is Question:
            for act, question, fields in edits(formset):
                record_edit(act, question, fields, by=request.user)


def said_of_closing(call, *, before, by):
    """Tell the holders of drafts of a later closing; the sentence for the member of staff who moved it, and its level."""
    if call.closes_at < before:
        sentence = gettext("The call now closes earlier than announced. Nobody was told by mail; write to those who have a draft.")
        return sentence, messages.WARNING
    count = closing.closing_changed(call, before=before, by=by)
    sentence = ngettext(
        "%(count)s draft has an address; its holder is told of the new closing time by mail.",
        "%(count)s drafts have an address; their holders are told of the new closing time by mail.",
        count,
    )
    return sentence % {"count": count}, messages.INFO


def shown(facts):
    """The facts of a call that an Event keeps: its dates, whether it is visible and its privacy notice; of other fields the name."""
    kept = ("opens_at", "closes_at", "time_zone", "grace_minutes", "is_listed", "needs_second_person", "slug", "privacy_notice", "licence")
    kept += ("objection_days",)
    return {field: value if field in kept else "…" for field, value in facts.items()}


def edits(formset):
    """What a saved formset did, as (act, row, names of the fields)."""
    yield from (("add", row, []) for row in formset.new_objects)
    yield from (("edit", row, fields) for row, fields in formset.changed_objects)
    yield from (("remove", row, []) for row in formset.deleted_objects)


def record_edit(act, question, fields, *, by, **more):
    """Record what was done to a question, or to the option that `more` names: which fields, not their words."""
    after = {"question": question.identifier, **more} | ({"fields": fields} if fields else {})
    record(f"{act} {'option' if more else 'question'}", call=question.call, by=by, after=after)


class OptionInline(admin.StackedInline):
    model = Option
    form = OptionForm
    formset = OptionFormSet
    extra = 0


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    """One question with its options; reached from its call."""

    form = QuestionForm
    inlines = (OptionInline,)
    readonly_fields = ("call",)
    fieldsets = (
        (None, {"fields": ("call", "position", "identifier", "heading", "text", "help_text", "kind", "required")}),
        (_("Advised length"), {"fields": ("word_guidance", "character_guidance")}),
        (_("Translations"), {"fields": ("translations",), "classes": ("collapse",)}),
    )

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        """Questions are removed on their call's page, which says why one cannot be."""
        return False

    def response_post_save_change(self, request, obj):
        """Back to the call."""
        return redirect("admin:submissions_call_change", obj.call_id)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.changed_data:
            record_edit("edit", obj, form.changed_data, by=request.user)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        for act, option, fields in edits(formset):
            record_edit(act, form.instance, fields, by=request.user, option=option.value)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that people look at and never edit here."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ActFilter(admin.SimpleListFilter):
    title = _("act")
    parameter_name = "verb"

    def lookups(self, request, model_admin):
        return ACTS.items()

    def queryset(self, request, queryset):
        return queryset.filter(verb=self.value()) if self.value() else queryset


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return ROLES.items()

    def queryset(self, request, queryset):
        return queryset.filter(actor_role=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Who did what. The list tells it in words; an event's own page has the facts as they were recorded."""

    list_display = (in_utc("at", _("at")), "act", "call", "of_submission", "by", "facts", "reason")
    list_filter = (ActFilter, RoleFilter, "call")
    list_select_related = ("call", "submission", "actor")
    search_fields = ("submission__reference", "actor__username", "reason")
    show_full_result_count = False

    def changelist_view(self, request, extra_context=None):
        """The list takes the whole width."""
        return super().changelist_view(request, {**(extra_context or {}), "is_nav_sidebar_enabled": False})

    @admin.display(description=_("act"), ordering="verb")
    def act(self, event):
        return act_of(event)

    @admin.display(description=_("submission"), ordering="submission__reference")
    def of_submission(self, event):
        if event.submission is None:
            return ""
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:submissions_submission_change", args=(event.submission_id,)), event.submission
        )

    @admin.display(description=_("by"))
    def by(self, event):
        return actor_of(event)

    @admin.display(description=_("what changed"))
    def facts(self, event):
        return facts_of(event)


@admin.register(ConsentRecord)
class ConsentRecordAdmin(ReadOnlyAdmin):
    list_display = (in_utc("recorded_at", _("recorded at")), "submission", "level", "withdrawn", "channel", "recorded_by")
    list_filter = ("level", "withdrawn", "channel", "submission__call")
    list_select_related = ("submission", "recorded_by")
    search_fields = ("submission__reference",)
    ordering = ("-recorded_at", "-pk")
    show_full_result_count = False
