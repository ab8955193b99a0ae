"""The list of published submissions: filters with counts, search, pages. Reads the publication table alone."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from submissions.hits import passage, quotations, sequences, spans
from submissions.models.publication import Publication, PublishedAnswer
from submissions.places import place_shown
from submissions.search import LONGEST_QUERY, MOST_READ, matching, with_words
from submissions.templatetags.portal import language_name
from submissions.terms import fold, words
from submissions.texts import beginning, listed
from submissions.vocabulary import Region, StakeholderType

PER_PAGE = 50
LAST_PAGE = 200
MOST_SEARCHED = 2_000_000  # characters of a page's answers that are looked through for passages
ORDERS = {"": _("Newest first"), "oldest": _("Oldest first"), "name": _("Name, A to Z")}
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
    """A published submission as the list shows it: who speaks in words, how its first answer begins, which questions it answers.

    In the results of a search `passage` holds Pieces around the words found, from the answer to the question `identifier`.
    """

    number: int
    name: str
    facts: list
    endorsers: int
    opening: str
    language: str
    questions: str
    passage: list
    position: int
    identifier: str


@dataclass(frozen=True)
class Listing:
    """One page of the list with its filters."""

    query: str
    filters: list
    page: object
    total: int
    order: str
    is_partly_read: bool

    @property
    def is_refined(self):
        return bool(self.query or any(one.chosen for one in self.filters))

    @property
    def orders(self):
        """The orders to choose from, as (value, name)."""
        return ORDERS.items()

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
    published = Publication.objects.live().filter(call=call)
    found = matching(published, query) if query else published
    counts = combinations(found)
    total = sum(count for values, count in counts if fits(values, chosen))
    rows = found.filter(**{FILTERS[parameter][0]: value for parameter, value in chosen.items() if value})
    order = asked.get("sort", "") if asked.get("sort") in ORDERS else ""
    page = LimitedPaginator(ordered(rows, order), total).get_page(asked.get("page"))
    if order == "name":
        page.object_list = Publication.objects.in_order(page.object_list, SHOWN)
    page.object_list = entries(page.object_list, query)
    filters = [one_filter(parameter, chosen, counts) for parameter in FILTERS]
    return Listing(query, filters, page, total, order, is_partly_read(published, query))


def ordered(rows, order):
    """The publications in one of the ORDERS; by name, their keys.

    Names are compared here, without case and accents, so that both databases agree; who stays unnamed comes last.
    """
    if order != "name":
        return rows.only(*SHOWN).order_by("number" if order == "oldest" else "-number")
    named = rows.order_by("number").values_list("pk", "name")
    return [key for key, _name in sorted(named, key=lambda row: (not row[1], " ".join(fold(word) for word in words(row[1]))))]


def is_partly_read(published, query):
    """Whether a quotation was looked for in the newest of many alone."""
    return bool(quotations(query[:LONGEST_QUERY])) and with_words(published, query).count() > MOST_READ


def combinations(found):
    """How many publications share each combination of filtered values: a list of ({parameter: value}, count)."""
    return [(dict(zip(FILTERS, row, strict=False)), row[-1]) for row in grouped(found)]


def grouped(found):
    """The filtered values with their count, read from the index of these columns alone: it does not hold the key, so rows are counted."""
    columns = [column for column, _label, _name in FILTERS.values()]
    return found.order_by().values_list(*columns).annotate(count=Count("*"))


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


def entries(publications, query=""):
    """The Entries of publications, in two queries and without a model instance for each of their answers."""
    publications, answers, sought = list(publications), defaultdict(list), sequences(query[:LONGEST_QUERY])
    rows = PublishedAnswer.objects.filter(publication__in=publications).order_by("question__position", "question_id")
    text = "text" if sought else Substr("text", 1, OPENING + 1)
    for key, *answer in rows.values_list("publication", "question__position", "question__identifier", "language", text):
        answers[key].append(answer)
    left = MOST_SEARCHED
    found = []
    for publication in publications:
        hit, left = first_hit(answers[publication.pk], sought, left)
        found.append(entry(publication, answers[publication.pk], hit))
    return found


def first_hit(answers, sought, left):
    """(the first answer that holds what is sought with its passage, or None; how many characters may still be looked through)."""
    for position, identifier, language, text in answers if sought else ():
        left -= len(text)
        if left < 0:
            break
        if hits := spans(text, language, sought):
            return (position, identifier, language, passage(text, hits)), left
    return None, left


def entry(publication, answers, hit=None):
    """One Entry; `answers` are [position and identifier of the question, language, beginning of the text], in the questions' order."""
    position, identifier, language, text = answers[0] if answers else (0, "", "", "")
    position, identifier, language, found = hit or (position, identifier, language, [])
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
        questions=listed(position for position, *_rest in answers),
        passage=found,
        position=position,
        identifier=identifier,
    )
