"""The machine's first draft: extractive and nothing invented. Each proposal says which code, how many, and quotes what somebody published.

The passage that a proposal quotes is the most central one of its code: the one whose words the others share most.
"""

from collections import Counter, defaultdict
from math import sqrt

from django.db import transaction
from django.utils.translation import gettext, override

from review.counting import counted_submissions
from review.evidence import quotable
from review.models.codebook import Code
from review.models.coding import Coding
from review.models.summary import STEP, Evidence, Section, Statement, last_position
from review.quantity import QUOTE, SLOT
from submissions.terms import words
from submissions.vocabulary import portal_language

MOST = 8  # proposals a section; a section of Action Lines proposes each line that was raised
LEAST = 2  # submissions that raise a code before it is proposed


def draft_section(section):
    """Propose statements for a section from the codings of its question; returns how many.

    Proposals that nobody touched are replaced; a code about which the section has any other statement, dropped ones too, is not proposed
    again. The caller's section has its question, or nothing is proposed.
    """
    if section.question_id is None:
        return 0
    with transaction.atomic():
        Section.objects.select_for_update(no_key=True).get(pk=section.pk)
        untouched = [row.pk for row in section.statements.all() if row.is_untouched]
        Statement.objects.filter(pk__in=untouched).delete()
        decided = set(section.statements.exclude(code=None).values_list("code", flat=True))
        passages = passages_by_code(section)
        proposals = [code for code in candidates(section, passages) if code.pk not in decided]
        position = last_position(section.statements)
        with override(portal_language(section.summary.call.base_language)):
            for number, code in enumerate(proposals):
                propose(section, code, passages[code.pk], position + number * STEP)
    return len(proposals)


def passages_by_code(section):
    """Code key → rows of (excerpt, submission, quote) in answers to the section's question; a sub-line counts for its parent as well."""
    call = section.summary.call
    rows = (
        Coding.objects.of(call)
        .filter(excerpt__answer__question=section.question_id, excerpt__answer__submission__in=counted_submissions(call))
        .order_by("excerpt")
        .values_list("excerpt", "excerpt__answer__submission", "excerpt__quote", "code", "code__parent")
        .distinct()
    )
    table = defaultdict(dict)
    for excerpt, submission, quote, code, parent in rows:
        for key in {code, parent} - {None}:
            table[key][excerpt] = (excerpt, submission, quote)
    return {code: list(found.values()) for code, found in table.items()}


def candidates(section, passages):
    """The codes to propose: each Action Line in its order where the section goes by them, else the themes, and the Action Lines after
    them, by how many submissions raised them."""
    reach = {code: len({submission for _excerpt, submission, _quote in rows}) for code, rows in passages.items()}
    codes = [code for code in section.summary.call.codes.filter(parent=None) if reach.get(code.pk, 0) >= LEAST]
    if section.kind == Section.Kind.ACTION_LINES:
        return [code for code in codes if code.facet == Code.Facet.ACTION_LINE]
    said = [code for code in codes if code.facet in (Code.Facet.THEME, Code.Facet.ACTION_LINE)]
    return sorted(said, key=lambda code: (code.facet != Code.Facet.THEME, -reach[code.pk], code.position))[:MOST]


def propose(section, code, rows, position):
    """One proposal with every passage of its code under it, the most central published one first: that is what is quoted."""
    statement = Statement.objects.create(
        section=section,
        position=position,
        lead=code.title,
        code=code,
        text=f"{gettext('Raised by %(quantity)s.') % {'quantity': SLOT}} {QUOTE}",
        status=Statement.Status.PROPOSED,
        origin=Statement.Origin.MACHINE,
    )
    published = quotable([row[0] for row in rows])
    central = by_centrality(rows)
    ordered = [row for row in central if row[0] in published] + [row for row in central if row[0] not in published]
    Evidence.objects.bulk_create([Evidence(statement=statement, excerpt_id=excerpt) for excerpt, _submission, _quote in ordered])


def by_centrality(rows):
    """The rows, first those whose words are nearest to the words of all; the same rows give the same order."""
    bags = [Counter(words(quote)) for _excerpt, _submission, quote in rows]
    whole = sum((Counter(set(bag)) for bag in bags), Counter())
    scores = {row[0]: nearness(bag, whole) for row, bag in zip(rows, bags, strict=True)}
    return sorted(rows, key=lambda row: (-scores[row[0]], row[0]))


def nearness(bag, whole):
    """The cosine of one passage's words and of how many passages hold each word."""
    length = sqrt(sum(n * n for n in bag.values())) * sqrt(sum(n * n for n in whole.values()))
    return sum(n * whole[word] for word, n in bag.items()) / length if length else 0.0
