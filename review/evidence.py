"""What stands under the statements of a summary: who counts, who differs, what may be quoted, and what changed since an approval.

A statement counts the submissions with at least one passage that supports it, of those that answered its question. Where evidence is from
other questions too, it is of those that answered any of them: the number of which it is a part is never smaller than itself.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef
from django.db.models.functions import StrIndex

from review import quantity
from review.counting import counted_answers, counted_submissions
from review.models.coding import Coding, Excerpt
from review.models.screening import Redaction
from review.models.summary import Evidence, Statement
from submissions.models.endorsement import Endorser
from submissions.models.publication import Publication
from submissions.models.submission import Submission
from submissions.receipt import sha256

FEWEST_TOGETHER = 3  # a count that includes submissions not published stands alone from here on


@dataclass(frozen=True)
class Tally:
    """Of one statement: submissions that support it, those of them that are published, entities behind all; that qualify or contradict;
    passages that support it; how many answered, of which it is counted."""

    n: int = 0
    published: int = 0
    entities: int = 0
    qualifying: int = 0
    contradicting: int = 0
    passages: int = 0
    of: int = 0

    @property
    def not_published(self):
        return self.n - self.published

    @property
    def is_small(self):
        """Whether one or two of them are not published: then the published ones are listed for the section, not for the statement."""
        return 0 < self.not_published < FEWEST_TOGETHER

    @property
    def hides_number(self):
        """Whether the number itself would tell of somebody who is not published."""
        return self.not_published > 0 and self.n < FEWEST_TOGETHER

    @property
    def may_be_printed(self):
        """A statement that stands on unpublished submissions alone needs three of them."""
        return self.n > 0 and (self.published > 0 or self.n >= FEWEST_TOGETHER)

    @property
    def word(self):
        return quantity.word_for(self.n, self.of)


def live(evidence, call):
    """The evidence that counts now: a passage of the newest version of a counted submission, with a coding that stands on it."""
    codings = Coding.objects.of(call).filter(excerpt=OuterRef("excerpt")).order_by()
    return evidence.filter(Exists(codings), excerpt__answer__submission__in=counted_submissions(call))


def tallies(call, statements):
    """Statement key → Tally of each of these statements, in a handful of queries, however many."""
    statements = list(statements)
    questions = {statement.pk: {statement.section.question_id} - {None} for statement in statements}
    rows = (
        live(Evidence.objects.filter(statement__in=questions), call)
        .order_by()
        .values_list("statement", "role", "excerpt__answer__submission", "excerpt__answer__question")
        .annotate(passages=Count("pk"))
    )
    who, passages = defaultdict(lambda: defaultdict(set)), defaultdict(int)
    for statement, role, submission, question, count in rows.iterator(chunk_size=2000):
        who[statement][role].add(submission)
        if role == Evidence.Role.SUPPORTS:
            questions[statement].add(question)
            passages[statement] += count
    published, joined = published_of(call), joined_of(call)
    denominators = answering(call, {frozenset(keys) for keys in questions.values()})
    return {
        pk: Tally(
            n=len(supports := who[pk][Evidence.Role.SUPPORTS]),
            published=len(supports & published),
            entities=len(supports) + sum(joined.get(submission, 0) for submission in supports),
            qualifying=len(who[pk][Evidence.Role.QUALIFIES]),
            contradicting=len(who[pk][Evidence.Role.CONTRADICTS]),
            passages=passages[pk],
            of=denominators[frozenset(questions[pk])],
        )
        for pk in questions
    }


def answering(call, asked):
    """Set of questions → how many counted submissions answered at least one of them; of no question, how many there are."""
    single = counted_answers(call).filter(question__in={key for keys in asked if len(keys) == 1 for key in keys})
    rows = single.order_by().values_list("question").annotate(n=Count("version", distinct=True))
    found = {frozenset((question,)): n for question, n in rows}
    for keys in asked:
        if len(keys) > 1:
            found[keys] = counted_answers(call).filter(question__in=keys).aggregate(n=Count("version", distinct=True))["n"]
        elif not keys:
            found[keys] = counted_submissions(call).count()
    return {keys: found.get(keys, 0) for keys in asked}


def published_of(call):
    """The keys of the submissions that are published, paused or not."""
    return set(Publication.objects.standing().filter(call=call).values_list("submission", flat=True))


def joined_of(call):
    """Submission key → how many entities joined it and did not decline."""
    rows = Endorser.objects.joining(Submission.objects.received().filter(call=call))
    return dict(rows.order_by().values_list("version__submission").annotate(n=Count("pk")))


def states_of(call, statements):
    """Statement key → its state: excerpt key → role, words, place, codes, consent and redaction of one piece of its evidence.

    A hash of the words stands for them, so that the state keeps nothing of a text that is erased. Five queries, however many statements.
    """
    evidence = Evidence.objects.filter(statement__in=statements)
    rows = list(
        evidence.order_by("pk").values_list(
            "statement", "excerpt", "role", "excerpt__quote", "excerpt__anchor", "excerpt__answer__submission__consent__level"
        )
    )
    excerpts = {row[1] for row in rows}
    counting_now = set(live(evidence, call).values_list("excerpt", flat=True))
    codes = defaultdict(set)
    for excerpt, code in Coding.objects.of(call).filter(excerpt__in=evidence.values("excerpt")).values_list("excerpt", "code"):
        codes[excerpt].add(code)
    struck = set(overlapping(evidence.values("excerpt")).values_list("pk", flat=True)) if excerpts else set()
    states = {statement.pk: {} for statement in statements}
    for statement, excerpt, role, quote, anchor, consent in rows:
        states[statement][str(excerpt)] = {
            "role": role,
            "words": hashlib.sha256(quote.encode()).hexdigest()[:16],
            "anchor": anchor,
            "counts": excerpt in counting_now,
            "codes": sorted(codes[excerpt]),
            "consent": consent,
            "redacted": excerpt in struck,
        }
    return states


def overlapping(excerpts):
    """Those of the excerpts that a redaction touches."""
    redactions = Redaction.objects.live().filter(answer=OuterRef("answer"), start__lt=OuterRef("end"), end__gt=OuterRef("start"))
    return Excerpt.objects.filter(Exists(redactions), pk__in=excerpts)


def state_hash(statement, state):
    """SHA-256 of what a person approves: the text, its word, the state of its evidence and the rule."""
    return sha256({"lead": statement.lead, "text": statement.text, "word": statement.quantity, "rule": quantity.VERSION, "evidence": state})


def only_quotable(rows, path=""):
    """Of rows that lead to an excerpt by `path`, those whose words stand in the live public copy of the same answer.

    Nothing else is quoted. A passage that moved with changed words waits for a person to confirm it.
    """
    copy = f"{path}answer__submission__publication"
    conditions = {
        f"{path}anchor": Excerpt.Anchor.EXACT,
        f"{copy}__withdrawn_at": None,
        f"{copy}__call__paused_at": None,
        f"{copy}__answers__question": F(f"{path}answer__question"),
    }
    return rows.filter(**conditions).alias(at=StrIndex(f"{copy}__answers__text", f"{path}quote")).filter(at__gt=0)


def quotable(excerpts):
    """The keys of those of the excerpts that may be quoted."""
    return set(only_quotable(Excerpt.objects.filter(pk__in=excerpts)).values_list("pk", flat=True))


def statements_of(call):
    """The statements of a call's summary that the document prints, with their sections, in its order."""
    return Statement.objects.printed().filter(section__summary__call=call).in_order().select_related("section__question", "code")
