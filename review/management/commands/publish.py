"""publish: approve for publication what consents, from the shell."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from review.management.arguments import add_call, call_of
from review.publishing import publish_consenting
from submissions.models.event import record


class Command(BaseCommand):
    help = "Approves for publication every received submission that consents and is not set aside, and says why the others were left."

    def add_arguments(self, parser):
        add_call(parser)
        parser.add_argument("--consenting", action="store_true", required=True, help="all that consent: the only choice, spelled out")
        parser.add_argument("--by", metavar="USER", help="the member of staff who approves")

    def handle(self, *, by, **options):
        call = call_of(options["call"])
        user = user_of(by) if by else None
        outcome = publish_consenting(call, by=user)
        left = sum(outcome.left.values())
        record(
            "publish consenting",
            call=call,
            by=user,
            role="command",
            after={"published": outcome.published, "left": left},
            reason="Shell access counts as both pairs of eyes.",
        )
        self.stdout.write(f"Published: {outcome.published}. Left: {left}.")
        for reason, count in sorted(outcome.left.items()):
            self.stdout.write(f"  {count}: {reason}")


def user_of(name):
    """The member of staff with this user name; CommandError for any other."""
    user = get_user_model().objects.filter(username=name, is_staff=True, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active member of staff “{name}”; give a user name as in the admin's list of users.")
    return user
