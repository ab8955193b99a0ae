"""Killing the server at many random moments of submitting, and looking after each whether all that was acknowledged is there, once.

`uv run --extra dev python -m tests.benchmarks.kill 200` on SQLite, with `--postgresql` on a private cluster that syncs to disk.
"""

import argparse
import os
import time
from collections import Counter

from tests.benchmarks.ground import SLUG, fresh_portal, say
from tests.tools import free_port


def main(moments, *, port, on_postgresql):
    with fresh_portal("kill", port=port, on_postgresql=on_postgresql) as portal:
        wrong = run(portal, moments)
        say(portal.manage("checkintegrity", may_fail=True).strip())
    say(f"Wrong: {len(wrong)}")
    for sentence in wrong[:50]:
        say(f"  {sentence}")
    raise SystemExit(1 if wrong else 0)


def run(portal, moments):
    import django

    os.environ.update(portal.environment, DJANGO_SETTINGS_MODULE="wsisportal.settings")
    django.setup()
    from django.db import connection

    from submissions.models import Question, Submission, Version
    from tests.killing import judge, kill_once

    questions = list(Question.objects.filter(call__slug=SLUG, kind="text").values_list("identifier", flat=True))
    tally, wrong, started = Counter(), [], time.monotonic()
    for moment in range(1, moments + 1):
        stories = kill_once(portal, SLUG, questions, f"Writer {moment}")
        wrong += judge(portal, SLUG, questions, stories, tally)
        if moment % 20 == 0:
            say(f"{moment} kills in {time.monotonic() - started:.0f} s: {len(wrong)} wrong")
    say(f"{connection.vendor}: {moments} kills")
    for what, times in sorted(tally.items()):
        say(f"  {what:<44}{times:6}")
    say(f"  {'submissions received':<44}{Submission.objects.received().count():6}")
    say(f"  {'their versions':<44}{Version.objects.filter(submitted_at__isnull=False).count():6}")
    say(f"  {'drafts that nobody had seen yet':<44}{Submission.objects.filter(state='draft').count():6}")
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("moments", type=int, nargs="?", default=200)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    main(options.moments, port=options.port or free_port(), on_postgresql=options.postgresql)
