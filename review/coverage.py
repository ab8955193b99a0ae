"""What a summary leaves out, before it is signed off: answers nobody read, passages and codes in no statement, voices that are absent."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, TextField, Value, Window
from django.db.models.functions import Coalesce, Concat, NullIf
from django.utils.text import Truncator

from review import counting
from review.evidence import live, tallies
from review.models.coding import Coding, Excerpt
from review.models.reading import Assignment
from review.models.summary import Evidence, Statement
from review.quantity import SLOT
from review.statements import staleness
from submissions.vocabulary import Region, StakeholderType

LABELS = {"types": dict(StakeholderType.choices), "regions": dict(Region.choices), "languages": {}}
LISTED = 25  # of a kind; the number says how many there are


@dataclass(frozen=True)
class Finding:
    """How many of a kind there are, and some of them as (words, key) pairs."""

    count: int
    some: tuple


def coverage(call):
    """Name → Finding. Statements are those that the document prints; an absent voice is one that submissions have and no evidence has."""
    statements = list(Statement.objects.printed().filter(section__summary__call=call).in_order().select_related("section__question"))
    on_evidence = [row for row in statements if row.kind == Statement.Kind.EVIDENCE]
    found, changed = tallies(call, on_evidence), staleness(call, statements)
    evidence = live(Evidence.objects.filter(statement__in=on_evidence), call)
    proposed = Statement.objects.filter(section__summary__call=call, status=Statement.Status.PROPOSED).select_related("section__question")
    return {
        "unread": rows(unread(call), "who", "submission"),
        "unused": rows(unused(call, statements), "quote", "answer__submission"),
        "codes": listed([(code.title, code.pk) for code in codes_unsaid(call, evidence)]),
        "unsupported": of(row for row in on_evidence if not found[row.pk].n and not found[row.pk].left_out),
        "unprinted": of(row for row in on_evidence if not found[row.pk].n and found[row.pk].left_out),
        "one source": of(row for row in on_evidence if found[row.pk].n == 1),
        "uncounted": of(row for row in on_evidence if SLOT not in row.text),
        "contradicted": of(row for row in on_evidence if found[row.pk].contradicting),
        "stale": of(row for row in statements if changed[row.pk]),
        "proposed": of(proposed.in_order()),
        **absent(call, evidence),
    }


def listed(pairs):
    pairs = tuple(pairs)
    return Finding(len(pairs), pairs[:LISTED])


def of(statements):
    return listed((f"{row.section}: {row}", row.pk) for row in statements)


def rows(queryset, words, key):
    """A Finding of rows that may be many: the database counts them while it looks for the first."""
    found = list(queryset.annotate(count=Window(Count("*"))).values_list("count", words, key)[:LISTED])
    return Finding(found[0][0] if found else 0, tuple((Truncator(text).chars(120), pk) for _count, text, pk in found))


def unread(call):
    """Answers that count, have words, and have neither a coding nor a reader who was done with them."""
    coded = Coding.objects.filter(removed_at=None, excerpt__answer=OuterRef("answer"))
    read = Assignment.objects.filter(answer=OuterRef("answer"), done_at__isnull=False)
    links = counting.counted_answers(call).exclude(answer__text="").filter(~Exists(coded), ~Exists(read))
    name = Coalesce(NullIf("version__stakeholder_name", Value("")), "answer__submission__reference", output_field=TextField())
    who = Concat(name, Value(": "), "answer__question__heading", output_field=TextField())
    return links.annotate(submission=F("answer__submission"), who=who).order_by("pk")


def unused(call, statements):
    """Coded passages of counted submissions that stand under no statement of the document."""
    coded, used = Coding.objects.of(call).order_by().values("excerpt"), Evidence.objects.filter(statement__in=statements).values("excerpt")
    excerpts = Excerpt.objects.filter(pk__in=coded, answer__submission__in=counting.counted_submissions(call)).exclude(pk__in=used)
    return excerpts.order_by("answer__question__position", "pk")


def codes_unsaid(call, evidence):
    """The codes that a counted submission raised and no passage under a statement carries; a sub-line speaks for its Action Line."""
    codings = Coding.objects.of(call).filter(code=OuterRef("pk")).order_by()
    raised = Exists(codings.filter(excerpt__answer__submission__in=counting.counted_submissions(call)))
    said = Exists(codings.filter(excerpt__in=evidence.order_by().values("excerpt")))
    codes = list(call.codes.in_tree_order().annotate(is_raised=raised, is_said=said))
    through_parts = {code.parent_id for code in codes if code.is_said}
    return [code for code in codes if code.is_raised and not code.is_said and code.pk not in through_parts]


def absent(call, evidence):
    """What of the profile counted submissions have and no evidence has: a Finding of types, of regions and of languages."""
    have = profiles(counting.counted_submissions(call), "current_version")
    heard = profiles(evidence, "excerpt__answer__submission__current_version")
    return {
        name: listed((str(LABELS[name].get(value, value)), value) for value in sorted(have[name] - heard[name] - {""})) for name in LABELS
    }


def profiles(queryset, version):
    """The types, regions and languages that the versions at a path have."""
    fields = (f"{version}__{field}" for field in ("stakeholder_type", "region", "language"))
    rows = list(queryset.order_by().values_list(*fields).distinct())
    return {name: {row[place] for row in rows} for place, name in enumerate(LABELS)}
