"""A call at a glance, for the front page of the desks: how far its submissions have come, what came in, and the days that are left.

Twelve queries or so, however many submissions and calls there are.
"""

from dataclasses import dataclass, field
from datetime import UTC, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDay
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from review.progress import Progress, Status, progress_of
from review.reading_progress import Standing, reading
from review.screened import SCREENED, SINCE, yesterday
from submissions.models.call import Call
from submissions.models.submission import Submission

CALLS = 8  # calls that the page names; a link leads to all
DAYS = 45  # a chart of more days counts by the week
COLUMNS = 60  # a chart shows so many; what came before the first of them stands in it


@dataclass(frozen=True)
class CallFigures:
    """One call with its Progress, and in words how long it is still open."""

    call: Call
    progress: Progress
    days: int
    told: str


@dataclass(frozen=True)
class Glance:
    """The call that is looked at, with what the page says of it alone, and the `others` beside it; `more` where not all calls are named.

    received = the counts of `standing` together = those of `arrivals` together; `since` maps received, revised and withdrawn to counts.
    """

    figures: CallFigures
    screened: int
    since: dict
    since_moment: object
    standing: list
    answers: Standing
    arrivals: list = field(default_factory=list)


def calls_to_name(now):
    """(calls, whether there are more): those that are open, the one that closes first in front; then the rest, the latest first."""
    newest = list(Call.objects.order_by("-closes_at", "slug")[: CALLS + 1])
    calls = sorted(newest[:CALLS], key=lambda call: (call.phase(now) != "open", abs(call.closes_at - now), call.slug))
    return calls, len(newest) > CALLS


def figures_of(calls, now):
    progress = progress_of(calls)
    return [CallFigures(call, progress[call.pk], *days_left(call, now)) for call in calls]


def days_left(call, now):
    """(days, what they are, in words after the number) from now to a call's opening or closing."""
    phase = call.phase(now)
    days = abs((call.opens_at if phase == "coming" else call.closes_at) - now).days
    if phase == "coming":
        return days, ngettext("day until it opens", "days until it opens", days)
    if phase == "open":
        return days, ngettext("day left", "days left", days)
    return days, ngettext("day since it closed", "days since it closed", days)


def glance(figures, now=None):
    """The Glance at one call, from its CallFigures."""
    now = now or timezone.now()
    since = yesterday(now)
    received = Submission.objects.received().filter(call=figures.call)
    counts = received.aggregate(
        screened=Count("pk", filter=SCREENED), **{name: Count("pk", filter=condition(since)) for name, condition in SINCE.items()}
    )
    return Glance(
        figures=figures,
        screened=counts.pop("screened"),
        since=counts,
        since_moment=since,
        standing=standing_of(figures.progress),
        answers=reading(figures.call).total,
        arrivals=arrivals(received),
    )


def standing_of(progress):
    """(kind, label, status, count) of where the received submissions stand; together they are all."""
    return [
        ("published", gettext("published"), Status.PUBLISHED, progress.published),
        ("awaiting", gettext("awaiting decision"), Status.AWAITING, progress.awaiting),
        ("withheld", gettext("withheld"), Status.WITHHELD, progress.withheld),
        ("withdrawn", gettext("withdrawn"), Status.WITHDRAWN, progress.withdrawn),
        ("set-aside", gettext("set aside"), Status.SET_ASIDE, progress.set_aside),
    ]


def arrivals(received):
    """(label, count) of how many were received on each day, or in each week where there are many; together they are all.

    Those whose time is not known come last, in a row of their own.
    """
    per_day = received.order_by().annotate(day=TruncDay("received_at", tzinfo=UTC)).values_list("day").annotate(Count("pk"))
    found = dict(per_day)
    unknown = found.pop(None, 0)
    found = {moment.date(): count for moment, count in found.items()}
    rows = []
    if found:
        first, last = min(found), max(found)
        step = timedelta(days=1 if (last - first).days < DAYS else 7)
        first -= timedelta(days=first.weekday() if step.days == 7 else 0)
        steps = min((last - first) // step, COLUMNS - 1)
        begin = last - (last - first) % step - step * steps
        counts = [0] * (steps + 1)
        for day, count in found.items():
            counts[max((day - begin) // step, 0)] += count
        rows = [(label_of(begin + step * number), count) for number, count in enumerate(counts)]
        if begin > first:
            rows[0] = (gettext("Until %(day)s") % {"day": label_of(begin + step - timedelta(days=1))}, rows[0][1])
    return [*rows, (gettext("Not known"), unknown)] if unknown else rows


def label_of(day):
    return date_format(day, "j M Y")
