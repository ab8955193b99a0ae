"""The filters of the public list: what there is to choose, and how many submissions each choice would show.

Of very many publications only the newest are counted. Their counts are then at least so many, "10,000+", and only what stands among
them is offered, so that still no choice leads nowhere.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from submissions.places import place_shown
from submissions.templatetags.portal import language_name
from submissions.vocabulary import Region, StakeholderType

MOST_COUNTED = 10_000
TYPES, REGIONS = dict(StakeholderType.choices), dict(Region.choices)
# The filters of the contract: parameter → (column, label, the name of a value).
FILTERS = {
    "type": ("stakeholder_type", _("Stakeholder type"), lambda value: TYPES.get(value, value)),
    "region": ("region", _("Region"), lambda value: REGIONS.get(value, value)),
    "country": ("country", _("Country"), lambda value: place_shown(value, value)),
    "language": ("language", _("Language"), language_name),
}
COLUMNS = [column for column, _label, _name in FILTERS.values()]
PLACES = dict(zip(FILTERS, range(len(FILTERS)), strict=True))  # of the parameters in a row of counts


@dataclass(frozen=True)
class Filter:
    """One filter as a select: its options are (value, name, count), and none of them leads nowhere. A count may be "1250+"."""

    parameter: str
    label: str
    chosen: str
    options: list


def passing(found, chosen):
    """The publications that pass the chosen filters."""
    return found.filter(**{FILTERS[parameter][0]: value for parameter, value in chosen.items() if value})


def grouped(found):
    """How many publications share each combination of filtered values: rows of the values in the filters' order and their count.

    Rows are counted: for keys PostgreSQL reads the table, for rows an index alone.
    """
    return found.order_by().values_list(*COLUMNS).annotate(count=Count("*"))


def newest_grouped(found):
    """As `grouped`, but of publications that come newest first no more than one over MOST_COUNTED are counted."""
    try:
        newest, parameters = found.values_list(*COLUMNS)[: MOST_COUNTED + 1].query.sql_with_params()
    except EmptyResultSet:  # nothing can be found
        return []
    columns = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}, count(*) FROM ({newest}) newest GROUP BY {columns}", parameters)  # noqa: S608 (names of ours)
        return cursor.fetchall()


def counts_beside(found, chosen):
    """For each filter the counts of what passes the others that are chosen, as `newest_grouped`; for None of what passes them all."""
    everything = newest_grouped(found)
    beside, known = {}, {}
    for parameter in (None, *FILTERS):
        others = {one: value for one, value in chosen.items() if value and one != parameter}
        names = tuple(others)
        if names not in known and others and is_cut(everything):
            known[names] = newest_grouped(passing(found, others))
        elif names not in known:
            known[names] = [row for row in everything if all(row[PLACES[one]] == value for one, value in others.items())]
        beside[parameter] = known[names]
    return beside


def total_of(counts):
    """(how many publications were counted, whether there are more)."""
    return min(sum(row[-1] for row in counts), MOST_COUNTED), is_cut(counts)


def is_cut(counts):
    return sum(row[-1] for row in counts) > MOST_COUNTED


def by_value(parameter, counts):
    """How many publications have each value of one filter, "" among them."""
    found, place = Counter(), PLACES[parameter]
    for row in counts:
        found[row[place]] += row[-1]
    return found


def filters_under(chosen, beside):
    """The Filters; `beside` as `counts_beside` gives it."""
    total = shown(*total_of(beside[None]))
    return [one_filter(parameter, chosen[parameter], beside[parameter], total) for parameter in FILTERS]


def one_filter(parameter, chosen, counts, total):
    """One Filter under what the others chose; `total` is what its own choice shows."""
    language, more = get_language(), is_cut(counts)
    options = {value: shown(count, more) for value, count in by_value(parameter, counts).items() if value}
    options |= {chosen: total} if chosen else {}
    named = sorted(((value, name_of(parameter, value, language), count) for value, count in options.items()), key=lambda option: option[1])
    return Filter(parameter, FILTERS[parameter][1], chosen, named)


@lru_cache(maxsize=5000)  # looking them up anew for each row of a page takes a third of its time
def name_of(parameter, value, language):
    """The name of a filter's value in the language, which is the active one."""
    return str(FILTERS[parameter][2](value))


def shown(count, is_cut):
    """A count as it stands beside an option."""
    return f"{min(count, MOST_COUNTED)}+" if is_cut else count
