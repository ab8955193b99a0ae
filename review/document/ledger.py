"""The statements that the document prints: their sentences with counts and quotes filled in, and the annex of evidence under them.

A submission that is not published is counted here and never quoted, named or numbered; one or two of them are not counted either, so
that nobody finds them by subtraction (`review/disclosure.py`).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

from django.db.models.functions import Length
from django.utils.translation import get_language

from review import quantity
from review.document import wording
from review.document.parts import EvidenceOf, EvidenceRow, Sentence
from review.document.passages import linked, quote, spans_of_excerpts
from review.document.quotes import Candidate, choose
from review.evidence import live, only_quotable, statements_of, tallies
from review.models import Evidence
from review.statements import staleness
from submissions.models import Publication
from submissions.paper.words import words
from submissions.texts import one_line

QUOTES = 3  # under a statement in the annex, of those that support or exemplify it
BESIDE = {Evidence.Role.CONTRADICTS: 2, Evidence.Role.QUALIFIES: 1}  # and of those that speak against it, or for it with a reserve
COPY = "excerpt__answer__submission__publication"


@dataclass
class Ledger:
    """The printed statements by section, with what stands under each."""

    slug: str  # of the call
    statements: dict = field(default_factory=dict)  # section key → statements in order
    tallies: dict = field(default_factory=dict)  # statement key → Tally
    numbers: dict = field(default_factory=dict)  # submission key → public number, of those that the public may read
    quotes: dict = field(default_factory=dict)  # statement key → its Quotes for the annex
    inline: dict = field(default_factory=dict)  # statement key → the Quote in its text
    is_draft: bool = False  # whether a statement is not approved by a second person, or changed since

    def of(self, section):
        return self.statements.get(section.pk, ())

    def sentences(self, section, numeral, before):
        """The section's Sentences; they are numbered through the whole numbered section, `before` of them come earlier."""
        return tuple(self.sentence(row, f"{numeral}.{before + number}") for number, row in enumerate(self.of(section), 1))

    def sentence(self, statement, number):
        tally = self.tallies[statement.pk]
        term = quantity.term(tally.n, tally.of, language=get_language(), chosen=statement.quantity)
        before, slot, after = quantity.fill(statement.text, term).partition(quantity.QUOTE)
        found = self.inline.get(statement.pk) if slot else None
        parts = (before, *wording.quoted(found), after) if found else (before.rstrip() + after,)
        differs = wording.differing(tally)
        before_differs = " – " if found and not after.strip() else " "  # a quote ends without a full stop
        differs = (f"{before_differs}{differs}",) if differs else ()
        return Sentence(number, one_line(statement.lead), (*(part for part in parts if part), *differs))

    def public_numbers(self, keys):
        """The public numbers of those of the submissions that may be read now, in their order."""
        return sorted(self.numbers[key] for key in keys if key in self.numbers)


def ledger(call):
    """The Ledger of a call's summary; statements that rest on nothing, or on one or two unpublished submissions alone, are left out."""
    rows = list(statements_of(call))
    made = Ledger(call.slug)
    if not rows:
        return made
    found = tallies(call, rows)
    printed = [row for row in rows if row.kind == row.Kind.EDITORIAL or found[row.pk].n]
    made.tallies = found
    changed = staleness(call, printed)
    made.is_draft = any(row.status != row.Status.APPROVED or changed[row.pk] for row in printed)
    for row in printed:
        made.statements.setdefault(row.section_id, []).append(row)
    made.numbers = dict(Publication.objects.live().filter(call=call).values_list("submission", "number"))
    read_quotes(made, call, printed)
    return made


def read_quotes(made, call, statements):
    """Choose what each statement quotes, an example first and what speaks against it last, and read it from the public copies."""
    evidence = only_quotable(live(Evidence.objects.filter(statement__in=statements), call), "excerpt__")
    rows = evidence.order_by("pk").values_list(
        "statement",
        "role",
        "excerpt",
        f"{COPY}__number",
        f"{COPY}__stakeholder_type",
        "excerpt__answer__language",
        Length("excerpt__quote"),
    )
    candidates, roles = defaultdict(lambda: defaultdict(list)), {}
    for statement, role, *facts in rows.iterator(chunk_size=2000):
        candidates[statement][role].append(Candidate(*facts))
        roles[statement, facts[0]] = role
    chosen, inline, quoted = {}, {}, Counter()
    for statement in statements:
        by_role = candidates[statement.pk]
        first, supports = by_role[Evidence.Role.EXAMPLE][:QUOTES], by_role[Evidence.Role.SUPPORTS]
        rest = choose(supports, {}, most=QUOTES - len(first), quoted=quoted)
        beside = (choose(by_role[role], {}, most=most, quoted=quoted) for role, most in BESIDE.items())
        chosen[statement.pk] = [one for group in ((*first, *rest), *beside) for one in sorted(group, key=lambda one: one.number)]
        if quantity.QUOTE in statement.text and (options := first or supports):
            inline[statement.pk] = options[0]
    spans = spans_of_excerpts([c.key for found in (*chosen.values(), inline.values()) for c in found])
    made.quotes = {
        pk: tuple(in_role(quote(*spans[c.key]), roles[pk, c.key]) for c in found if c.key in spans) for pk, found in chosen.items()
    }
    made.inline = {pk: quote(*spans[c.key]) for pk, c in inline.items() if c.key in spans}


def in_role(found, role):
    """The Quote, which says where it does not support the statement: its submission is then not counted for it."""
    said = wording.SAID_OF_QUOTES.get(role)
    if said is None:
        return found
    before, after = wording.source_in_role(said, wording.MARK).split(wording.MARK)
    *name, link = found.tail
    tail = tuple(piece for piece in (*name, before, link, after) if piece)
    return replace(found, source=wording.source_in_role(said, found.source), tail=tail)


def inline_quotes(call, statements):
    """Statement key → the Quote that would stand in its text, of those whose text has room for one."""
    made, with_room = Ledger(call.slug), [row for row in statements if quantity.QUOTE in row.text]
    if with_room:
        read_quotes(made, call, with_room)
    return made.inline


def evidence_annex(made, sections, rows):
    """An EvidenceOf for each numbered section that states something; `rows` are the sections' (row, lists) in the same order."""
    found = []
    for section, (head, lists) in zip(sections, rows, strict=True):
        statements = [statement for row in (head, *lists) for statement in made.of(row)]
        sentences = [*section.sentences, *(sentence for part in section.lists for sentence in part.sentences)]
        lines = tuple(
            evidence_row(made, statement, sentence)
            for statement, sentence in zip(statements, sentences, strict=True)
            if statement.kind == statement.Kind.EVIDENCE
        )
        if lines:
            found.append(EvidenceOf(f"{section.numeral}. {section.heading}", lines))
    return tuple(found)


def evidence_row(made, statement, sentence):
    tally = made.tallies[statement.pk]
    lead = sentence.lead or one_line(statement.text.replace(quantity.SLOT, "…").replace(quantity.QUOTE, ""))[:80]
    lines = [wording.supported(tally, made.public_numbers(tally.supporting))]
    beside = ((tally.against, wording.contradicted), (tally.qualifying, wording.qualified))
    lines += [say(numbers) for keys, say in beside if (numbers := made.public_numbers(keys))]
    if statement.quantity:
        lines.append(wording.weaker(statement.get_quantity_display(), one_line(statement.quantity_reason)))
    lines = tuple(linked(line, made.slug, statement.section.question) for line in lines)
    return EvidenceRow(sentence.number, words(lead, get_language()).text, lines, made.quotes.get(statement.pk, ()))


def rule_lines(language):
    """The printed rule for the method annex."""
    base = language.split("-")[0]
    terms = quantity.printed_rule(base if base in quantity.TERMS else "en")
    return wording.rule(quantity.VERSION, "; ".join(f"{term}: {condition}" for term, condition in terms), quantity.FEWEST)
