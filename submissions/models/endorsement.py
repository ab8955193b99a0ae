"""What an organization that joins says to that. A reply hangs on the endorser's key and survives revisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Endorsement(models.Model):
    """One organization's reply to being named in a joint submission. A reply may be changed; the newest holds."""

    class Reply(models.TextChoices):
        NONE = "", _("No reply yet")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")

    submission = models.ForeignKey("submissions.Submission", models.PROTECT, related_name="endorsements")
    key = models.UUIDField(editable=False, help_text=_("That of the Endorser in every version."))
    contact_email = models.EmailField(_("e-mail address"), blank=True, help_text=_("Not displayed publicly."))
    reply = models.CharField(_("reply"), max_length=10, choices=Reply, default=Reply.NONE, blank=True)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        constraints = (
            models.UniqueConstraint(fields=("submission", "key"), name="an_endorser_replies_once"),
            models.CheckConstraint(condition=models.Q(reply__in=("", "confirmed", "declined")), name="a_reply_is_known"),
        )

    def __str__(self):
        return f"{self.submission} {self.get_reply_display()}"
