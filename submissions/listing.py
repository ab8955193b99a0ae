"""The list of published submissions: filters with counts, search, pages. Reads the publication table alone."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from submissions.models.publication import Publication, PublishedAnswer
from submissions.places import place_shown
from submissions.search import matching
from submissions.templatetags.portal import language_name
from submissions.texts import beginning, listed
from submissions.vocabulary import Region, StakeholderType

PER_PAGE = 50
LAST_PAGE = 200
OPENING = 220  # characters of its first answer that the list shows of a submission
TYPES, REGIONS = dict(StakeholderType.choices), dict(Region.choices)
# The filters of the contract: parameter → (column, label, the name of a value).
FILTERS = {
    "type": ("stakeholder_type", _("Stakeholder type"), lambda value: TYPES.get(value, value)),
    "region": ("region", _("Region"), lambda value: REGIONS.get(value, value)),
    "country": ("country", _("Country"), lambda value: place_shown(value, value)),
    "language": ("language", _("Language"), language_name),
}
FACTS = ("type", "country", "region", "language")  # in the order of the list
SHOWN = ("number", "level", "name", "stakeholder_type", "country", "country_as_written", "region", "language", "endorsers")


@dataclass(frozen=True)
class Filter:
    """One filter as a select: its options are (value, name, count), and none of them leads nowhere."""

    parameter: str
    label: str
    chosen: str
    options: list


@dataclass(frozen=True)
class Entry:
    """A published submission as the list shows it: who speaks in words, how its first answer begins, which questions it answers."""

    number: int
    name: str
    facts: list
    endorsers: int
    opening: str
    language: str
    questions: str


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
    page = LimitedPaginator(rows.only(*SHOWN).order_by("-number"), total).get_page(asked.get("page"))
    page.object_list = entries(page.object_list)
    return Listing(query=query, filters=[one_filter(parameter, chosen, counts) for parameter in FILTERS], page=page, total=total)


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


def entries(publications):
    """The Entries of publications, in two queries and without a model instance for each of their answers."""
    publications, answers = list(publications), defaultdict(list)
    rows = PublishedAnswer.objects.filter(publication__in=publications).order_by("question__position", "question_id")
    for key, *answer in rows.values_list("publication", "question__position", "language", Substr("text", 1, OPENING + 1)):
        answers[key].append(answer)
    return [entry(publication, answers[publication.pk]) for publication in publications]


def entry(publication, answers):
    """One Entry; `answers` are [position of the question, language, beginning of the text], in the order of the questions."""
    _position, language, text = answers[0] if answers else (0, "", "")
    values = (
        publication.stakeholder_type,
        publication.country or publication.country_as_written,
        publication.region,
        publication.language,
    )
    return Entry(
        number=publication.number,
        name=publication.display_name,
        facts=[FILTERS[parameter][2](value) for parameter, value in zip(FACTS, values, strict=True) if value],
        endorsers=len(publication.endorsers),
        opening=beginning(text, OPENING),
        language=language,
        questions=listed(position for position, _language, _text in answers),
    )
