"""The list of published submissions: filters with counts, search, pages. Reads the publication table alone."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from submissions.models.publication import Publication, PublishedAnswer
from submissions.places import country_name
from submissions.search import matching
from submissions.templatetags.portal import language_name
from submissions.vocabulary import Region, StakeholderType

PER_PAGE = 50
LAST_PAGE = 200
OPENING = 400  # characters of an answer that the list may show the beginning of
# The filters of the contract: parameter → (column, label, the name of a value).
FILTERS = {
    "type": ("stakeholder_type", _("Stakeholder type"), lambda value: dict(StakeholderType.choices).get(value, value)),
    "region": ("region", _("Region"), lambda value: dict(Region.choices).get(value, value)),
    "country": ("country", _("Country"), lambda value: country_name(value) or value),
    "language": ("language", _("Language"), language_name),
}


@dataclass(frozen=True)
class Filter:
    """One filter as a select: its options are (value, name, count), and none of them leads nowhere."""

    parameter: str
    label: str
    chosen: str
    options: list


@dataclass(frozen=True)
class Listing:
    """One page of the list with its filters."""

    query: str
    filters: list
    page: object
    total: int

    @property
    def is_refined(self):
        return bool(self.query or any(one.chosen for one in self.filters))

    @property
    def is_cut(self):
        """Whether there is more than the pages show."""
        return self.total > PER_PAGE * LAST_PAGE


class LimitedPaginator(Paginator):
    """Pages of a list whose length is known, up to the last page that is served."""

    def __init__(self, rows, total):
        super().__init__(rows, PER_PAGE)
        self.count = min(total, PER_PAGE * LAST_PAGE)


def listing(call, asked):
    """The page that the GET parameters ask for; an unknown value finds nothing, a wrong page number gives the nearest page."""
    query = asked.get("q", "").strip()
    chosen = {parameter: asked.get(parameter, "") for parameter in FILTERS}
    found = Publication.objects.live().filter(call=call)
    if query:
        found = matching(found, query)
    counts = combinations(found)
    total = sum(count for values, count in counts if fits(values, chosen))
    rows = found.filter(**{FILTERS[parameter][0]: value for parameter, value in chosen.items() if value})
    rows = rows.defer("search_terms").prefetch_related(Prefetch("answers", openings())).order_by("-number")
    return Listing(
        query=query,
        filters=[one_filter(parameter, chosen, counts) for parameter in FILTERS],
        page=LimitedPaginator(rows, total).get_page(asked.get("page")),
        total=total,
    )


def combinations(found):
    """How many publications share each combination of filtered values: a list of ({parameter: value}, count)."""
    columns = [column for column, _label, _name in FILTERS.values()]
    rows = found.order_by().values_list(*columns).annotate(count=Count("pk"))
    return [(dict(zip(FILTERS, row, strict=False)), row[-1]) for row in rows]


def fits(values, chosen, but=None):
    """Whether a combination passes the chosen filters, one of them (`but`) left aside."""
    return all(not value or values[parameter] == value for parameter, value in chosen.items() if parameter != but)


def one_filter(parameter, chosen, counts):
    """One filter under what the others chose."""
    _column, label, name = FILTERS[parameter]
    found = {chosen[parameter]: 0} if chosen[parameter] else {}
    for values, count in counts:
        if values[parameter] and fits(values, chosen, but=parameter):
            found[values[parameter]] = found.get(values[parameter], 0) + count
    options = sorted(((value, str(name(value)), count) for value, count in found.items()), key=lambda option: option[1])
    return Filter(parameter, label, chosen[parameter], options)


def openings():
    """Answers with the beginning of their text instead of the whole, and their questions."""
    answers = PublishedAnswer.objects.prefetch_related("question").order_by("question__position", "question_id")
    return answers.defer("text").annotate(opening=Substr("text", 1, OPENING))
