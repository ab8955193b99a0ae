"""The linkage matrix: how many submissions link an Action Line with an objective of the Global Digital Compact, by type of statement.

Two codes are linked where the same words carry both: their passages overlap, by a character at least, whoever coded them. On request
they are linked where one answer holds both. A type of statement goes with the two where the same words, or answer, carry all three; of
passages any two of which overlap, all share a character. A sub-line counts for its Action Line, and a submission once in each total.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import product

from django.db import models
from django.utils.translation import gettext_lazy as _

from review import quotes
from review.counting import lineage
from review.models.codebook import Code

LINE, OBJECTIVE, TYPE = Code.Facet.ACTION_LINE, Code.Facet.GDC_OBJECTIVE, Code.Facet.STATEMENT_TYPE


class Link(models.TextChoices):
    WORDS = "", _("The same words")
    ANSWER = "answer", _("The same answer")


@dataclass(frozen=True)
class Linkage:
    """Codes by facet, and who links them: (line, objective, type) → keys of submissions. None stands for any line or objective; as a
    type it stands for any and for none. `raised` holds who raised a code at all, by its key."""

    lines: tuple
    objectives: tuple
    types: tuple
    who: dict
    raised: dict

    def submissions(self, line=None, objective=None, type=None):
        return self.who.get((line, objective, type), frozenset())

    def count(self, line=None, objective=None, type=None):
        return len(self.submissions(line, objective, type))

    def raising(self, code):
        """How many raised a code, linked or not."""
        return len(self.raised.get(code, ()))


def linkage(call, link=Link.WORDS, **of_submissions):
    """The Linkage of a call's codings, of the answers and submissions that the filters of `review.quotes` mean."""
    return linkage_of(*coded_passages(call, **of_submissions), link)


def coded_passages(call, **of_submissions):
    """(the codes of the three facets, (submission, answer, start, end, code) of each coding by one of them), in three queries."""
    codes = [code for code in call.codes.select_related("parent").in_tree_order() if code.facet in (LINE, OBJECTIVE, TYPE)]
    given = quotes.answers(call, **of_submissions)
    standing = quotes.standing().filter(code__in=[code.pk for code in codes]).order_by()
    rows = standing.values_list("excerpt__answer", "excerpt__start", "excerpt__end", "code")
    return codes, [(given[row[0]][1], *row) for row in rows if row[0] in given]


def linkage_of(codes, records, link=Link.WORDS):
    """The Linkage of codes and records as `coded_passages` gives them."""
    facets, parents = ({code.pk: getattr(code, name) for code in codes} for name in ("facet", "parent_id"))
    who, raised = count(records, link, facets, parents)
    shown = [code for code in codes if code.retired_at is None or code.pk in raised]
    return Linkage(*(tuple(code for code in shown if code.facet == facet) for facet in (LINE, OBJECTIVE, TYPE)), who, raised)


def count(records, link, facets, parents):
    """(`who`, `raised`) of a Linkage, from (submission, answer, start, end, code) records; a code's facet and parent by its key."""
    spans, submission_of = defaultdict(list), {}
    for submission, answer, start, end, code in records:
        spans[answer].append((start, end, code))
        submission_of[answer] = submission
    alike = defaultdict(set)  # the sets of codes that stand together are few: who has each is told once
    for answer, found in spans.items():
        for codes in {frozenset(code for _start, _end, code in found)} if link == Link.ANSWER else on_the_same_words(found):
            alike[codes].add(submission_of[answer])
    who, raised = defaultdict(set), defaultdict(set)
    for codes, submissions in alike.items():
        everything = {key for code in codes for key in lineage(code, parents)}
        for key in everything:
            raised[key] |= submissions
        for key in links(everything, facets):
            who[key] |= submissions
    return dict(who), dict(raised)


def on_the_same_words(spans):
    """The largest sets of codes that one character carries, from half-open (start, end, code) spans of one answer."""
    edges = sorted(edge for start, end, code in spans for edge in ((start, True, code), (end, False, code)))  # at one place ends come first
    carried, has_grown, found = Counter(), False, set()
    for _place, begins, code in edges:
        if has_grown and not begins:
            found.add(frozenset(carried))
        has_grown = begins
        carried[code] += 1 if begins else -1
        if not carried[code]:
            del carried[code]
    return found


def links(codes, facets):
    """The (line, objective, type) keys that codes which stand together make."""
    lines, objectives, types = ([code for code in codes if facets.get(code) == facet] for facet in (LINE, OBJECTIVE, TYPE))
    return product([*lines, None], [*objectives, None], [*types, None]) if lines and objectives else ()
