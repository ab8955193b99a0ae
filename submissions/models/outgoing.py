"""OutgoingMail: the outbox. A row says which mail is due about which submission; text and link are made when it is sent."""

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


class OutgoingMail(models.Model):
    class Kind(models.TextChoices):
        LINK = "link", _("Private link")
        RECEIPT = "receipt", _("Receipt")

    submission = models.ForeignKey("submissions.Submission", models.CASCADE, related_name="mails")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    language = models.CharField(_("language"), max_length=20, default="en")
    message_id = models.CharField(max_length=200, unique=True)
    queued_at = models.DateTimeField(_("queued at"), default=timezone.now)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("given up at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        indexes = (models.Index(fields=("next_attempt_at",), condition=models.Q(sent_at=None, failed_at=None), name="mail_due"),)

    def __str__(self):
        return f"{self.get_kind_display()} {self.queued_at:%Y-%m-%d %H:%M}"
