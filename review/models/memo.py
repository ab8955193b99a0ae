"""Memos: what a person thought while reading, kept with what it is about. Never displayed publicly."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Memo(models.Model):
    """A note, question or decision about one submission, one excerpt or one code."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        QUESTION = "question", _("Question")
        DECISION = "decision", _("Decision")

    call = models.ForeignKey("submissions.Call", models.CASCADE, related_name="memos")
    submission = models.ForeignKey("submissions.Submission", models.PROTECT, null=True, blank=True, related_name="memos")
    excerpt = models.ForeignKey("review.Excerpt", models.PROTECT, null=True, blank=True, related_name="memos")
    code = models.ForeignKey("review.Code", models.CASCADE, null=True, blank=True, related_name="memos")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NOTE)
    text = models.TextField(_("memo"), help_text=_("Internal. Never displayed publicly."))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    written_at = models.DateTimeField(_("at"), default=timezone.now)
    edited_at = models.DateTimeField(_("changed at"), null=True, blank=True)

    class Meta:
        ordering = ("written_at", "pk")
        verbose_name = _("memo")
        verbose_name_plural = _("memos")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(submission__isnull=False, excerpt=None, code=None)
                | models.Q(submission=None, excerpt__isnull=False, code=None)
                | models.Q(submission=None, excerpt=None, code__isnull=False),
                name="a_memo_is_about_one_thing",
            ),
        )

    def __str__(self):
        return self.text[:60]
