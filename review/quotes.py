"""Passages across a call: which codings a set of filters means, how many submissions said them, and how a passage may be quoted.

Filters are keywords, each "" or None when it does not filter; UNSTATED asks for those that did not state it. Quotes, matrix and exports
take the same filters through the same two functions, so a figure and the quotes behind it are the same.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import or_

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from review.counting import counted_submissions
from review.models.codebook import Code
from review.models.coding import Coding, Excerpt
from review.models.screening import Redaction
from review.redacting import spans_by_answer
from submissions.models.submission import Submission, VersionAnswer
from submissions.texts import listed
from submissions.vocabulary import ConsentLevel

UNSTATED = "unstated"
WITHDRAWN = "withdrawn"
ANY = "any"  # of a facet whichever code
ELISION = "[…]"
PROFILE = {"type": "stakeholder_type", "region": "region", "country": "country", "language": "language"}


class Which(models.TextChoices):
    """Of which submissions passages are looked at: "" are those that count."""

    COUNTED = "", _("Those that count")
    ASIDE = "aside", _("Set aside or withdrawn")
    ALL = "all", _("All received")


def submissions_of(call, *, which="", consent="", **profile):
    """The received submissions of a call that are meant; `profile` takes the keys of PROFILE."""
    received = Submission.objects.received().filter(call=call)
    if which == Which.ASIDE:
        received = received.filter(Q(review__set_aside_at__isnull=False) | Q(withdrawn_at__isnull=False))
    elif which != Which.ALL:
        received = counted_submissions(call)
    if consent:
        received = received.filter(consent__withdrawn=True) if consent == WITHDRAWN else received.filter(consent__level=consent)
        received = received.filter(consent__withdrawn=False) if consent == ConsentLevel.NONE else received
    stated = {f"current_version__{PROFILE[name]}": "" if value == UNSTATED else value for name, value in profile.items() if value}
    return received.filter(**stated)


def codings(call, *, question=None, which="", consent="", **filters):
    """The live codings that are meant, as a queryset: for a few at a time. `rows` is the same for many."""
    profile = {name: filters.pop(name, "") for name in PROFILE}
    meant = submissions_of(call, which=which, consent=consent, **profile)
    found = matching(Coding.objects.of(call).filter(excerpt__answer__submission__in=meant), call, **filters)
    return found.filter(excerpt__answer__question=question) if question else found


def matching(found, call, *, code=None, facet="", coder=None, anchor="", words="", objective=None, statement=None, link=""):
    """Of these codings those with the code or a part of it, of the facet, by the coder, so anchored, and with every word in their quote.

    With an objective or a type of statement (a code's key, or ANY) those that make the link: of each code named one, on the same words,
    or with `link` "answer" in the same answer.
    """
    codes = call.codes.filter(Q(pk=code) | Q(parent=code)) if code else call.codes.all()
    codes = codes.filter(facet=facet) if facet else codes
    asked = ((Code.Facet.GDC_OBJECTIVE, objective), (Code.Facet.STATEMENT_TYPE, statement))
    linked = [keys_of(call.codes.filter(facet=name), key) for name, key in asked if key]
    groups = [*([list(codes.values_list("pk", flat=True))] if code or facet or not linked else []), *linked]
    makes_it = [Q(code__in=group) & beside([g for g in groups if g is not group], on_words=not link) for group in groups]
    equal = {"coder": coder, "excerpt__anchor": anchor}
    found = found.filter(reduce(or_, makes_it), **{path: value for path, value in equal.items() if value})
    for word in words.split():
        found = found.filter(excerpt__quote__icontains=word)
    return found


def keys_of(codes, key):
    """The keys of a code and its parts, or with ANY of all of these codes."""
    return list((codes if key == ANY else codes.filter(Q(pk=key) | Q(parent=key))).values_list("pk", flat=True))


def beside(groups, *, on_words, depth=1):
    """The condition on a coding that one of each of these groups of codes stands with it, all on the same words or in one answer."""
    if not groups:
        return Q()
    found = standing().filter(code__in=groups[0], excerpt__answer=outer(1, "excerpt__answer"))
    for level in range(1, depth + 1 if on_words else 1):
        found = found.filter(excerpt__start__lt=outer(level, "excerpt__end"), excerpt__end__gt=outer(level, "excerpt__start"))
    return Q(Exists(found.filter(beside(groups[1:], on_words=on_words, depth=depth + 1))))


def outer(level, name):
    """A field of the query so many levels further out."""
    return OuterRef(name if level == 1 else outer(level - 1, name))


def answers(call, *, question=None, **of_submissions):
    """Answer key → (question, submission), of the newest versions of the submissions that are meant."""
    versions = submissions_of(call, **of_submissions).values("current_version")
    given = VersionAnswer.objects.filter(version__in=versions)
    given = given.filter(question=question) if question else given
    return {
        answer: (question, submission) for answer, question, submission in given.values_list("answer", "question", "version__submission")
    }


def standing():
    """The codings that nobody removed, on passages whose place is known, whatever version their answer is of."""
    return Coding.objects.filter(removed_at=None, excerpt__anchor__in=(Excerpt.Anchor.EXACT, Excerpt.Anchor.CHANGED))


def rows(call, *more, **filters):
    """(code, answer, what `more` names) of each coding that is meant, whatever version its answer is of.

    Codings and answers are read each for itself: as one join a database takes five to fifty times as long over 300,000.
    """
    found = matching(standing(), call, **filters).order_by()
    return list(found.values_list("code", "excerpt__answer", *more))


def split(filters):
    """Filters as those of answers and those of codings."""
    of_answers = {name: value for name, value in filters.items() if name in ("question", "which", "consent", *PROFILE)}
    return of_answers, {name: value for name, value in filters.items() if name not in of_answers}


@dataclass(frozen=True)
class Found:
    """What a set of filters means: the passages in their order, as keys, and how many codings and submissions these are."""

    passages: tuple
    codings: int
    submissions: int


def find(call, *, in_text_order=False, **filters):
    """The Found of the filters: the newest passage first, or by question, submission and place in the text."""
    of_answers, of_codings = split(filters)
    given = answers(call, **of_answers)
    meant = [row for row in rows(call, "excerpt", "excerpt__start", **of_codings) if row[1] in given]
    if in_text_order:
        position = {question: place for place, question in enumerate(call.questions.values_list("pk", flat=True))}
        places = {excerpt: (position[given[answer][0]], given[answer][1], start) for _code, answer, excerpt, start in meant}
        order = sorted(places, key=places.get)
    else:
        order = sorted({row[2] for row in meant}, reverse=True)
    return Found(tuple(order), len(meant), len({given[answer][1] for answer in {row[1] for row in meant}}))


@dataclass(frozen=True)
class Passage:
    """An excerpt with every code that stands on it."""

    excerpt: Excerpt
    codings: tuple  # (code, its path in the codebook, the names of its coders)
    struck: tuple  # spans of the answer that the public copy leaves out

    @property
    def submission(self):
        return self.excerpt.answer.submission

    @property
    def consent(self):
        """The level of consent, or WITHDRAWN."""
        consent = self.submission.consent
        return WITHDRAWN if consent.withdrawn else consent.level

    @property
    def may_quote(self):
        """Whether its stakeholder lets it be quoted now, its words stand beyond doubt, and none of them is redacted."""
        set_aside = getattr(getattr(self.submission, "review", None), "set_aside_at", None) or self.submission.withdrawn_at
        is_sure = self.excerpt.anchor == Excerpt.Anchor.EXACT and not self.is_redacted
        return self.submission.consent.allows_text and is_sure and not set_aside

    @property
    def is_redacted(self):
        return any(start < self.excerpt.end and end > self.excerpt.start for start, end in self.struck)

    @property
    def quotable(self):
        """The quote as the public may read it."""
        return masked(self.excerpt.quote, [(start - self.excerpt.start, end - self.excerpt.start) for start, end in self.struck])

    @property
    def attribution(self):
        """Who said it as it may be written: the name with consent to it, type and region with consent without a name, else a warning."""
        version, publication = self.submission.current_version, getattr(self.submission, "publication", None)
        number = publication.number if publication and publication.withdrawn_at is None else None
        where = gettext("No. %(number)s") % {"number": number} if number else gettext("not published yet")
        if not self.may_quote:
            return gettext("not for quotation: %(reference)s") % {"reference": self.submission.reference}
        if self.consent == ConsentLevel.NAMED:
            return f"{version.stakeholder_name or self.submission.reference} ({where})"
        said = [label for label in (version.get_stakeholder_type_display(), version.get_region_display()) if label]
        return f"{listed(said) or gettext('Anonymous')} ({where})"

    @property
    def citation(self):
        """The quote with who said it and in answer to what, as it is copied."""
        return f"“{self.quotable}” – {self.attribution}, {self.excerpt.answer.question}"


def masked(quote, spans):
    """The quote with an elision in the place of every span that touches it; spans are half-open and may overlap or reach beyond."""
    kept, at = [], 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(quote))
        if start < end:
            kept += [quote[at:start], ELISION]
            at = end
    return "".join([*kept, quote[at:]])


def path_of(code):
    """Where a code stands in the codebook: facet, then what it is part of, then its title."""
    return " › ".join(str(part) for part in (code.get_facet_display(), code.parent, code) if part)


def passages(excerpts):
    """The excerpts of these keys as Passages in their order, in three queries for any number of them."""
    of_answer = ("answer__question", "answer__submission__consent", "answer__submission__current_version")
    of_submission = ("answer__submission__publication", "answer__submission__review")
    found = Excerpt.objects.select_related(*of_answer, *of_submission).in_bulk(excerpts)
    standing = Coding.objects.filter(removed_at=None, excerpt__in=excerpts).select_related("code__parent", "coder")
    by_excerpt = defaultdict(list)
    for coding in standing.order_by("code__facet", "code__position", "code", "created_at", "pk"):
        by_excerpt[coding.excerpt_id].append(coding)
    struck = spans_by_answer(Redaction.objects.live().filter(answer__in={excerpt.answer_id for excerpt in found.values()}))
    return [
        Passage(found[key], tuple(by_code(by_excerpt[key])), tuple(struck.get(found[key].answer_id, ())))
        for key in excerpts
        if key in found
    ]


def by_code(standing):
    """(code, path, names of coders) of codings in the order of their codes."""
    for code, group in groupby(standing, lambda coding: coding.code):
        yield code, path_of(code), listed(coding.coder.get_username() for coding in group)
