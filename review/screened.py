"""What has happened to received submissions, as conditions that a figure and the list behind it share."""

from datetime import UTC, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from review.models.screening import Review

# Somebody has looked at it: it is in review, reviewed or set aside.
SCREENED = Q(review__isnull=False) & (~Q(review__state=Review.State.NEW) | Q(review__set_aside_at__isnull=False))
TO_SCREEN = (Q(review=None) | Q(review__state=Review.State.NEW, review__set_aside_at=None)) & Q(withdrawn_at=None, erased_at=None)


def yesterday(now=None):
    """The beginning of yesterday, in UTC."""
    day = (now or timezone.now()).astimezone(UTC).date() - timedelta(days=1)
    return datetime.combine(day, time(), UTC)


def came_in(since):
    """Received or entered since then."""
    return Q(received_at__gte=since) | Q(entered_at__gte=since)


def revised(since):
    """A newer version than the first was submitted since then, and stands."""
    return Q(current_version__number__gt=1, current_version__submitted_at__gte=since)


def taken_back(since):
    """Its consent, or the whole submission, was withdrawn since then."""
    return Q(withdrawn_at__gte=since) | Q(consent__withdrawn=True, consent__recorded_at__gte=since)


SINCE = {"received": came_in, "revised": revised, "withdrawn": taken_back}
