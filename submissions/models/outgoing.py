"""OutgoingMail: the outbox. A row says which mail is due about which submission; text and link are made when it is sent."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutgoingMailQuerySet(models.QuerySet):
    def due(self, now=None):
        """Mails to send now, oldest first."""
        return self.filter(sent_at=None, failed_at=None, next_attempt_at__lte=now or timezone.now()).order_by("queued_at", "pk")

    def untouched(self):
        """Mails that wait for their first attempt."""
        return self.filter(sent_at=None, failed_at=None, attempts=0)


class Notice(models.Model):
    """What the secretariat wrote to one stakeholder or to many; each gets it as a mail of its own."""

    class Kind(models.TextChoices):
        NOTICE = "notice", _("Message")
        CLARIFICATION = "clarification", _("Request for clarification")

    call = models.ForeignKey("submissions.Call", models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.NOTICE)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    sent_at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ("-sent_at", "-pk")
        verbose_name = _("message to stakeholders")
        verbose_name_plural = _("messages to stakeholders")

    def __str__(self):
        return self.subject


class OutgoingMail(models.Model):
    class Kind(models.TextChoices):
        LINK = "link", _("Private link")
        RECEIPT = "receipt", _("Receipt")
        ENDORSE = "endorse", _("Question to an organization that joins")
        REMINDER = "reminder", _("Reminder of a draft")
        EXTENDED = "extended", _("New closing time")
        ANSWER = "answer", _("Answer of the secretariat to a request")
        NOTICE = "notice", _("Message of the secretariat")
        SUMMARY = "summary", _("The summary is issued, or changed")
        OBJECTION = "objection", _("Answer to an objection to the summary")

    submission = models.ForeignKey("submissions.Submission", models.CASCADE, related_name="mails")
    endorsement = models.ForeignKey("submissions.Endorsement", models.CASCADE, null=True, blank=True, related_name="mails")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="mails")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    language = models.CharField(_("language"), max_length=20, default="en")
    message_id = models.CharField(max_length=200, unique=True)
    queued_at = models.DateTimeField(_("queued at"), default=timezone.now)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("given up at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    bounced_at = models.DateTimeField(_("came back at"), null=True, blank=True)
    bounce = models.CharField(_("why it came back"), max_length=300, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        indexes = (models.Index(fields=("next_attempt_at",), condition=models.Q(sent_at=None, failed_at=None), name="mail_due"),)

    def __str__(self):
        return f"{self.get_kind_display()} {self.queued_at:%Y-%m-%d %H:%M}"

    @property
    def address(self):
        """Where it goes: to the address of the submission it is about, or of the organization that is asked."""
        return self.endorsement.contact_email if self.endorsement else self.submission.contact_email
