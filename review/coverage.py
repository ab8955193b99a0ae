"""What a summary leaves out, before it is signed off: answers nobody read, passages and codes in no statement, voices that are absent."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from review import counting
from review.evidence import live, tallies
from review.models.coding import Coding, Excerpt
from review.models.reading import Assignment
from review.models.summary import Evidence, Statement
from review.statements import staleness
from submissions.vocabulary import Region, StakeholderType

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
        "unread": rows(unread(call), "submission__reference", "submission"),
        "unused": rows(unused(call, statements), "quote", "answer__submission"),
        "codes": listed([(code.title, code.pk) for code in codes_unsaid(call, evidence)]),
        "unsupported": of(row for row in on_evidence if not found[row.pk].n),
        "unprinted": of(row for row in on_evidence if found[row.pk].n and not found[row.pk].may_be_printed),
        "one source": of(row for row in on_evidence if found[row.pk].n == 1),
        "contradicted": of(row for row in on_evidence if found[row.pk].contradicting),
        "stale": of(row for row in statements if changed[row.pk]),
        "proposed": of(proposed.in_order()),
        "types": absent(call, evidence, "stakeholder_type", dict(StakeholderType.choices)),
        "regions": absent(call, evidence, "region", dict(Region.choices)),
        "languages": absent(call, evidence, "language", {}),
    }


def listed(pairs):
    pairs = tuple(pairs)
    return Finding(len(pairs), pairs[:LISTED])


def of(statements):
    return listed((f"{row.section}: {row}", row.pk) for row in statements)


def rows(queryset, words, key):
    """A Finding of rows that may be many: counted by the database."""
    return Finding(queryset.count(), tuple((text[:120], pk) for text, pk in queryset.values_list(words, key)[:LISTED]))


def unread(call):
    """Answers that count, have words, and have neither a coding nor a reader who was done with them."""
    coded = Coding.objects.filter(removed_at=None, excerpt__answer=OuterRef("answer"))
    read = Assignment.objects.filter(answer=OuterRef("answer"), done_at__isnull=False)
    links = counting.counted_answers(call).exclude(answer__text="").filter(~Exists(coded), ~Exists(read))
    return links.annotate(submission=F("answer__submission"), submission__reference=F("answer__submission__reference")).order_by("pk")


def unused(call, statements):
    """Coded passages of counted submissions that stand under no statement of the document."""
    codings = Coding.objects.of(call).filter(excerpt=OuterRef("pk")).order_by()
    used = Evidence.objects.filter(excerpt=OuterRef("pk"), statement__in=statements)
    excerpts = Excerpt.objects.filter(Exists(codings), ~Exists(used), answer__submission__in=counting.counted_submissions(call))
    return excerpts.order_by("answer__question__position", "pk")


def codes_unsaid(call, evidence):
    """The codes that a counted submission raised and no passage under a statement carries; a sub-line speaks for its Action Line."""
    codings = Coding.objects.of(call)
    raised = set(
        codings.filter(excerpt__answer__submission__in=counting.counted_submissions(call)).order_by().values_list("code", flat=True)
    )
    said = codings.filter(excerpt__in=evidence.order_by().values("excerpt")).order_by()
    said = {key for pair in said.values_list("code", "code__parent").distinct() for key in pair}
    return [code for code in call.codes.in_tree_order() if code.pk in raised - said]


def absent(call, evidence, field, labels):
    """The values of a field of the profile that counted submissions have and no evidence has."""
    version = "current_version"
    have = set(counting.counted_submissions(call).order_by().values_list(f"{version}__{field}", flat=True).distinct())
    heard = evidence.order_by().values_list(f"excerpt__answer__submission__{version}__{field}", flat=True).distinct()
    return listed((str(labels.get(value, value)), value) for value in sorted(have - set(heard) - {""}))
