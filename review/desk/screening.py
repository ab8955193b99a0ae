"""The Submission admin: the list that the secretariat works from, and the page of one submission. Nobody edits or adds answers here."""

from datetime import UTC

from django.contrib import admin
from django.db.models import F, OuterRef, Subquery
from django.urls import path
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from review.authorship import Authorship, with_authorship
from review.desk import correction, endorsing, entry, erasing, late, link, messages, publication, redaction, signing, versions
from review.desk.access import may
from review.desk.dossier import page_of
from review.desk.filters import (
    PREPARED_WHILE,
    AuthorshipFilter,
    CodedFilter,
    ErasureFilter,
    LateFilter,
    PreparedFilter,
    ReviewStateFilter,
    SetAsideFilter,
    SinceFilter,
    StatusFilter,
)
from review.desk.inlines import NoteInline, ReviewInline
from review.desk.references import with_hyphens
from review.models.screening import Note, Review, save_review
from review.progress import Status, with_codings, with_status
from review.publishing import changed_since_prepared
from submissions.admin import EventsAsHistory
from submissions.models.submission import Submission, Version
from submissions.places import place_shown
from submissions.templatetags.portal import language_name
from submissions.vocabulary import ConsentLevel

DRAFT_COLUMNS = ("reference", "call", "saved", "authorship")
LATE_COLUMNS = ("reference", "call", "late_name", "sent_late", "authorship")
CONSENT = {ConsentLevel.NAMED: _("Named"), ConsentLevel.ANONYMOUS: _("Anonymous"), ConsentLevel.NONE: _("None")}


@admin.register(Submission)
class SubmissionDesk(EventsAsHistory, admin.ModelAdmin):
    events_by = "submission"
    change_form_template = "admin/submissions/submission/change_form.html"
    change_list_template = "admin/submissions/submission/change_list.html"
    inlines = (ReviewInline, NoteInline)
    list_display = (
        *("reference", "number", "name", "status", "consent_level", "type", "country", "language"),
        *("received", "review_state", "codings", "authorship"),
    )
    list_display_links = ("reference", "name")
    list_filter = (
        "call",
        StatusFilter,
        SetAsideFilter,
        PreparedFilter,
        LateFilter,
        ErasureFilter,
        "consent__level",
        AuthorshipFilter,
        ReviewStateFilter,
        SinceFilter,
        CodedFilter,
        "current_version__stakeholder_type",
        "current_version__region",
        ("current_version__language", admin.AllValuesFieldListFilter),
        ("review__assignee", admin.RelatedOnlyFieldListFilter),
        "channel",
    )
    list_select_related = ("current_version", "consent", "call", "review")
    list_per_page = 50
    search_fields = (
        *("reference", "publication__number__exact", "external_id"),
        *("contact_name", "contact_email", "current_version__stakeholder_name"),
    )
    search_help_text = _(
        "Name, number, reference, identifier at its source, contact person or e-mail address; of a draft its reference alone."
    )
    ordering = ("-received_at", "-pk")
    actions = (publication.publish_selected, publication.prepare_selected, publication.withdraw_selected, messages.write_to_selected)
    show_full_result_count = False

    class Media:
        css = {"all": ("review/desk.css",)}

    def get_queryset(self, request):
        """With the public number, which stays when a copy is withdrawn, and when the draft of each was saved."""
        drafts = Version.objects.filter(submission=OuterRef("pk"), submitted_at=None)
        late_ones = drafts.exclude(late_at=None)
        facts = {"number": F("publication__number"), "prepared_at": F("preparation__prepared_at")}
        facts |= {"saved_at": Subquery(drafts.values("saved_at")), "late_at": Subquery(late_ones.values("late_at"))}
        facts |= {"late_name": Subquery(late_ones.values("stakeholder_name"))}
        return with_authorship(with_codings(with_status(super().get_queryset(request)))).annotate(**facts)

    def get_list_display(self, request):
        """Of a draft only what it takes to send its link again: whose it is and what it says is the stakeholder's until it is submitted."""
        if lists_late(request):
            return LATE_COLUMNS
        return DRAFT_COLUMNS if lists_drafts(request) else self.list_display

    def get_search_fields(self, request):
        return ("reference",) if lists_drafts(request) or lists_late(request) else self.search_fields

    def get_search_results(self, request, queryset, search_term):
        """A reference is found without its hyphens too."""
        return super().get_search_results(request, queryset, with_hyphens(search_term))

    def lookup_allowed(self, lookup, value, request):
        """No contact is found by an address that spells out a filter."""
        return not lookup.startswith("contact") and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("entries/", wrap(entry.entries), name="review_entries"),
            path("<int:pk>/enter/", wrap(entry.entry), name="review_entry"),
            path("<int:pk>/correct/", wrap(correction.correct), name="review_correct"),
            path("<int:pk>/publish/", wrap(publication.publish), name="review_publish"),
            path("<int:pk>/redact/", wrap(redaction.redact), name="review_redact"),
            path("<int:pk>/redact/remove/", wrap(redaction.remove), name="review_redact_remove"),
            path("<int:pk>/withdraw/", wrap(publication.withdraw), name="review_withdraw"),
            path("<int:pk>/ask-again/", wrap(endorsing.ask_again), name="review_ask_again"),
            path("<int:pk>/set-aside/", wrap(publication.set_aside), name="review_set_aside"),
            path("<int:pk>/take-back/", wrap(publication.take_back), name="review_take_back"),
            path("<int:pk>/sign-off/", wrap(signing.sign_off), name="review_sign_off"),
            path("<int:pk>/versions/", wrap(versions.versions), name="review_versions"),
            path("<int:pk>/late/", wrap(late.late), name="review_late"),
            path("<int:pk>/late/admit/", wrap(late.admit), name="review_late_admit"),
            path("<int:pk>/late/allow/", wrap(late.allow), name="review_late_allow"),
            path("<int:pk>/clarify/", wrap(messages.clarify), name="review_clarify"),
            path("<int:pk>/erase/", wrap(erasing.erase), name="review_erase"),
            path("<int:pk>/erase/decline/", wrap(erasing.decline), name="review_decline_erasure"),
            path("<int:pk>/link/send/", wrap(link.send), name="review_link_send"),
            path("<int:pk>/link/show/", wrap(link.show), name="review_link_show"),
            path("<int:pk>/link/replace/", wrap(link.replace), name="review_link_replace"),
            *super().get_urls(),
        ]

    def has_publish_permission(self, request):
        return may(request.user, "publish")

    def has_write_permission(self, request):
        return may(request.user, "write")

    def get_fieldsets(self, request, obj=None):
        """No field of a submission is edited; the template shows them."""
        return ()

    def changelist_view(self, request, extra_context=None):
        """The list takes the whole width."""
        context = {**(extra_context or {}), "is_nav_sidebar_enabled": False, "entry_call": request.GET.get("call__id__exact", "")}
        return super().changelist_view(request, context)

    def get_changelist_instance(self, request):
        """Each row of the page knows whether its public copy changed since it was prepared."""
        listed = super().get_changelist_instance(request)
        stale = changed_since_prepared([row for row in listed.result_list if row.prepared_at])
        for row in listed.result_list:
            row.is_stale = row.pk in stale
        return listed

    def get_inlines(self, request, obj):
        """A draft is not reviewed yet, and what is erased no longer; who may not change a review gets no fields that look as if."""
        is_reviewed = obj and obj.state == Submission.State.RECEIVED and obj.erased_at is None
        return self.inlines if is_reviewed and may(request.user, "change") else ()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= {**page_of(obj), "is_nav_sidebar_enabled": False}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_formset(self, request, form, formset, change):
        """A note gets its author. Of a review only what was changed here is saved: the rest may be a colleague's, or another page's."""
        for row in formset.save(commit=False):
            if isinstance(row, Note):
                row.author = request.user
                row.save()
            else:
                changed = {field: getattr(row, field) for field in formset.forms[0].changed_data}
                save_review(row.submission, changed, by=request.user)

    @admin.display(description=_("No."), ordering="number")
    def number(self, submission):
        return submission.number

    @admin.display(description=_("saved"), ordering="saved_at")
    def saved(self, submission):
        return date_format(submission.saved_at.astimezone(UTC), "j M Y, H:i") if submission.saved_at else ""

    @admin.display(description=_("name"), ordering="late_name")
    def late_name(self, submission):
        return submission.late_name

    @admin.display(description=_("sent late"), ordering="late_at")
    def sent_late(self, submission):
        return date_format(submission.late_at.astimezone(UTC), "j M Y, H:i") if submission.late_at else ""

    @admin.display(description=_("name"), ordering="current_version__stakeholder_name")
    def name(self, submission):
        return submission.current_version.stakeholder_name if submission.current_version else ""

    @admin.display(description=_("type"), ordering="current_version__stakeholder_type")
    def type(self, submission):
        return submission.current_version.get_stakeholder_type_display() if submission.current_version else ""

    @admin.display(description=_("country"), ordering="current_version__country")
    def country(self, submission):
        version = submission.current_version
        return place_shown(version.country, version.country_as_written) if version else ""

    @admin.display(description=_("consent"), ordering="consent__level")
    def consent_level(self, submission):
        return CONSENT[submission.consent.level] if submission.consent else ""

    @admin.display(description=_("language"), ordering="current_version__language")
    def language(self, submission):
        return language_name(submission.current_version.language) if submission.current_version else ""

    @admin.display(description=_("review"), ordering="review__state")
    def review_state(self, submission):
        review = getattr(submission, "review", None)
        if review and review.reviewed_at and review.reviewed_version_id != submission.current_version_id:
            return gettext("Changed since sign-off")
        return review.get_state_display() if review else Review.State.NEW.label

    @admin.display(description=_("received"), ordering="received_at")
    def received(self, submission):
        return date_format(submission.received_at.astimezone(UTC), "j M Y") if submission.received_at else ""

    @admin.display(description=_("status"), ordering="status")
    def status(self, submission):
        """Where it stands, why it is set aside, and whether a second person is waited for."""
        label = Status(submission.status).label
        if submission.status == Status.SET_ASIDE:
            return format_lazy("{} · {}", label, submission.review.get_set_aside_reason_display())
        waits = _("changed since it was prepared: prepare it anew") if submission.is_stale else _("prepared, awaits a second person")
        is_prepared = submission.prepared_at and submission.status in PREPARED_WHILE
        return format_lazy("{} · {}", label, waits) if is_prepared else label

    @admin.display(description=_("address"), ordering="authorship")
    def authorship(self, submission):
        return Authorship(submission.authorship).label

    @admin.display(description=_("codings"), ordering="codings")
    def codings(self, submission):
        return submission.codings


def lists_drafts(request):
    """Whether the list that is asked for is that of drafts; no other holds any."""
    return request.GET.get(StatusFilter.parameter_name) == Status.DRAFT


def lists_late(request):
    """Whether the list that is asked for is that of late texts, which were sent to be read."""
    return LateFilter.parameter_name in request.GET
