"""Who reads what: answers assigned to people for a time, and unofficial translations for those who cannot read the original."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AssignmentQuerySet(models.QuerySet):
    def held(self, now=None):
        """Assignments that keep others from taking the answer: not done, and their lease has not run out."""
        return self.filter(done_at=None, lease_until__gt=now or timezone.now())

    def current(self):
        """Assignments of answers of the newest version of a received submission."""
        return self.filter(answer__version_links__version=models.F("answer__submission__current_version"))


class Assignment(models.Model):
    """One frozen answer for one reader, until a time; done when the reader has read it and coded what is to code."""

    answer = models.ForeignKey("submissions.Answer", models.PROTECT, related_name="assignments")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name=_("reader"))
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("assigned by"))
    assigned_at = models.DateTimeField(_("assigned at"), default=timezone.now)
    lease_until = models.DateTimeField(_("held until"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("answer", "pk")
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = (models.UniqueConstraint(fields=("answer", "reader"), name="an_answer_is_assigned_to_a_reader_once"),)

    def __str__(self):
        return f"{self.answer_id} · {self.reader}"


class Translation(models.Model):
    """An unofficial translation of a frozen answer, for staff to read beside it. Coding stays on the original; never published."""

    answer = models.ForeignKey("submissions.Answer", models.PROTECT, related_name="translations")
    language = models.CharField(_("language"), max_length=35)
    text = models.TextField(_("text"))
    made_how = models.CharField(_("how it was made"), max_length=200, help_text=_("For example the translator’s name or the machine’s."))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)

    class Meta:
        ordering = ("answer", "language")
        verbose_name = _("unofficial translation")
        verbose_name_plural = _("unofficial translations")
        constraints = (models.UniqueConstraint(fields=("answer", "language"), name="an_answer_has_one_translation_a_language"),)

    def __str__(self):
        return f"{self.answer_id} → {self.language}"
