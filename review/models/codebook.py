"""The codebook: all codes of a call, in facets."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.call import identifier_validator, translated


class CodeQuerySet(models.QuerySet):
    def active(self):
        """Codes that take new codings."""
        return self.filter(retired_at=None)

    def in_tree_order(self):
        """By facet, each code followed by those that are part of it."""
        return self.order_by(
            "facet",
            Coalesce("parent__position", "position"),
            Coalesce("parent_id", "pk"),
            Coalesce("parent_id", 0),
            "position",
            "pk",
        )


class CodebookVersion(models.Model):
    """The codebook of a call as it stood at one moment, under a number that reports name. Never changed."""

    call = models.ForeignKey("submissions.Call", models.CASCADE, related_name="codebook_versions")
    number = models.PositiveIntegerField(_("number"))
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    codes = models.JSONField(_("codes"))  # every field of every code, in tree order
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ("call", "number")
        verbose_name = _("codebook version")
        verbose_name_plural = _("codebook versions")
        constraints = (models.UniqueConstraint(fields=("call", "number"), name="a_codebook_version_number_is_unique_in_its_call"),)

    def __str__(self):
        return f"{self.call} {self.number}"


class CodebookChange(models.Model):
    """One act on the codebook, with what it takes to undo it; `review/codebook_journal.py` writes and reads it.

    `before` and `after` hold {"codes": {key: {field: value}}} of the fields that changed; None before stands for a code that the act made.
    `after` also holds what became of codings: "moved" [[from code, to code, [keys]]], "removed" [[instant, [keys]]], "made" [keys].
    """

    class Act(models.TextChoices):
        ADD = "add", _("Added")
        EDIT = "edit", _("Edited")
        MERGE = "merge", _("Merged")
        SPLIT = "split", _("Split")
        MOVE = "move", _("Moved")
        RETIRE = "retire", _("Retired")

    call = models.ForeignKey("submissions.Call", models.CASCADE, related_name="codebook_changes")
    act = models.CharField(_("act"), max_length=10, choices=Act)
    summary = models.CharField(_("what was done"), max_length=300)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("at"), default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        ordering = ("made_at", "pk")
        verbose_name = _("change of the codebook")
        verbose_name_plural = _("changes of the codebook")

    def __str__(self):
        return self.summary


class Code(models.Model):
    """One code. An excerpt with a sub-line counts for its parent by query, never by a second row.

    Codes change through the acts of `review/recoding.py` alone: those keep the tree whole and can be undone.
    """

    class Facet(models.TextChoices):
        ACTION_LINE = "action-line", _("Action Line")
        THEME = "theme", _("Theme")
        STATEMENT_TYPE = "statement-type", _("Type of statement")
        GDC_OBJECTIVE = "gdc-objective", _("Global Digital Compact objective")

    call = models.ForeignKey("submissions.Call", models.CASCADE, related_name="codes")
    facet = models.CharField(_("facet"), max_length=20, choices=Facet, default=Facet.ACTION_LINE)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of"))
    identifier = models.CharField(_("identifier"), max_length=60, validators=[identifier_validator])
    notation = models.CharField(_("notation"), max_length=20, help_text=_("Short; what a reviewer types."))
    label = models.CharField(_("label"), max_length=300)
    definition = models.TextField(_("definition"), blank=True)
    include_when = models.TextField(_("include when"), blank=True)
    exclude_when = models.TextField(_("exclude when"), blank=True)
    examples = models.TextField(_("examples"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired_at = models.DateTimeField(
        _("retired at"), null=True, blank=True, help_text=_("A retired code keeps its codings and takes no new ones.")
    )
    replaced_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("replaced by"))
    translations = models.JSONField(_("translations"), default=dict, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering = ("facet", "position", "pk")
        verbose_name = _("code")
        verbose_name_plural = _("codebook")
        constraints = (
            models.UniqueConstraint(fields=("call", "identifier"), name="a_code_identifier_is_unique_in_its_call"),
            models.UniqueConstraint(fields=("call", "notation"), name="a_notation_is_unique_in_its_call"),
            models.CheckConstraint(
                condition=models.Q(facet__in=("action-line", "theme", "statement-type", "gdc-objective")), name="a_facet_is_known"
            ),
        )

    def __str__(self):
        return self.title

    @property
    def display_label(self):
        return translated(self, "label")

    @property
    def display_definition(self):
        return translated(self, "definition")

    @property
    def title(self):
        """ "C4: Capacity building" for an Action Line, "C7: E-health" for a sub-line, else the label."""
        if self.facet != self.Facet.ACTION_LINE:
            return self.display_label
        return f"{self.identifier.split('-')[0]}: {self.display_label}"
