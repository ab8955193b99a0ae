"""What a stakeholder holds against the way an issued summary reads its submission, and what the secretariat answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.edition import PublishedEdition


class ObjectionQuerySet(models.QuerySet):
    def waiting(self):
        """Those that the secretariat has not answered."""
        return self.filter(answered_at=None)


class Objection(models.Model):
    submission = models.ForeignKey("submissions.Submission", models.CASCADE, related_name="objections")
    edition = models.ForeignKey(PublishedEdition, models.PROTECT, related_name="objections")
    statement = models.CharField(_("statement"), max_length=20, blank=True, help_text=_("Its number in the summary; empty: all of it."))
    text = models.TextField(_("text"))
    raised_at = models.DateTimeField(_("raised at"), default=timezone.now)
    answer = models.TextField(_("answer of the secretariat"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ("raised_at", "pk")
        verbose_name = _("objection to the summary")
        verbose_name_plural = _("objections to the summary")
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None) | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answered_objection_says_by_whom",
            ),
        )

    def __str__(self):
        return f"{self.edition} {self.statement}".strip()
