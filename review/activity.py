"""Who did what when: the work on a call by day, person and act, from the codings, the memos and the Events."""

from dataclasses import dataclass
from datetime import UTC, date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from review.models.coding import Coding
from review.models.memo import Memo
from submissions.event_words import ACTS
from submissions.models.event import Event

CODED, WROTE = "coded", "memo"
OWN_ACTS = {CODED: _("Codings made"), WROTE: _("Memos written")}


@dataclass(frozen=True, order=True)
class Deed:
    """How often a person did a thing on a day, in UTC."""

    day: date
    person: str
    act: str
    count: int

    @property
    def label(self):
        return OWN_ACTS.get(self.act) or ACTS.get(self.act, self.act)


def deeds(call, *, person=None, act="", since=None, until=None):
    """The Deeds of members of staff on a call, newest day first; codings that were removed since are among those made."""
    sources = {
        CODED: (Coding.objects.filter(code__in=list(call.codes.values_list("pk", flat=True))), "created_at", "coder"),
        WROTE: (Memo.objects.filter(call=call), "written_at", "written_by"),
        "": (Event.objects.filter(call=call, actor__isnull=False), "at", "actor"),
    }
    found = []
    for name, (rows, moment, who) in sources.items():
        if name and act and act != name:
            continue
        rows = rows.filter(verb=act) if act and not name else rows
        rows = rows.filter(**{who: person}) if person else rows
        rows = rows.filter(**{f"{moment}__date__gte": since}) if since else rows
        rows = rows.filter(**{f"{moment}__date__lte": until}) if until else rows
        by = [f"{who}__username", *([] if name else ["verb"])]
        counted = rows.order_by().annotate(day=TruncDate(moment, tzinfo=UTC)).values_list("day", *by).annotate(n=Count("pk"))
        found += [Deed(day, username, verb[0] if verb else name, n) for day, username, *verb, n in counted]
    return sorted(found, key=lambda deed: (-deed.day.toordinal(), deed.person, deed.act))


def last_days(found, count):
    """Of Deeds those of the `count` last days on which anything was done."""
    days = sorted({deed.day for deed in found}, reverse=True)[:count]
    return [deed for deed in found if days and deed.day >= days[-1]]


def before(found, count):
    """The day before those that `last_days` gives, or None where nothing was done then or earlier."""
    days = sorted({deed.day for deed in found}, reverse=True)
    return days[count - 1] - timedelta(days=1) if len(days) > count else None
