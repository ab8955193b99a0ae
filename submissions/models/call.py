"""A call for inputs: its dates, questions and documents. The public rooms may read this module."""

from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator, URLValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from submissions.vocabulary import portal_language

identifier_validator = RegexValidator(
    r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*\Z", _("Use letters, digits and single hyphens, for example “main-challenges”.")
)
web_address_validator = URLValidator(schemes=("http", "https"))
FEWEST_OBJECTION_DAYS, MOST_OBJECTION_DAYS = 1, 365


def validate_time_zone(value):
    """An IANA time zone."""
    if value not in available_timezones():
        raise ValidationError(_("“%(value)s” is no time zone; write an IANA name such as Europe/Zurich."), params={"value": value})


def translated(instance, field, language=""):
    """The field in a language, the active one unless given, where a translation exists, else the base text."""
    language = language or get_language() or "en"
    table = (instance.translations or {}).get(field, {})
    return table.get(language) or table.get(language.split("-")[0]) or getattr(instance, field)


class CallQuerySet(models.QuerySet):
    def listed(self):
        """Calls that the public may see, the one that closes last first."""
        return self.filter(is_listed=True).order_by("-closes_at", "slug")

    def begun(self, now):
        """Those that have opened: before, a call has no drafts."""
        return self.filter(opens_at__lte=now)


class Call(models.Model):
    slug = models.SlugField(_("short name in addresses"), unique=True, max_length=60)
    title = models.CharField(_("title"), max_length=300)
    introduction = models.TextField(_("introduction"), blank=True)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[validate_time_zone])
    grace_minutes = models.PositiveSmallIntegerField(
        _("grace, minutes"), default=30, help_text=_("How long after closing a form that is being filled in is still taken.")
    )
    languages = models.JSONField(_("languages"), default=list, help_text=_("BCP 47 tags; the first is the language of the base text."))
    contact_email = models.EmailField(_("contact of the secretariat"), blank=True, help_text=_("Displayed publicly."))
    privacy_notice = models.TextField(
        _("privacy notice"), blank=True, help_text=_("Shown before anything is asked. Empty means the portal's standard notice.")
    )
    licence = models.CharField(
        _("licence of the open data"),
        max_length=200,
        blank=True,
        help_text=_(
            "Displayed publicly, for example “CC BY 4.0”. Name one only where stakeholders agreed to it when they consented. "
            "Empty means that the rights stay with those who wrote the texts."
        ),
    )
    is_listed = models.BooleanField(_("visible to the public"), default=False)
    needs_second_person = models.BooleanField(
        _("publishing takes two people"),
        default=True,
        help_text=_("One prepares the public copy, another who redacted nothing in it approves it."),
    )
    objection_days = models.PositiveSmallIntegerField(
        _("days to contest the summary"),
        default=30,
        validators=[MinValueValidator(FEWEST_OBJECTION_DAYS), MaxValueValidator(MOST_OBJECTION_DAYS)],
        help_text=_("For so long after an edition of the summary is issued, stakeholders may contest how it reads their submission."),
    )
    paused_at = models.DateTimeField(
        _("publication paused at"), null=True, blank=True, editable=False, help_text=_("Nothing of the call is public until it is resumed.")
    )
    translations = models.JSONField(_("translations"), default=dict, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for inputs")
        verbose_name_plural = _("calls for inputs")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="a_call_closes_after_it_opens",
                violation_error_message=_("The call must close after it opens."),
            ),
        )

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("submissions:call", args=(self.slug,))

    @property
    def is_paused(self):
        """Whether publication is paused: nothing that was published of the call may be read."""
        return self.paused_at is not None

    def phase(self, now=None):
        """ "coming", "open" or "past" at one instant."""
        now = now or timezone.now()
        if now < self.opens_at:
            return "coming"
        return "open" if now <= self.closes_at else "past"

    @property
    def last_moment(self):
        """The instant after which a text is late: closing plus grace."""
        return self.closes_at + timedelta(minutes=self.grace_minutes)

    def is_late(self, moment):
        """Whether something received at `moment` is late; an unknown moment (None) never is."""
        return moment is not None and moment > self.last_moment

    @property
    def contact(self):
        """Whom to write to: the call's own address, else that of the installation, else ""."""
        return self.contact_email or settings.CONTACT_EMAIL

    @property
    def local_closes_at(self):
        """The closing instant in the call's own time zone."""
        return self.closes_at.astimezone(ZoneInfo(self.time_zone))

    @property
    def base_language(self):
        return self.languages[0] if self.languages else "en"

    @property
    def display_title(self):
        return translated(self, "title")

    @property
    def display_introduction(self):
        return translated(self, "introduction")


class CallDocument(models.Model):
    call = models.ForeignKey(Call, models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=300)
    address = models.URLField(_("address"), max_length=500, validators=[web_address_validator])
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self):
        return self.title


class Question(models.Model):
    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        CHOICES = "choices", _("Choices")
        CHOICES_AND_TEXT = "choices-and-text", _("Choices and text")

    call = models.ForeignKey(Call, models.CASCADE, related_name="questions")
    identifier = models.CharField(_("identifier"), max_length=60, validators=[identifier_validator])
    position = models.PositiveSmallIntegerField(pgettext_lazy("of a question", "number"))
    heading = models.CharField(_("heading"), max_length=300, help_text=_("The title of its section in the summary."))
    text = models.TextField(_("question"))
    help_text = models.TextField(_("explanation"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.TEXT)
    word_guidance = models.PositiveIntegerField(_("advised words"), null=True, blank=True)
    character_guidance = models.PositiveIntegerField(_("advised characters"), null=True, blank=True)
    required = models.BooleanField(_("required"), default=False)
    translations = models.JSONField(_("translations"), default=dict, blank=True)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = (
            models.UniqueConstraint(fields=("call", "identifier"), name="a_question_identifier_is_unique_in_its_call"),
            models.CheckConstraint(condition=models.Q(kind__in=("text", "choices", "choices-and-text")), name="a_question_kind_is_known"),
        )

    def __str__(self):
        return f"{self.position}. {self.heading}"

    @property
    def has_choices(self):
        return self.kind != self.Kind.TEXT

    @property
    def has_text(self):
        return self.kind != self.Kind.CHOICES

    def labels_of(self, values):
        """The labels of chosen options in the active language, in the order of the options; last, as they are, values that are none."""
        labels = {option.value: option.display_label for option in self.options.all()}
        known = [label for value, label in labels.items() if value in values]
        return known + [value for value in values if value not in labels]

    @property
    def display_heading(self):
        return translated(self, "heading")

    @property
    def display_text(self):
        return translated(self, "text")

    def text_in(self, language):
        """Its text as the portal shows it to whoever writes in this language."""
        return translated(self, "text", portal_language(language))

    def language_of(self, text, base_language):
        """The language in which it reads so now, or "" for none."""
        texts = {base_language: self.text} | (self.translations or {}).get("text", {})
        return next((language for language, said in texts.items() if said == text), "")

    @property
    def display_help_text(self):
        return translated(self, "help_text")


class Option(models.Model):
    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    value = models.CharField(_("identifier"), max_length=60, validators=[identifier_validator])
    label = models.CharField(_("label"), max_length=300)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    translations = models.JSONField(_("translations"), default=dict, blank=True)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = (models.UniqueConstraint(fields=("question", "value"), name="an_option_value_is_unique_in_its_question"),)

    def __str__(self):
        return self.label

    @property
    def display_label(self):
        return translated(self, "label")
