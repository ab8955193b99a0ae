"""Realistic synthetic submissions, for load tests."""

from itertools import batched
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

import submissions
from review.management.arguments import call_of
from review.publishing import publish_selected
from review.synthetic import code_some, make_records
from submissions.intake.entry import enter
from submissions.models.call import Call
from submissions.models.submission import Submission

SHIPPED = "wsis20"
CODER = "generate"  # an account that cannot sign in
BATCH = 2000


class Command(BaseCommand):
    help = "Enter synthetic submissions into a call. The same seed gives the same submissions, and enters none of them twice."

    def add_arguments(self, parser):
        parser.add_argument("--submissions", type=int, required=True, metavar="N", help="how many")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed gives other submissions (1)")
        parser.add_argument("--call", default=SHIPPED, metavar="SLUG", help=f"the call ({SHIPPED}, which is loaded where it is missing)")
        parser.add_argument("--publish", action="store_true", help="publish those that consent")
        parser.add_argument("--code", action="store_true", help="put codes on some answers")

    def handle(self, *, call, seed, publish, code, **options):
        count = options["submissions"]
        if count < 1:
            raise CommandError(f"--submissions is “{count}”; write a number from 1.")
        call = self.call(call)
        if not call.questions.exists():
            raise CommandError(f"The call “{call.slug}” has no questions to answer; add some, or choose another call.")
        self.enter(call, count, seed)
        if code:
            self.code(call, seed)
        if publish:
            self.publish(call, seed)

    def call(self, slug):
        if slug == SHIPPED and not Call.objects.filter(slug=slug).exists():
            call_command("loadcall", Path(submissions.__file__).parent / "calls" / f"{SHIPPED}.toml", stdout=self.stdout)
        return call_of(slug)

    def enter(self, call, count, seed):
        entered = known = 0
        for records in batched(make_records(call, count, seed=seed), BATCH):
            done = enter(call, records)
            entered, known = entered + done.count, known + done.skipped_known
            self.stderr.write(f"{entered + known} of {count}")
        self.stdout.write(f"Entered {entered} synthetic submissions into “{call.slug}”; {known} were there already.")

    def code(self, call, seed):
        coder, _created = get_user_model().objects.get_or_create(username=CODER, defaults={"is_active": False})
        with transaction.atomic():
            count = code_some(call, by=coder, seed=seed)
        self.stdout.write(f"Put {count} codings on them.")

    def publish(self, call, seed):
        theirs = Submission.objects.received().filter(call=call, external_id__startswith=f"synthetic-{seed}-")
        outcome = publish_selected(theirs, by=None, alone=True)
        self.stdout.write(f"Published {outcome.published} of them.")
