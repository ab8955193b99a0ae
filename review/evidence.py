"""What stands under the statements of a summary: who counts, who differs, what may be quoted, and what changed since an approval.

A statement counts the submissions with at least one passage that supports it, of those that answered its question. Where evidence is from
other questions too, it is of those that answered any of them: the number of which it is a part is never smaller than itself.
A campaign counts in place of those that belong to it, but for who supports a statement with an answer of another kind as well.
One or two unpublished submissions are left out of every number (`review/disclosure.py`), and one or two whose passage is struck out.
"""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, F, OuterRef
from django.db.models.functions import StrIndex

from review import quantity
from review.counting import (
    READ,
    STRUCK,
    UNPUBLISHED,
    alone,
    cell,
    cell_of_passages,
    counted_answers,
    counted_submissions,
    how_public,
    in_campaigns,
    is_public,
    is_struck,
    units_of,
)
from review.disclosure import kept, told
from review.models.coding import Coding, Excerpt
from review.models.screening import Redaction
from review.models.summary import Evidence, Statement
from submissions.models.endorsement import Endorser
from submissions.models.publication import Publication
from submissions.models.submission import Submission
from submissions.receipt import sha256


@dataclass(frozen=True)
class Tally:
    """Of one statement: the submissions that support it, and that contradict it, by key where the public can read the passage; how many
    units they are, for a campaign is one, how many others, and how many of which the passage is struck out; entities behind those that
    count; campaigns of which two or more can be read, and how many these are; those that qualify it, likewise by key; passages that
    support it; how many answered, of which it counts."""

    supporting: frozenset = frozenset()
    published: int = 0
    not_published: int = 0
    struck: int = 0
    against: frozenset = frozenset()
    against_published: int = 0
    against_not_published: int = 0
    against_struck: int = 0
    campaigns: int = 0
    in_campaigns: int = 0
    entities: int = 0
    qualifying: frozenset = frozenset()
    passages: int = 0
    of: int = 0

    @property
    def n(self):
        """How many support it, as it may be told; nothing for a statement that stands on one or two unpublished submissions alone."""
        return told(self.published, self.not_published, self.struck)

    @property
    def counts(self):
        """What the public has of the passages that its number counts."""
        hidden = ((UNPUBLISHED, self.not_published), (STRUCK, self.struck))
        return (READ, *(kind for kind, number in hidden if kept(number)))

    @property
    def left_out(self):
        """Those not published or struck out that its number does not count."""
        return self.published + self.not_published + self.struck - self.n

    @property
    def differing(self):
        """How many contradict it, as it may be told."""
        return told(self.against_published, self.against_not_published, self.against_struck)

    @property
    def contradicting(self):
        """All of them, for the secretariat."""
        return self.against_published + self.against_not_published + self.against_struck

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
    rows = (
        live(Evidence.objects.filter(statement__in=[statement.pk for statement in statements]), call)
        .order_by()
        .annotate(public=how_public("excerpt__"))
        .values_list("statement", "role", "excerpt__answer__submission", "excerpt__answer__question", "public")
        .annotate(passages=Count("pk"))
    )
    who, passages, units = defaultdict(lambda: defaultdict(lambda: defaultdict(dict))), defaultdict(int), units_of(call)
    questions = defaultdict(lambda: defaultdict(set))  # statement → what the public has of a passage → questions of those that support it
    for statement, role, submission, question, public, count in rows.iterator(chunk_size=2000):
        standing, unit = who[statement][role][submission], units.get((question, submission), submission)
        standing[unit] = max(public, standing.get(unit, UNPUBLISHED))
        if role == Evidence.Role.SUPPORTS:
            questions[statement][public].add(question)
            passages[statement] += count
    joined = joined_of(call)
    found = {statement.pk: tally(who[statement.pk], joined, passages=passages[statement.pk]) for statement in statements}
    asked = {statement.pk: asked_of(statement, questions[statement.pk], found[statement.pk]) for statement in statements}
    denominators = answering(call, set(asked.values()), units)
    return {pk: replace(made, of=denominators[asked[pk]]) for pk, made in found.items()}


def asked_of(statement, questions, found):
    """The questions of which a statement's number is: of its section, and of the passages that the number counts. Others would tell of
    one or two that it leaves out."""
    counted = (questions[kind] for kind in found.counts)
    return frozenset({statement.section.question_id} - {None}).union(*counted)


def tally(who, joined, **counted):
    """The Tally of one statement; `who` maps a role to submission → unit → what the public has of its passages."""
    supports, against = who[Evidence.Role.SUPPORTS], who[Evidence.Role.CONTRADICTS]
    (published, hidden, struck), of_against = cell_of_passages(counted_as(supports)), cell_of_passages(counted_as(against))
    read = readable(supports)
    members = Counter(unit for unit in (unit_of(key, supports[key]) for key in read) if unit < 0)
    several = [number for number in members.values() if number > 1]  # one that can be read alone would tell of others
    return Tally(
        supporting=read,
        published=published,
        not_published=hidden,
        struck=struck,
        against=readable(against),
        against_published=of_against[0],
        against_not_published=of_against[1],
        against_struck=of_against[2],
        campaigns=len(several),
        in_campaigns=sum(several),
        entities=entities(supports, joined, {UNPUBLISHED: kept(hidden), STRUCK: kept(struck)}),
        qualifying=readable(who[Evidence.Role.QUALIFIES]),
        **counted,
    )


def entities(who, joined, counted):
    """How many entities stand behind submission → unit → what the public has of its passages; `counted` are the units that count of those
    it cannot read. Of these one or two entities more than they are units are left out."""
    behind = defaultdict(int)
    for key, units in who.items():
        behind[max(units.values())] += 1 + joined.get(key, 0)
    return behind[READ] + sum(units + kept(behind[kind] - units) for kind, units in counted.items() if units)


def readable(who):
    """The submissions of which the public can read a passage, of submission → unit → what it has of them."""
    return frozenset(key for key, units in who.items() if READ in units.values())


def unit_of(submission, units):
    """What counts for a submission: itself where it speaks for itself, else the one campaign of those it is in that stands first."""
    return submission if submission in units else max(units)


def counted_as(who):
    """Unit → what the public has of it, of submission → unit → likewise."""
    found = {}
    for submission, units in who.items():
        unit = unit_of(submission, units)
        found[unit] = max(*units.values(), found.get(unit, UNPUBLISHED))
    return found


def answering(call, asked, units):
    """Set of questions → how many counted submissions answered at least one of them; of no question, how many there are."""
    rows = alone(counted_answers(call).filter(question__in={key for keys in asked for key in keys})).annotate(public=is_public("answer"))
    own = defaultdict(lambda: (set(), set()))  # question → those whose answer is public, and those whose answer is not
    for question, submission, public in rows.order_by().values_list("question", "version__submission", "public").iterator(chunk_size=2000):
        own[question][0 if public else 1].add(submission)
    in_campaign = in_campaigns(call, units)
    figures = {}
    for keys in asked:
        read, unread = (set().union(*(own[key][side] for key in keys)) for side in (0, 1))
        together = defaultdict(dict)
        for (question, unit), members in in_campaign.items():
            for submission, _type, public in members if question in keys else ():
                together[submission][unit] = public
        for submission in together.keys() & (read | unread):
            del together[submission]
        more, less = cell(counted_as(together))
        figures[keys] = told(len(read) + more, len(unread - read) + less) if keys else counted_submissions(call).count()
    return figures


def joined_of(call):
    """Submission key → how many entities joined it: of a published one as its public copy has it, else who did not decline."""
    rows = Endorser.objects.joining(Submission.objects.received().filter(call=call))
    joined = dict(rows.order_by().values_list("version__submission").annotate(n=Count("pk")))
    copies = Publication.objects.standing().filter(call=call).values_list("submission", "endorsers")
    return joined | {submission: len(named) for submission, named in copies}


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

    Nothing else is quoted: no words that are struck out where they were coded, though the copy says them elsewhere. A passage that moved
    with changed words waits for a person to confirm it.
    """
    copy = f"{path}answer__submission__publication"
    conditions = {
        f"{path}anchor": Excerpt.Anchor.EXACT,
        f"{copy}__withdrawn_at": None,
        f"{copy}__call__paused_at": None,
        f"{copy}__answers__question": F(f"{path}answer__question"),
    }
    return rows.filter(~is_struck(path), **conditions).alias(at=StrIndex(f"{copy}__answers__text", f"{path}quote")).filter(at__gt=0)


def quotable(excerpts):
    """The keys of those of the excerpts that may be quoted."""
    return set(only_quotable(Excerpt.objects.filter(pk__in=excerpts)).values_list("pk", flat=True))


def statements_of(call):
    """The statements of a call's summary that the document prints, with their sections, in its order."""
    return Statement.objects.printed().filter(section__summary__call=call).in_order().select_related("section__question", "code")
