"""The evidence tray of the builder: coded passages of counted submissions, filtered, a page at a time."""

from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q

from review.counting import counted_submissions
from review.evidence import quotable
from review.models.codebook import Code
from review.models.coding import Coding, Excerpt
from submissions.models.call import Question
from submissions.vocabulary import Region, StakeholderType

ROWS = 20
MOST_COUNTED = 2000  # above that the tray says "2,000+", and counting stays quick
MORE = ("facet", "type", "region", "published", "used")  # folded away until one of them is set
FILTERS = ("facet", "code", "question", "type", "region", "words", "published", "used")


class CappedPaginator(Paginator):
    """Counts up to MOST_COUNTED."""

    @property
    def count(self):
        if not hasattr(self, "_count"):
            self._count = len(self.object_list.order_by()[: MOST_COUNTED + 1].values_list("pk", flat=True))
        return self._count

    @property
    def is_capped(self):
        return self.count > MOST_COUNTED


def chosen_filters(request, section, statement):
    """Name → value of the filters; at first those of the statement's code and of the section's question."""
    if any(name in request.GET for name in FILTERS):
        return {name: request.GET.get(name, "").strip()[:200] for name in FILTERS}
    first = dict.fromkeys(FILTERS, "")
    if section and section.question_id:
        first["question"] = str(section.question_id)
    if statement and statement.code_id:
        first["code"] = str(statement.code_id)
    return first


def key(value):
    """A whole number that a database takes, or None."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 16 else None


def found(call, chosen, statement=None):
    """The passages that the filters leave, in the order of the submissions. A sub-line counts for the code it is part of."""
    codings = Coding.objects.of(call).filter(excerpt=OuterRef("pk")).order_by()
    if chosen["facet"] in Code.Facet.values:
        codings = codings.filter(code__facet=chosen["facet"])
    if code := key(chosen["code"]):
        codings = codings.filter(Q(code=code) | Q(code__parent=code))
    excerpts = Excerpt.objects.filter(Exists(codings), answer__submission__in=counted_submissions(call))
    if question := key(chosen["question"]):
        excerpts = excerpts.filter(answer__question=question)
    if chosen["type"] in StakeholderType.values:
        excerpts = excerpts.filter(answer__submission__current_version__stakeholder_type=chosen["type"])
    if chosen["region"] in Region.values:
        excerpts = excerpts.filter(answer__submission__current_version__region=chosen["region"])
    if chosen["words"]:
        excerpts = excerpts.filter(quote__icontains=chosen["words"])
    if chosen["published"] == "yes":
        excerpts = excerpts.filter(answer__submission__publication__withdrawn_at=None, answer__submission__publication__isnull=False)
    if chosen["used"] == "no":
        excerpts = excerpts.filter(evidence=None)
    if chosen["used"] == "not-here" and statement:
        excerpts = excerpts.exclude(pk__in=statement.evidence.values("excerpt"))
    return excerpts.order_by("answer__submission", "answer__question__position", "start", "pk")


def tray(request, call, section, statement):
    """What the tray shows: its page of passages with codes, consent, whether each may be quoted and its role under the statement."""
    chosen = chosen_filters(request, section, statement)
    pages = CappedPaginator(found(call, chosen, statement), ROWS)
    page = pages.get_page(request.GET.get("page"))
    standing = Coding.objects.live().select_related("code").order_by("code__facet", "code__position", "pk")
    rows = list(
        page.object_list.select_related(
            "answer__question", "answer__submission__consent", "answer__submission__current_version"
        ).prefetch_related(Prefetch("codings", standing, to_attr="standing"))
    )
    roles = dict(statement.evidence.filter(excerpt__in=rows).values_list("excerpt", "role")) if statement else {}
    may_be_quoted = quotable([row.pk for row in rows])
    for row in rows:
        row.role, row.is_quotable = roles.get(row.pk, ""), row.pk in may_be_quoted
        row.codes = list({coding.code_id: coding.code for coding in row.standing}.values())
    has_more = any(chosen[name] for name in MORE)
    return {"rows": rows, "page": page, "pages": pages, "chosen": chosen, "has_more": has_more, "choices": choices(call)}


def choices(call):
    """What the filters offer."""
    codes = call.codes.in_tree_order()
    return {
        "facets": Code.Facet.choices,
        "codes": [(Code.Facet(facet).label, list(group)) for facet, group in groupby(codes, lambda code: code.facet)],
        "questions": list(Question.objects.filter(call=call)),
        "types": StakeholderType.choices,
        "regions": Region.choices,
    }
