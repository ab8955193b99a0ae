"""The list of published submissions: filters with counts, search, pages. Reads the publication table alone."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from django.core.paginator import Paginator
from django.db.models import F, OrderBy
from django.db.models.functions import Substr
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from submissions.filters import FILTERS, MOST_COUNTED, counts_beside, filters_under, name_of, passing, total_of
from submissions.hits import holds_in_a_row, passage, quotations, sequences, spans
from submissions.models.publication import Publication, PublishedAnswer
from submissions.search import LONGEST_QUERY, MOST_READ, after_finding, matching, with_words
from submissions.texts import beginning, listed

PER_PAGE = 50
LAST_PAGE = 200
MOST_SEARCHED = 2_000_000  # characters of a page's answers that are looked through for passages
ORDERS = {"": _("Newest first"), "oldest": _("Oldest first"), "name": _("Name, A to Z")}
SORTED_BY = {  # order → columns, each with whether it descends; who stays unnamed comes last
    "": (("number", True),),
    "oldest": (("number", False),),
    "name": (("level", True), ("sort_name", False), ("number", False)),
}
OPENING = 220  # characters of its first answer that the list shows of a submission
FACTS = ("type", "country", "region", "language")  # in the order of the list
COUNTRY = FACTS.index("country")
SHOWN = ("number", "level", "name", "stakeholder_type", "country", "country_as_written", "region", "language", "endorsers")


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
        return self.page.paginator.has_more or self.total > PER_PAGE * LAST_PAGE


class LimitedPaginator(Paginator):
    """Pages of a list, up to the last page that is served. `total` is how many were counted, `has_more` whether there are more."""

    def __init__(self, rows, total, has_more):
        super().__init__(rows, PER_PAGE)
        self.count, self.total, self.has_more = min(total, PER_PAGE * LAST_PAGE), total, has_more

    def get_page(self, number):
        """The page nearest to the number asked for; the first where it is none. Django's gives the last page for number 0."""
        try:
            asked = int(number)
        except (TypeError, ValueError):
            asked = 1
        return self.page(min(max(asked, 1), self.num_pages))

    @property
    def at_least(self):
        """The total where there are more."""
        return f"{number_format(self.total, force_grouping=True)}+"


def pages_of(rows):
    """The pages of rows that are counted here."""
    total = rows[: MOST_COUNTED + 1].count()
    return LimitedPaginator(rows, min(total, MOST_COUNTED), total > MOST_COUNTED)


def listing(call, asked):
    """The page that the GET parameters ask for; an unknown value finds nothing, a wrong page number gives the nearest page."""
    query = asked.get("q", "").strip()
    chosen = {parameter: asked.get(parameter, "") for parameter in FILTERS}
    published = Publication.objects.live().filter(call=call).order_by("-number")
    found = matching(published, query) if query else published
    beside = counts_beside(found, chosen)
    total, has_more = total_of(beside[None])
    order = asked.get("sort", "") if asked.get("sort") in ORDERS else ""
    page = LimitedPaginator(ordered(passing(found, chosen), order, query), total, has_more).get_page(asked.get("page"))
    if page.has_previous():  # the pages before are passed over in an index alone
        page.object_list = ordered(published.filter(number__in=page.object_list.values("number")), order, query)
    page.object_list = entries(page.object_list, query)
    return Listing(query, filters_under(chosen, beside), page, total, order, is_partly_read(published, query))


def ordered(rows, order, query):
    """The publications in one of the ORDERS."""
    by = after_finding if query else F
    return rows.only(*SHOWN).order_by(*(OrderBy(by(column), descending=is_descending) for column, is_descending in SORTED_BY[order]))


def is_partly_read(published, query):
    """Whether a quotation was looked for in the newest of many alone."""
    return bool(quotations(query[:LONGEST_QUERY])) and with_words(published, query)[: MOST_READ + 1].count() > MOST_READ


def entries(publications, query=""):
    """The Entries of publications, in two queries and without a model instance for each of their answers."""
    publications, answers, sought = list(publications), defaultdict(list), sequences(query[:LONGEST_QUERY])
    rows = PublishedAnswer.objects.filter(publication__in=publications).order_by("question__position", "question_id")
    text = "text" if sought else Substr("text", 1, OPENING + 1)
    for key, *answer in rows.values_list("publication", "question__position", "question__identifier", "language", text):
        answers[key].append(answer)
    left, language = MOST_SEARCHED, get_language()
    found = []
    for publication in publications:
        hit, left = first_hit(answers[publication.pk], sought, left)
        found.append(entry(publication, answers[publication.pk], language, hit))
    return found


def first_hit(answers, sought, left):
    """(the first answer that holds what is sought with its passage, or None; how many characters may still be looked through)."""
    for position, identifier, language, text in answers if sought else ():
        left -= len(text)
        if left < 0:
            break
        held = any(holds_in_a_row(text, language, sequence) for sequence in sought)
        if held and (hits := spans(text, language, sought)):
            return (position, identifier, language, passage(text, hits)), left
    return None, left


def entry(publication, answers, shown_in, hit=None):
    """One Entry in the language that is active.

    `answers` are [position and identifier of the question, language, beginning of the text], in the questions' order.
    """
    position, identifier, language, text = answers[0] if answers else (0, "", "", "")
    position, identifier, language, found = hit or (position, identifier, language, [])
    values = (publication.stakeholder_type, publication.country, publication.region, publication.language)
    facts = [value and name_of(parameter, value, shown_in) for parameter, value in zip(FACTS, values, strict=True)]
    facts[COUNTRY] = facts[COUNTRY] or publication.country_as_written
    return Entry(
        number=publication.number,
        name=publication.display_name,
        facts=[fact for fact in facts if fact],
        endorsers=len(publication.endorsers),
        opening=beginning(text, OPENING),
        language=language,
        questions=numbers(tuple(answer[0] for answer in answers), shown_in),
        passage=found,
        position=position,
        identifier=identifier,
    )


@lru_cache(maxsize=1000)
def numbers(positions, language):
    """The numbers of questions in one line, as the language, which is the active one, writes a list."""
    return listed(positions)
