"""Event: the append-only record of every act that changes what anyone may see, and of every export."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppendOnlyQuerySet(models.QuerySet):
    """Rows are added and read; changing or deleting one raises TypeError."""

    def update(self, **kwargs):
        raise TypeError(f"{self.model.__name__} is append-only.")

    def _update(self, values, *args, **kwargs):  # what Model.save() of an existing row calls
        raise TypeError(f"{self.model.__name__} is append-only.")

    def delete(self):
        raise TypeError(f"{self.model.__name__} is append-only.")

    def bulk_update(self, *args, **kwargs):
        raise TypeError(f"{self.model.__name__} is append-only.")


class AppendOnly(models.Model):
    """A row that is added and read, never changed or deleted."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def delete(self, *args, **kwargs):
        raise TypeError(f"{type(self).__name__} is append-only.")


KEPT_AFTER_ERASURE = ("number", "version", "unread", "consent", "channel", "reason", "late_until", "coding", "excerpt", "code", "coder")


class EventQuerySet(AppendOnlyQuerySet):
    """Append-only but for one door: what an erasure must take out is blanked, and nothing is written in its place."""

    def blank(self):
        """Take out of these Events the reasons that people typed and every fact that may be personal; acts and times stay."""
        for event in self:
            facts = {name: only_kept(getattr(event, name)) for name in ("before", "after")}
            models.QuerySet.update(self.model.objects.filter(pk=event.pk), reason="", **facts)


def only_kept(facts):
    return {name: value for name, value in facts.items() if name in KEPT_AFTER_ERASURE}


class Event(AppendOnly):
    """One act. `before` and `after` hold facts such as a consent level or a count, never personal data or answers."""

    call = models.ForeignKey("submissions.Call", models.PROTECT, null=True, blank=True, related_name="events")
    submission = models.ForeignKey("submissions.Submission", models.PROTECT, null=True, blank=True, related_name="events")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    actor_role = models.CharField(_("by"), max_length=20, help_text=_("stakeholder, staff or command"))
    verb = models.CharField(_("act"), max_length=60)
    at = models.DateTimeField(_("at"), default=timezone.now)
    before = models.JSONField(_("before"), default=dict, blank=True)
    after = models.JSONField(_("after"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        ordering = ("-at", "-pk")
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = (models.Index(fields=("call", "verb", "-at"), name="event_call_verb_at"),)

    def __str__(self):
        return f"{self.verb} {self.at:%Y-%m-%d %H:%M}"


def event_of(verb, *, call=None, submission=None, by=None, role="", before=None, after=None, reason=""):
    """An unsaved Event. `by` is a user or None; the role is "staff" with a user, else "command" unless said."""
    return Event(
        verb=verb,
        call=call or (submission.call if submission else None),
        submission=submission,
        actor=by,
        actor_role=role or ("staff" if by else "command"),
        before=before or {},
        after=after or {},
        reason=reason,
    )


def record(verb, **facts):
    """Add one Event; its facts are those of `event_of`."""
    event = event_of(verb, **facts)
    event.save(force_insert=True)
    return event
