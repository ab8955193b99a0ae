"""How far it is known that a submission comes from whoever reads the mail of its contact address."""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from submissions.links import DISOWNED
from submissions.models.event import Event
from submissions.models.submission import Submission
from submissions.vocabulary import Channel


class Authorship(models.TextChoices):
    CONFIRMED = "confirmed", _("Address confirmed")
    DISOWNED = "disowned", _("“Not mine”")
    NO_ADDRESS = "no-address", _("None given")
    UNCONFIRMED = "unconfirmed", _("Not confirmed")
    ENTERED = "entered", _("Entered by staff")


# What came through the form was begun here before it was received; for what staff entered they answer themselves.
THROUGH_THE_FORM = Q(state=Submission.State.DRAFT) | Q(channel=Channel.ONLINE, received_at__gte=F("entered_at"))
NOT_CONFIRMED = THROUGH_THE_FORM & Q(contact_confirmed_at=None)

# The first that holds. Disowned as long as no address was confirmed since: disowning blanks the address and its confirmation.
AUTHORSHIP = Case(
    When(contact_confirmed_at__isnull=False, then=Value(Authorship.CONFIRMED)),
    When(Exists(Event.objects.filter(submission=OuterRef("pk"), verb=DISOWNED)), then=Value(Authorship.DISOWNED)),
    When(THROUGH_THE_FORM & Q(contact_email=""), then=Value(Authorship.NO_ADDRESS)),
    When(THROUGH_THE_FORM, then=Value(Authorship.UNCONFIRMED)),
    default=Value(Authorship.ENTERED),
    output_field=models.CharField(max_length=12),
)


def with_authorship(submissions):
    """The submissions, each with its `authorship` (a value of Authorship)."""
    return submissions.annotate(authorship=AUTHORSHIP)
