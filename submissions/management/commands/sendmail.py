"""Send the outbox once, or keep sending; old counters against floods go on the way."""

import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from submissions import guard, outbox, reminding

PAUSE = 5  # seconds between looks into the outbox
LOOKS = 60  # looks between two searches for drafts to remind, which reads more


class Command(BaseCommand):
    help = "Queues the reminders and sends the mails that are due, once; with --watch keeps doing so until it is stopped."

    def add_arguments(self, parser):
        parser.add_argument("--watch", action="store_true", help="keep sending")

    def handle(self, *, watch, **options):
        look = 0
        while True:
            if look % LOOKS == 0:
                reminding.remind()
            look += 1
            sent, failed = outbox.send_due()
            guard.sweep()
            if sent or failed or not watch:
                self.stdout.write(f"{sent} sent, {failed} failed; failed ones are tried again later.")
            if not watch:
                return
            try:
                close_old_connections()
                time.sleep(PAUSE)
            except KeyboardInterrupt:
                return
