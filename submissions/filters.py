"""The filters of the public list: what there is to choose, and how many submissions each choice would show.

Of very many publications only the newest are counted. Their counts are then at least so many, "10,000+", and only what stands among
them is offered, so that still no choice leads nowhere.
"""

from collections import Counter
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count
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


def combinations(found):
    """How many publications share each combination of filtered values: a list of ({parameter: value}, count). All are counted."""
    return by_parameter(grouped(found))


def grouped(found):
    """The filtered values with their count. Rows are counted: for keys PostgreSQL reads the table, for rows an index alone."""
    return found.order_by().values_list(*COLUMNS).annotate(count=Count("*"))


def by_parameter(rows):
    return [(dict(zip(FILTERS, row, strict=False)), row[-1]) for row in rows]


def newest_combinations(found):
    """As `combinations`, but of publications that come newest first no more than one over MOST_COUNTED are counted."""
    try:
        newest, parameters = found.values_list(*COLUMNS)[: MOST_COUNTED + 1].query.sql_with_params()
    except EmptyResultSet:  # nothing can be found
        return []
    columns = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}, count(*) FROM ({newest}) newest GROUP BY {columns}", parameters)  # noqa: S608 (names of ours)
        return by_parameter(cursor)


def counts_beside(found, chosen):
    """For each filter what passes the others that are chosen, as `newest_combinations`; for None what passes them all."""
    everything = newest_combinations(found)
    beside, known = {}, {}
    for parameter in (None, *FILTERS):
        others = {one: value for one, value in chosen.items() if value and one != parameter}
        names = tuple(others)
        if names not in known and others and is_cut(everything):
            known[names] = newest_combinations(passing(found, others))
        elif names not in known:
            known[names] = [row for row in everything if others.items() <= row[0].items()]
        beside[parameter] = known[names]
    return beside


def total_of(counts):
    """(how many publications were counted, whether there are more)."""
    return min(sum(count for _values, count in counts), MOST_COUNTED), is_cut(counts)


def is_cut(counts):
    return sum(count for _values, count in counts) > MOST_COUNTED


def filters_under(chosen, beside):
    """The Filters; `beside` as `counts_beside` gives it."""
    return [one_filter(parameter, chosen[parameter], beside[parameter], shown(*total_of(beside[None]))) for parameter in FILTERS]


def one_filter(parameter, chosen, counts, total):
    """One Filter under what the others chose; `total` is what its own choice shows."""
    _column, label, name = FILTERS[parameter]
    found = Counter()
    for values, count in counts:
        found[values[parameter]] += count
    more = is_cut(counts)
    options = {value: shown(count, more) for value, count in found.items() if value} | ({chosen: total} if chosen else {})
    named = sorted(((value, str(name(value)), count) for value, count in options.items()), key=lambda option: option[1])
    return Filter(parameter, label, chosen, named)


def shown(count, is_cut):
    """A count as it stands beside an option."""
    return f"{min(count, MOST_COUNTED)}+" if is_cut else count
