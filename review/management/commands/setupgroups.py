"""setupgroups: the groups of staff that the portal ships."""

from django.core.management.base import BaseCommand

from review.roles import ROLES, set_up_groups


class Command(BaseCommand):
    help = "Makes the groups of staff that are missing: reviewer, publisher, exporter, administrator. Groups that exist stay as they are."

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="give existing ones the permissions of this release again")

    def handle(self, *, reset, **options):
        written = set_up_groups(reset=reset)
        kept = [name for name in ROLES if name not in written]
        if written:
            self.stdout.write(f"Set up: {', '.join(written)}.")
        if kept:
            self.stdout.write(f"Kept as they are: {', '.join(kept)}. To give them this release's permissions again, add --reset.")
