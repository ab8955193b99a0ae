"""Consent: what the stakeholder allows, as an append-only ledger. The newest record of a submission is what holds."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.event import AppendOnly
from submissions.models.event import record as record_event
from submissions.vocabulary import PUBLISHABLE, Channel, ConsentLevel

STAFF = "staff"  # the channel of a consent that the secretariat records on a stakeholder's behalf


class ConsentRecord(AppendOnly):
    """One statement of a stakeholder about publication, with the wording that was shown."""

    submission = models.ForeignKey("submissions.Submission", models.PROTECT, related_name="consent_records")
    level = models.CharField(_("consent"), max_length=10, choices=ConsentLevel)
    attachments = models.BooleanField(_("files may be published"), default=False)
    withdrawn = models.BooleanField(_("takes back an earlier consent"), default=False)
    wording = models.TextField(_("wording shown"), blank=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=(*Channel.choices, (STAFF, _("Secretariat"))))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(AppendOnly.Meta):
        ordering = ("recorded_at", "pk")
        verbose_name = _("consent record")
        verbose_name_plural = _("consent records")
        constraints = (
            models.CheckConstraint(condition=models.Q(level__in=("named", "anonymous", "none")), name="a_consent_level_is_known"),
            models.CheckConstraint(condition=models.Q(withdrawn=False) | models.Q(level="none"), name="a_withdrawn_consent_allows_nothing"),
        )

    def __str__(self):
        return self.get_level_display()

    @property
    def allows_text(self):
        return self.level in PUBLISHABLE


def record_consent(submission, *, level, attachments=False, wording="", language="", channel=Channel.ONLINE, by=None):
    """Add to the ledger what the stakeholder says now and make it the consent that holds; return the record.

    The caller holds the submission's row lock. Only `publication.apply_consent` and the entry of new submissions call this: what a new
    consent no longer covers must leave the public in the same transaction.
    """
    before = submission.consent
    consent = ConsentRecord.objects.create(
        submission=submission,
        level=level,
        attachments=attachments,
        withdrawn=level == ConsentLevel.NONE and before is not None and (before.allows_text or before.withdrawn),
        wording=wording,
        language=language,
        channel=channel,
        recorded_by=by,
    )
    submission.consent = consent
    submission.save(update_fields=("consent",))
    record_event(
        "consent",
        submission=submission,
        by=by,
        role="" if by or channel == STAFF else "stakeholder",
        before={"consent": before.level if before else None},
        after={"consent": level},
    )
    return consent
