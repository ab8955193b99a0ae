"""The kill switch: publication of a whole call paused, and resumed. Nothing is deleted; the next request reads nothing."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from review.safekeeping import replaying
from submissions.models.call import Call
from submissions.models.event import record
from submissions.models.submission import hold


class NotResumable(Exception):
    """Publication that has to rest; the message is a sentence for staff."""


def pause(call, *, by, reason=""):
    """From the next request on, nothing published of the call is public. Again changes nothing; returns whether it did."""
    with transaction.atomic():
        hold(call)
        if not Call.objects.filter(pk=call.pk, paused_at=None).update(paused_at=timezone.now()):
            return False
        record("pause", call=call, by=by, reason=reason)
    return True


def resume(call, *, by, reason=""):
    """What is published is public again, as it stands now. Again changes nothing; returns whether it did.

    NotResumable after a restore, until what was withdrawn since the backup is so again.
    """
    if replaying.missing_since() is not None:
        raise NotResumable(
            gettext("This portal was restored from a backup: publication rests until “replaywithdrawals” has run. Ask whoever runs it.")
        )
    with transaction.atomic():
        hold(call)
        if not Call.objects.filter(pk=call.pk).exclude(paused_at=None).update(paused_at=None):
            return False
        record("resume", call=call, by=by, reason=reason)
    return True
