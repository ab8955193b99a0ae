"""What goes out: the outbox with the fate of each mail, and the messages that the secretariat wrote. Nothing is edited here."""

from django.contrib import admin
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from submissions.admin import ReadOnlyAdmin, in_utc
from submissions.models.outgoing import Notice, OutgoingMail

STATUS = {  # each mail has exactly one
    "waiting": (_("Waiting"), Q(sent_at=None, failed_at=None)),
    "sent": (_("Sent"), Q(sent_at__isnull=False, bounced_at=None)),
    "came-back": (_("Came back"), Q(bounced_at__isnull=False)),
    "given-up": (_("Given up"), Q(failed_at__isnull=False, bounced_at=None)),
}


class WideList(ReadOnlyAdmin):
    """A list that takes the whole width."""

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {**(extra_context or {}), "is_nav_sidebar_enabled": False})


def status_of(mail):
    """A key of STATUS."""
    if mail.bounced_at:
        return "came-back"
    if mail.sent_at:
        return "sent"
    return "given-up" if mail.failed_at else "waiting"


class MailStatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [(value, label) for value, (label, _condition) in STATUS.items()]

    def queryset(self, request, queryset):
        return queryset.filter(STATUS[self.value()][1]) if self.value() in STATUS else queryset


@admin.register(OutgoingMail)
class OutgoingMailAdmin(WideList):
    """The outbox. Text and link are made when a mail is sent, so there is nothing to read or edit here."""

    list_display = (
        in_utc("queued_at", _("queued at")),
        *("submission", "kind", "language", "status", "bounce", "attempts"),
        in_utc("next_attempt_at", _("next attempt")),
        "last_error",
    )
    list_filter = (MailStatusFilter, "kind", "submission__call", ("notice", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("submission",)
    search_fields = ("submission__reference", "submission__contact_email")
    ordering = ("-queued_at", "-pk")
    actions = ("send_again",)
    show_full_result_count = False

    @admin.display(description=_("status"))
    def status(self, mail):
        return STATUS[status_of(mail)][0]

    def has_resend_permission(self, request):
        return request.user.has_perm("submissions.change_outgoingmail")

    @admin.action(description=_("Send again, to the submission's own address"), permissions=("resend",))
    def send_again(self, request, queryset):
        """Due again from now, under the same Message-ID; that it came back is about the sending before."""
        anew = {"sent_at": None, "failed_at": None, "attempts": 0, "last_error": "", "bounced_at": None, "bounce": ""}
        count = queryset.update(next_attempt_at=timezone.now(), **anew)
        message = ngettext("%(count)s mail is due again.", "%(count)s mails are due again.", count) % {"count": count}
        self.message_user(request, message)


def with_counts(notices):
    """The messages, each with how many mails it has: `mails_all`, and one count for each status, such as `mails_sent`."""
    counts = {f"mails_{name.replace('-', '_')}": Count("mails", filter=status_q(condition)) for name, (_label, condition) in STATUS.items()}
    return notices.annotate(mails_all=Count("mails"), **counts)


def status_q(condition):
    """A condition on a mail, as one on the mails of a message."""
    return Q(*((f"mails__{lookup}", value) for lookup, value in condition.children))


def count_of(name, label):
    def column(notice):
        return getattr(notice, name)

    column.__name__ = name
    return admin.display(description=label, ordering=name)(column)


@admin.register(Notice)
class NoticeAdmin(WideList):
    """What was written to stakeholders, by whom, to how many, and what became of it."""

    list_display = (
        in_utc("sent_at", _("at")),
        *("subject", "kind", "call", "sent_by"),
        count_of("mails_all", _("recipients")),
        *(count_of(f"mails_{name.replace('-', '_')}", label) for name, (label, _condition) in STATUS.items()),
    )
    list_filter = ("kind", "call")
    list_select_related = ("call", "sent_by")
    search_fields = ("subject", "body")
    fields = ("call", "kind", "subject", "body", "sent_by", "sent_at")
    show_full_result_count = False

    def get_queryset(self, request):
        return with_counts(super().get_queryset(request))
