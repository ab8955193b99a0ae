"""moveexcerpts: let coded passages follow the newest versions; the desks do it as well when they are opened."""

from django.core.management.base import BaseCommand

from review.moving import move_excerpts


class Command(BaseCommand):
    help = "Moves the coded passages of superseded answers to the newest versions; says how many are exact, changed or lost."

    def handle(self, **options):
        moved = move_excerpts()
        self.stdout.write("Passages moved: " + ", ".join(f"{anchor} {moved[anchor]}" for anchor in ("exact", "changed", "lost")) + ".")
