"""The summary document: frame, sections, statements, and the evidence under each. What it counts is computed when it is read."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from review.quantity import Word

STEP = 100  # between the positions of neighbours, so that a new question finds its place between two sections


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


class WordTemplate(models.Model):
    """The .docx file on whose styles, running lines and page the summary's Word document is made; without one, on ours."""

    summary = models.OneToOneField(Summary, models.CASCADE, related_name="word_template")
    file = models.BinaryField(_("file"))
    name = models.CharField(_("name of the file"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    kept_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("Word template")
        verbose_name_plural = _("Word templates")
        default_permissions = ()  # whoever may change the summary

    def __str__(self):
        return self.name


class Section(models.Model):
    """A heading of the document with its introduction and statements.

    A list stands inside the numbered section before it, and counts whoever answered that section's question.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", _("Section of a question")
        ACTION_LINES = "action-lines", _("Section of a question, a line for each Action Line")
        LIST = "list", _("List within the section before it")
        FREE = "free", _("Section of its own")

    summary = models.ForeignKey(Summary, models.CASCADE, related_name="sections")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.QUESTION)
    question = models.ForeignKey("submissions.Question", models.CASCADE, null=True, blank=True, related_name="+")
    heading = models.CharField(_("heading"), max_length=300, blank=True, help_text=_("Empty: the heading of its question."))
    position = models.PositiveIntegerField(_("position"), default=0)
    text = models.TextField(_("text"), blank=True, help_text=_("Stands at its head, before the statements."))

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = (
            models.UniqueConstraint(
                fields=("summary", "question"),
                condition=models.Q(kind__in=("question", "action-lines")),
                name="a_summary_has_one_section_a_question",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("question", "action-lines"), question__isnull=False)
                | (models.Q(kind__in=("list", "free")) & ~models.Q(heading="")),
                name="a_section_has_a_question_or_a_heading",
            ),
        )

    def __str__(self):
        return self.display_heading

    @property
    def display_heading(self):
        return self.heading or self.question.display_heading

    @property
    def is_list(self):
        return self.kind == self.Kind.LIST


class StatementQuerySet(models.QuerySet):
    def in_order(self):
        """As the document has them."""
        return self.order_by("section__position", "section", "position", "pk")

    def printed(self):
        """What a person stands behind: neither a proposal nor dropped."""
        return self.exclude(status__in=(Statement.Status.PROPOSED, Statement.Status.DROPPED))


class Statement(models.Model):
    """One sentence or two of the summary. `{quantity}` in its text is filled by the rule of `review.quantity` from its evidence."""

    class Kind(models.TextChoices):
        EVIDENCE = "evidence", _("Stands on evidence")
        EDITORIAL = "editorial", _("Editorial: context or mandate, without evidence")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        DRAFT = "draft", _("Draft")
        REVIEWED = "reviewed", _("Reviewed")
        APPROVED = "approved", _("Approved")
        DROPPED = "dropped", _("Dropped")

    class Origin(models.TextChoices):
        PERSON = "person", _("A person")
        MACHINE = "machine", _("The machine's first draft")

    section = models.ForeignKey(Section, models.CASCADE, related_name="statements")
    position = models.PositiveIntegerField(_("position"), default=0)
    lead = models.CharField(_("lead"), max_length=300, blank=True, help_text=_("Printed in bold, before a dash."))
    text = models.TextField(
        _("text"), help_text=_("{quantity} stands for the counted word, such as “several submissions”; the evidence fills it.")
    )
    code = models.ForeignKey(
        "review.Code", models.SET_NULL, null=True, blank=True, related_name="+", help_text=_("Its evidence is looked for under this code.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.EVIDENCE)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    quantity = models.CharField(
        _("word for the quantity"), max_length=10, choices=Word, blank=True, help_text=_("Empty: as the rule has it. Never a stronger one.")
    )
    quantity_reason = models.CharField(_("reason for a weaker word"), max_length=500, blank=True)
    origin = models.CharField(_("drafted by"), max_length=10, choices=Origin, default=Origin.PERSON)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("edited by")
    )
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("words last written by")
    )
    gathered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence last chosen by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_hash = models.CharField(max_length=64, blank=True, editable=False)
    approved_state = models.JSONField(default=dict, blank=True, editable=False)  # of its evidence, so that what changed can be said

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=("evidence", "editorial")), name="a_statement_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(status__in=("proposed", "draft", "reviewed", "approved", "dropped")), name="a_statement_status_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="approved") | models.Q(approved_at__isnull=False, approved_by__isnull=False),
                name="an_approved_statement_says_by_whom",
            ),
        )

    def __str__(self):
        return self.lead or Truncator(self.text).chars(60)

    @property
    def is_untouched(self):
        """Whether the machine proposed it and no person has decided on it: then a new first draft may replace it."""
        return self.origin == self.Origin.MACHINE and self.status == self.Status.PROPOSED and self.edited_by_id is None


class Evidence(models.Model):
    """A passage under a statement, and what it does to it."""

    class Role(models.TextChoices):
        SUPPORTS = "supports", _("Supports")
        QUALIFIES = "qualifies", _("Qualifies")
        CONTRADICTS = "contradicts", _("Contradicts")
        EXAMPLE = "example", _("Example")

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="evidence")
    excerpt = models.ForeignKey("review.Excerpt", models.PROTECT, related_name="evidence")
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.SUPPORTS)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    added_at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ("added_at", "pk")
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = (
            models.UniqueConstraint(fields=("statement", "excerpt"), name="an_excerpt_is_evidence_of_a_statement_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=("supports", "qualifies", "contradicts", "example")), name="a_role_of_evidence_is_known"
            ),
        )

    def __str__(self):
        return f"{self.get_role_display()}: {self.excerpt}"


def give_sections(summary):
    """Make the sections that the summary lacks, one for each question of its call, at the place of the question."""
    having = summary.sections.filter(kind__in=(Section.Kind.QUESTION, Section.Kind.ACTION_LINES)).exclude(question=None)
    missing = summary.call.questions.exclude(pk__in=having.values("question"))
    Section.objects.bulk_create(Section(summary=summary, question=question, position=question.position * STEP) for question in missing)


def last_position(rows):
    """A position after all of these rows."""
    return rows.aggregate(last=Coalesce(models.Max("position"), 0))["last"] + STEP
