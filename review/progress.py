"""Where the submissions of a call stand: each received one in exactly one status, so that the figures add up (I12)."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from review.models.coding import Coding
from submissions.models.submission import Endorser, Submission


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SET_ASIDE = "set-aside", _("Set aside")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Consent withdrawn")
    WITHHELD = "withheld", _("Withheld: no consent")
    AWAITING = "awaiting", _("Awaiting decision")


# The first that holds is a submission's status.
STATUS = Case(
    When(state=Submission.State.DRAFT, then=Value(Status.DRAFT)),
    When(review__set_aside_at__isnull=False, then=Value(Status.SET_ASIDE)),
    When(publication__isnull=False, publication__withdrawn_at=None, then=Value(Status.PUBLISHED)),
    When(consent__withdrawn=True, then=Value(Status.WITHDRAWN)),
    When(consent__level="none", then=Value(Status.WITHHELD)),
    default=Value(Status.AWAITING),
    output_field=models.CharField(max_length=10),
)


@dataclass(frozen=True)
class Progress:
    """received = published + awaiting + withheld + withdrawn + set_aside; drafts stand beside; entities ≥ received; coded ≤ received."""

    received: int
    published: int
    awaiting: int
    withheld: int
    withdrawn: int
    set_aside: int
    drafts: int
    entities: int
    coded: int


def with_status(submissions):
    """The submissions, each with its `status` (a value of Status)."""
    return submissions.annotate(status=STATUS)


def with_coded(submissions):
    """The submissions, each with `is_coded`: whether a live coding stands on one of its answers."""
    return submissions.annotate(is_coded=Exists(Coding.objects.live().filter(excerpt__answer__submission=OuterRef("pk"))))


def progress(call):
    """The Progress of one call, in two queries."""
    counts = with_coded(with_status(Submission.objects.filter(call=call))).aggregate(
        received=Count("pk", filter=Q(state=Submission.State.RECEIVED)),
        published=Count("pk", filter=Q(status=Status.PUBLISHED)),
        awaiting=Count("pk", filter=Q(status=Status.AWAITING)),
        withheld=Count("pk", filter=Q(status=Status.WITHHELD)),
        withdrawn=Count("pk", filter=Q(status=Status.WITHDRAWN)),
        set_aside=Count("pk", filter=Q(status=Status.SET_ASIDE)),
        drafts=Count("pk", filter=Q(status=Status.DRAFT)),
        coded=Count("pk", filter=Q(is_coded=True)),
    )
    received = Submission.objects.received().filter(call=call)
    endorsers = Endorser.objects.filter(version__in=received.values("current_version")).count()
    return Progress(entities=counts["received"] + endorsers, **counts)
