"""What was published of a call, in counts: by who speaks, from where, in which language, about what and when. Public tables alone."""

from dataclasses import dataclass, field
from datetime import UTC, timedelta

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from submissions.charts import HEADROOM, PLOT, bars, columns, height_of
from submissions.filters import FILTERS, by_value, grouped, name_of
from submissions.models.publication import Publication
from submissions.texts import beginning
from submissions.vocabulary import direction

MOST_BARS = 15  # a chart shows so many; its table shows all
LONGEST_LABEL = 32  # characters that fit beside the count on a phone; the table has the whole
TITLES = {
    "type": _("Submissions by stakeholder type"),
    "region": _("Submissions by region"),
    "language": _("Submissions by language"),
    "country": _("Submissions by country"),
}


@dataclass(frozen=True)
class Row:
    """One line of a table, with the share of all in per cent where that says something, the list that it counts, and a name for a bar."""

    label: str
    count: int
    share: float | None = None
    address: str = ""
    short: str = ""


@dataclass(frozen=True)
class Chart:
    """A heading, a table and its picture: `bars` or, for what follows in time, `columns`."""

    identifier: str
    title: str
    heading: str
    rows: list
    mirrored: bool
    bars: list = field(default_factory=list)
    columns: list = field(default_factory=list)

    @property
    def height(self):
        return height_of(self.bars) if self.bars else HEADROOM + PLOT

    @property
    def is_cut(self):
        return bool(self.bars) and len(self.rows) > len(self.bars)

    @property
    def highest(self):
        return max(self.rows, key=lambda row: row.count)


def statistics(call, *, figures, questions):
    """The Charts of a call, in the active language; `figures` as views.public gives them, `questions` with how often each was answered."""
    published = Publication.objects.live().filter(call=call)
    counts = list(grouped(published))
    total = sum(row[-1] for row in counts)
    charts = [received_chart(figures)] if figures["received"] else []
    charts += [chart(parameter, str(title), rows_of(call, parameter, counts, total)) for parameter, title in TITLES.items()]
    charts.append(chart("question", gettext("Answers to each question"), question_rows(call, questions), gettext("Question")))
    charts.append(time_chart(published))
    return [one for one in charts if one.rows]


def is_mirrored():
    return direction(get_language()) == "rtl"


def chart(identifier, title, rows, heading=""):
    """A chart of bars with its table."""
    heading = heading or str(FILTERS[identifier][1])
    drawn = bars([(beginning(row.short or row.label, LONGEST_LABEL), row.count) for row in rows[:MOST_BARS]], mirrored=is_mirrored())
    return Chart(identifier, title, heading, rows, is_mirrored(), bars=drawn)


def rows_of(call, parameter, counts, total):
    """The Rows of one filter, most first; those of whom it is not known stand last. Each leads to the list of what it counts."""
    found, language = by_value(parameter, counts), get_language()
    unknown = found.pop("", 0)
    named = [(name_of(parameter, value, language), value, count) for value, count in found.items()]
    named.sort(key=lambda row: (-row[2], row[0]))
    published = reverse("submissions:published-list", args=(call.slug,))
    rows = [Row(label, count, share(count, total), f"{published}?{parameter}={value}") for label, value, count in named]
    return [*rows, Row(gettext("Not stated"), unknown, share(unknown, total))] if unknown and rows else rows


def share(count, total):
    return 100 * count / total if total else None


def received_chart(figures):
    """How many of those received are published."""
    received, published = figures["received"], figures["published"]
    rows = [Row(gettext("received"), received), Row(gettext("published upon consent"), published, share(published, received))]
    return chart("received", gettext("Received and published"), rows, gettext("Submissions"))


def question_rows(call, questions):
    """How many published answers each question has, in the order of the questions."""
    rows = []
    for one in questions:
        address = reverse("submissions:question", args=(call.slug, one.identifier))
        short = gettext("Question %(number)s") % {"number": one.position}
        rows.append(Row(f"{one.position}. {one.display_heading}", one.answered, address=address, short=short))
    return [row for row in rows if row.count]


def time_chart(published):
    """How many were first published in each week from the first to the last, weeks without any among them."""
    weeks = published.order_by().annotate(week=TruncWeek("first_published_at", tzinfo=UTC)).values_list("week").annotate(Count("pk"))
    found = {moment.date(): count for moment, count in weeks}
    rows = []
    day = min(found, default=None)
    while day and day <= max(found):
        rows.append(Row(date_format(day, gettext("j F Y")), found.get(day, 0)))
        day += timedelta(days=7)
    drawn = columns([(row.label, row.count) for row in rows], mirrored=is_mirrored())
    title, heading = gettext("Submissions by week of first publication"), gettext("Week that begins on")
    return Chart("week", title, heading, rows, is_mirrored(), columns=drawn)
