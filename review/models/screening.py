"""Screening: what the secretariat makes of a submission as a whole."""

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.event import record
from submissions.models.submission import Submission


class Review(models.Model):
    """Where the secretariat stands with one submission. A submission without one is new."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        IN_REVIEW = "in-review", _("In review")
        REVIEWED = "reviewed", _("Reviewed")

    class Reason(models.TextChoices):
        SPAM = "spam", _("Spam")
        DUPLICATE = "duplicate", _("Duplicate")
        OUT_OF_SCOPE = "out-of-scope", _("Out of scope")
        TEST = "test", _("Test")

    submission = models.OneToOneField("submissions.Submission", models.PROTECT, related_name="review")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("assigned to")
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("signed off by")
    )
    reviewed_at = models.DateTimeField(_("signed off at"), null=True, blank=True)
    reviewed_version = models.ForeignKey(
        "submissions.Version", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed off in version")
    )
    set_aside_at = models.DateTimeField(_("set aside at"), null=True, blank=True)
    set_aside_reason = models.CharField(_("set aside as"), max_length=15, choices=Reason, blank=True)
    duplicate_of = models.ForeignKey(
        "submissions.Submission", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("duplicate of")
    )

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(set_aside_at=None, set_aside_reason="")
                | (models.Q(set_aside_at__isnull=False) & ~models.Q(set_aside_reason="")),
                name="a_submission_is_set_aside_with_a_reason",
                violation_error_message=_("A submission is set aside with a reason, and a reason sets it aside."),
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_at=None, reviewed_version=None)
                | models.Q(reviewed_at__isnull=False, reviewed_version__isnull=False),
                name="a_submission_is_signed_off_in_a_version",
            ),
        )

    def __str__(self):
        return f"{self.submission} {self.get_state_display()}"


def save_review(submission, changed, *, by):
    """Save what was changed of a submission's review, field by name. Its holder is told once, by a date, that it is being read.

    While it is signed off its state stays: only signing off and opening again change that.
    """
    with transaction.atomic():
        Submission.objects.locked(submission.pk)  # nobody signs off in this moment
        if "reviewed_at" not in changed and Review.objects.filter(submission=submission, reviewed_at__isnull=False).exists():
            changed = {name: value for name, value in changed.items() if name != "state"}
        Review.objects.update_or_create(submission=submission, defaults=changed)
        is_read = changed.get("state", Review.State.NEW) != Review.State.NEW
        unread = Submission.objects.filter(pk=submission.pk, in_review_since=None)
        if is_read and unread.update(in_review_since=timezone.now()):
            record("in review", submission=submission, by=by)


class Note(models.Model):
    """An internal note on a submission, with its author. Never displayed publicly."""

    submission = models.ForeignKey("submissions.Submission", models.PROTECT, related_name="notes")
    text = models.TextField(_("note"), help_text=_("Internal. Never displayed publicly."))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    written_at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ("written_at", "pk")
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self):
        return self.text[:60]


class RedactionQuerySet(models.QuerySet):
    def live(self):
        """Redactions that were not removed."""
        return self.filter(removed_at=None)

    def hiding(self):
        """Redactions of words that the public cannot read: live ones, and those that were removed since the public copy was made."""
        return self.filter(models.Q(removed_at=None) | models.Q(removed_at__gt=models.F("answer__submission__publication__published_at")))

    def at(self, moment):
        """Redactions that held at a moment (an instant, or an expression of one)."""
        return self.filter(models.Q(removed_at=None) | models.Q(removed_at__gt=moment), made_at__lte=moment)

    def of(self, version):
        """Live redactions in the answers of a version, in the order of the text."""
        in_order = self.live().filter(answer__version_links__version=version).select_related("made_by")
        return in_order.order_by("answer", "start", "end", "pk")


class Redaction(models.Model):
    """A half-open span of code points in a frozen answer that the public copy leaves out, with the reason. Never displayed publicly.

    It hangs on the answer, so a later version that keeps the answer keeps the redaction, and one with a new text has none.
    """

    class Reason(models.TextChoices):
        PERSONAL = "personal-data", _("Personal data")
        OTHERS = "others", _("About somebody else")
        CONFIDENTIAL = "confidential", _("Confidential")
        UNLAWFUL = "unlawful", _("Offensive or unlawful")
        OTHER = "other", _("Another reason")

    answer = models.ForeignKey("submissions.Answer", models.PROTECT, related_name="redactions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField(_("words"))
    reason = models.CharField(_("reason"), max_length=15, choices=Reason)
    note = models.CharField(_("in words"), max_length=300, blank=True, help_text=_("Internal. Never displayed publicly."))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("at"), default=timezone.now)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("removed by")
    )
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering = ("answer", "start", "end")
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        constraints = (
            models.UniqueConstraint(
                fields=("answer", "start", "end"), condition=models.Q(removed_at=None), name="a_span_is_redacted_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(end=models.F("start") + Length("quote")) & models.Q(end__gt=models.F("start")),
                name="a_redaction_ends_where_its_quote_ends",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason="other") | ~models.Q(note=""), name="a_redaction_for_another_reason_says_which"
            ),
        )

    def __str__(self):
        return f"{self.get_reason_display()} {self.start}–{self.end}"


class Preparation(models.Model):
    """The public copy of a submission that one person prepared for another to approve, by its hash. Publishing deletes it."""

    submission = models.OneToOneField("submissions.Submission", models.PROTECT, related_name="preparation")
    copy_hash = models.CharField(_("hash of the public copy"), max_length=64)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("prepared by"))
    prepared_at = models.DateTimeField(_("prepared at"), default=timezone.now)

    class Meta:
        verbose_name = _("preparation")
        verbose_name_plural = _("preparations")

    def __str__(self):
        return f"{self.submission} {self.prepared_by}"
