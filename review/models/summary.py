"""The summary document: the Council document's frame, and a section for each question. What it counts is computed when it is built."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Summary(models.Model):
    """The frame of the document that the secretariat edits."""

    call = models.OneToOneField("submissions.Call", models.CASCADE, related_name="summary")
    title = models.CharField(_("title"), max_length=300)
    meeting = models.CharField(
        _("meeting"), max_length=300, blank=True, help_text=_("For example “Council 2025, Geneva, 17–27 June 2025”.")
    )
    agenda_item = models.CharField(_("agenda item"), max_length=60, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True, help_text=_("For example “C25/48-E”."))
    document_date = models.CharField(_("date"), max_length=60, blank=True)
    original_language = models.CharField(_("original language"), max_length=60, default="English")
    author_line = models.CharField(_("author line"), max_length=300, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    action_required = models.TextField(_("action required"), blank=True)
    strategic_links = models.TextField(_("relevant links with the Strategic Plan"), blank=True)
    financial_implications = models.TextField(_("financial implications"), blank=True)
    references = models.TextField(_("references"), blank=True)
    background = models.TextField(_("background"), blank=True, help_text=_("A sentence with the computed counts follows it."))
    introduction = models.TextField(_("introduction"), blank=True)

    class Meta:
        verbose_name = _("summary document")
        verbose_name_plural = _("summary documents")

    def __str__(self):
        return self.title


class Section(models.Model):
    """What the secretariat writes at the head of one question's section."""

    summary = models.ForeignKey(Summary, models.CASCADE, related_name="sections")
    question = models.ForeignKey("submissions.Question", models.CASCADE, related_name="+")
    text = models.TextField(_("text"), blank=True)

    class Meta:
        ordering = ("question__position",)
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = (models.UniqueConstraint(fields=("summary", "question"), name="a_summary_has_one_section_a_question"),)

    def __str__(self):
        return self.question.heading
