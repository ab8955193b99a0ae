"""The organizations that join a submission, and what they say to that. A reply hangs on the endorser's key and survives revisions."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from submissions.vocabulary import StakeholderType


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


class EndorserQuerySet(models.QuerySet):
    def joining(self, submissions):
        """Those who join the newest versions of these submissions and did not decline: the entities beside the submitters."""
        declined = replies_to_endorsers().filter(reply=Endorsement.Reply.DECLINED)
        return self.filter(~Exists(declined), version__in=submissions.values("current_version"))

    def with_reply(self):
        """Each with its `reply`, a value of Endorsement.Reply."""
        return self.annotate(reply=Coalesce(Subquery(replies_to_endorsers().values("reply")), Value(Endorsement.Reply.NONE.value)))


def replies_to_endorsers():
    """The endorsement of each endorser in an outer query."""
    return Endorsement.objects.filter(submission=OuterRef("version__submission"), key=OuterRef("key"))


class Endorser(models.Model):
    """An entity that joins a submission. Its key stays the same in later versions."""

    version = models.ForeignKey("submissions.Version", models.CASCADE, related_name="endorsers")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=500)
    stakeholder_type = models.CharField(_("stakeholder type"), max_length=30, choices=StakeholderType, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    country_as_written = models.CharField(_("country as written"), max_length=500, blank=True)
    contact_email = models.EmailField(_("e-mail address"), blank=True, help_text=_("Not displayed publicly."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = EndorserQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("endorser")
        verbose_name_plural = _("endorsers")
        constraints = (models.UniqueConstraint(fields=("version", "key"), name="an_endorser_joins_a_version_once"),)

    def __str__(self):
        return self.name
