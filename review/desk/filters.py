"""How the list of submissions is narrowed."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from review.authorship import NOT_CONFIRMED, Authorship
from review.models.screening import Review
from review.progress import Status
from review.screened import SCREENED, SINCE, TO_SCREEN, yesterday
from review.signing_off import CHANGED
from submissions.models.submission import Submission


class StatusFilter(admin.SimpleListFilter):
    """Where a submission stands. Drafts are listed only when asked for: what is not submitted is not for reading."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return Status.choices

    def queryset(self, request, queryset):
        if LateFilter.parameter_name in request.GET and not self.value():
            return queryset
        return queryset.filter(status=self.value()) if self.value() else queryset.received()


class SetAsideFilter(admin.SimpleListFilter):
    """Why a submission is set aside."""

    title = _("set aside as")
    parameter_name = "set_aside"

    def lookups(self, request, model_admin):
        return Review.Reason.choices

    def queryset(self, request, queryset):
        return queryset.filter(review__set_aside_reason=self.value()) if self.value() else queryset


PREPARED_WHILE = (Status.AWAITING, Status.PUBLISHED)  # one that is public may be prepared to be published anew


class PreparedFilter(admin.SimpleListFilter):
    """Public copies that one person prepared and another has to approve."""

    title = _("prepared")
    parameter_name = "prepared"

    def lookups(self, request, model_admin):
        return (("waiting", _("Awaits a second person")), ("for-me", _("Awaits me")))

    def queryset(self, request, queryset):
        if self.value() == "for-me":
            queryset = queryset.exclude(preparation__prepared_by=request.user)
        return queryset.filter(preparation__isnull=False, status__in=PREPARED_WHILE) if self.value() else queryset


class LateFilter(admin.SimpleListFilter):
    """Texts that were sent after the last moment, first ones and revisions, and wait for the secretariat to admit them."""

    title = _("late")
    parameter_name = "late"

    def lookups(self, request, model_admin):
        return (("waiting", _("Waiting to be admitted")),)

    def queryset(self, request, queryset):
        return queryset.exclude(late_at=None) if self.value() else queryset


class ErasureFilter(admin.SimpleListFilter):
    """Submissions whose holders asked for their erasure, and those that were erased."""

    title = _("erasure")
    parameter_name = "erasure"

    def lookups(self, request, model_admin):
        return (("asked", _("Asked for")), ("erased", _("Erased")))

    def queryset(self, request, queryset):
        if self.value() == "asked":
            return queryset.filter(pk__in=Submission.objects.asking_for_erasure().values("pk"))
        return queryset.exclude(erased_at=None) if self.value() == "erased" else queryset


class AuthorshipFilter(admin.SimpleListFilter):
    """Whether the contact address was confirmed; all that came through the form and whose address was not are found together, too."""

    title = _("contact address")
    parameter_name = "authorship"

    def lookups(self, request, model_admin):
        return (("not", _("Not confirmed, for any reason")), *Authorship.choices)

    def queryset(self, request, queryset):
        if self.value() == "not":
            return queryset.filter(NOT_CONFIRMED)
        return queryset.filter(authorship=self.value()) if self.value() else queryset


class ReviewStateFilter(admin.SimpleListFilter):
    """A submission without a review is new."""

    title = _("review")
    parameter_name = "review"
    MORE = {
        "to-screen": (_("To screen"), TO_SCREEN),
        "screened": (_("Screened"), SCREENED),
        "changed": (_("Changed since sign-off"), CHANGED),
    }

    def lookups(self, request, model_admin):
        return (
            *Review.State.choices,
            ("mine", _("Mine, not signed off")),
            *((value, label) for value, (label, _condition) in self.MORE.items()),
        )

    def queryset(self, request, queryset):
        if self.value() == "mine":
            return queryset.filter(review__assignee=request.user, review__reviewed_at=None, review__set_aside_at=None)
        if self.value() in self.MORE:
            return queryset.filter(self.MORE[self.value()][1])
        if self.value() == Review.State.NEW:
            return queryset.filter(Q(review=None) | Q(review__state=Review.State.NEW))
        return queryset.filter(review__state=self.value()) if self.value() else queryset


class SinceFilter(admin.SimpleListFilter):
    """What came in, in the count of days that the front page uses."""

    title = _("since yesterday")
    parameter_name = "since"

    def lookups(self, request, model_admin):
        return (("received", _("Received or entered")), ("revised", _("Sent in a new version")), ("withdrawn", _("Withdrawn")))

    def queryset(self, request, queryset):
        return queryset.filter(SINCE[self.value()](yesterday())) if self.value() in SINCE else queryset


class CodedFilter(admin.SimpleListFilter):
    title = _("coded")
    parameter_name = "coded"

    def lookups(self, request, model_admin):
        return (("yes", _("Yes")), ("no", _("No")))

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.filter(codings__gt=0)
        return queryset.filter(codings=0) if self.value() == "no" else queryset
