"""Where the submissions of a call stand: each received one in exactly one status, so that the figures add up (I12)."""

from dataclasses import dataclass, fields

from django.db import models
from django.db.models import Case, Count, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from review.authorship import NOT_CONFIRMED
from review.models.coding import Coding
from submissions.models.endorsement import Endorser
from submissions.models.submission import Submission, VersionAnswer


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SET_ASIDE = "set-aside", _("Set aside")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    WITHHELD = "withheld", _("Withheld: no consent")
    AWAITING = "awaiting", _("Awaiting decision")


# The first that holds is a submission's status.
STATUS = Case(
    When(state=Submission.State.DRAFT, then=Value(Status.DRAFT)),
    When(review__set_aside_at__isnull=False, then=Value(Status.SET_ASIDE)),
    When(withdrawn_at__isnull=False, then=Value(Status.WITHDRAWN)),
    When(publication__isnull=False, publication__withdrawn_at=None, then=Value(Status.PUBLISHED)),
    When(consent__withdrawn=True, then=Value(Status.WITHDRAWN)),
    When(consent__level="none", then=Value(Status.WITHHELD)),
    default=Value(Status.AWAITING),
    output_field=models.CharField(max_length=10),
)


@dataclass(frozen=True)
class Progress:
    """received = published + awaiting + withheld + withdrawn + set_aside; drafts stand beside; entities ≥ received ≥ coded, unconfirmed."""

    received: int
    published: int
    awaiting: int
    withheld: int
    withdrawn: int
    set_aside: int
    drafts: int
    entities: int
    coded: int
    unconfirmed: int


FIGURES = {status.value: "drafts" if status == Status.DRAFT else status.name.lower() for status in Status}


def with_status(submissions):
    """The submissions, each with its `status` (a value of Status)."""
    return submissions.annotate(status=STATUS)


def with_codings(submissions):
    """The submissions, each with `codings`: how many live codings stand on its answers."""
    live = Coding.objects.live().filter(excerpt__answer__submission=OuterRef("pk")).order_by()
    counted = live.values("excerpt__answer__submission").annotate(count=Count("pk")).values("count")
    return submissions.annotate(codings=Coalesce(Subquery(counted), 0))


def progress(call):
    """The Progress of one call."""
    return progress_of([call])[call.pk]


def progress_of(calls):
    """The Progress of each call by its key, in four queries for any number of them."""
    received = Submission.objects.received().filter(call__in=calls)
    counts = {call.pk: {field.name: 0 for field in fields(Progress)} for call in calls}
    there = Submission.objects.filter(call__in=calls).exclude(state=Submission.State.DRAFT, erased_at__isnull=False)
    per_status = with_status(there).order_by().values("call", "status").annotate(count=Count("pk"))
    for row in per_status:
        counts[row["call"]][FIGURES[row["status"]]] += row["count"]
    endorsers = Endorser.objects.joining(received).order_by()
    for row in endorsers.values("version__submission__call").annotate(count=Count("pk")):
        counts[row["version__submission__call"]]["entities"] += row["count"]
    # From the codings to their versions set by set: as one join this takes five times as long.
    codings = Coding.objects.filter(removed_at=None, code__call__in=calls)
    coded = VersionAnswer.objects.filter(answer__in=codings.values("excerpt__answer"))
    for row in received.filter(current_version__in=coded.values("version")).order_by().values("call").annotate(count=Count("pk")):
        counts[row["call"]]["coded"] = row["count"]
    totals = received.order_by().values("call").annotate(count=Count("pk"), unconfirmed=Count("pk", filter=NOT_CONFIRMED))
    for row in totals:  # counted on its own: the sum is a check, no definition
        counts[row["call"]]["received"] = row["count"]
        counts[row["call"]]["entities"] += row["count"]
        counts[row["call"]]["unconfirmed"] = row["unconfirmed"]
    return {key: Progress(**figures) for key, figures in counts.items()}
