"""Screening: what the secretariat makes of a submission as a whole."""

from django.conf import settings
from django.db import models, transaction
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
        )

    def __str__(self):
        return f"{self.submission} {self.get_state_display()}"


def save_review(submission, changed, *, by):
    """Save what was changed of a submission's review, field by name. Its holder is told once, by a date, that it is being read."""
    with transaction.atomic():
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
