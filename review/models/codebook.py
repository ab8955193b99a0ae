"""The codebook: all codes of a call, in facets."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions.models.call import identifier_validator, translated


class Code(models.Model):
    """One code. An excerpt with a sub-line counts for its parent by query, never by a second row."""

    class Facet(models.TextChoices):
        ACTION_LINE = "action-line", _("Action Line")
        THEME = "theme", _("Theme")
        STATEMENT_TYPE = "statement-type", _("Type of statement")

    call = models.ForeignKey("submissions.Call", models.CASCADE, related_name="codes")
    facet = models.CharField(_("facet"), max_length=20, choices=Facet, default=Facet.ACTION_LINE)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of"))
    identifier = models.CharField(_("identifier"), max_length=60, validators=[identifier_validator])
    notation = models.CharField(_("notation"), max_length=20, help_text=_("Short; what a reviewer types."))
    label = models.CharField(_("label"), max_length=300)
    definition = models.TextField(_("definition"), blank=True)
    include_when = models.TextField(_("include when"), blank=True)
    exclude_when = models.TextField(_("exclude when"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    translations = models.JSONField(_("translations"), default=dict, blank=True)

    class Meta:
        ordering = ("facet", "position", "pk")
        verbose_name = _("code")
        verbose_name_plural = _("codebook")
        constraints = (
            models.UniqueConstraint(fields=("call", "identifier"), name="a_code_identifier_is_unique_in_its_call"),
            models.UniqueConstraint(fields=("call", "notation"), name="a_notation_is_unique_in_its_call"),
            models.CheckConstraint(condition=models.Q(facet__in=("action-line", "theme", "statement-type")), name="a_facet_is_known"),
        )

    def __str__(self):
        return self.title

    @property
    def display_label(self):
        return translated(self, "label")

    @property
    def title(self):
        """ "C4: Capacity building" for an Action Line, "C7: E-health" for a sub-line, else the label."""
        if self.facet != self.Facet.ACTION_LINE:
            return self.display_label
        return f"{self.identifier.split('-')[0]}: {self.display_label}"
