"""A campaign: answers to one question that a person found to be one letter sent by many. It counts once."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Campaign(models.Model):
    """Confirmed by a member of staff; taken back, it is deleted, and an Event tells."""

    question = models.ForeignKey("submissions.Question", models.CASCADE, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed at"), default=timezone.now)

    class Meta:
        ordering = ("question", "pk")
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def __str__(self):
        return f"{self.question} {self.pk}"


class CampaignMember(models.Model):
    """A submission whose answer to the question is one of the campaign's."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="members")
    question = models.ForeignKey("submissions.Question", models.CASCADE, related_name="+")  # that of the campaign
    submission = models.ForeignKey("submissions.Submission", models.PROTECT, related_name="campaigns")

    class Meta:
        ordering = ("submission",)
        verbose_name = _("member of a campaign")
        verbose_name_plural = _("members of a campaign")
        constraints = (models.UniqueConstraint(fields=("question", "submission"), name="an_answer_is_of_one_campaign"),)

    def __str__(self):
        return f"{self.campaign_id}: {self.submission_id}"
