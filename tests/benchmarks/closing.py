"""Hundreds of posts around the second in which a call closes, over HTTP: each received or kept by the stated rule, none lost or doubled.

`uv run --extra dev python -m tests.benchmarks.closing 500` on SQLite, with `--postgresql` on a private cluster.
"""

import argparse
import os
import statistics
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.benchmarks.ground import SLUG, fresh_portal, say

THREADS = 16
SPREAD = 4  # seconds around the last moment


def main(count, *, on_postgresql):
    with fresh_portal("closing", on_postgresql=on_postgresql) as portal, ThreadPoolExecutor(THREADS) as pool:
        import django

        os.environ.update(portal.environment, DJANGO_SETTINGS_MODULE="wsisportal.settings")
        django.setup()
        from submissions.models import Call, Submission, Version
        from tests.closing import close_in, send_around, wrong_outcomes

        names = [f"Body {number}" for number in range(count)]
        posts = list(pool.map(lambda name: to_the_check(portal, name), names))
        say(f"{count} drafts are on their check page")
        last_moment = close_in(Call.objects.get(slug=SLUG), SPREAD / 2 + 1)
        outcomes = send_around(posts, last_moment, spread=SPREAD, threads=THREADS)
        wrong = wrong_outcomes(names, outcomes, last_moment)
        say(f"{'PostgreSQL' if on_postgresql else 'SQLite'}: answers {dict(Counter(answer[0] for _sent, _answered, answer in outcomes))}")
        received = Submission.objects.received().count()
        say(f"received {received}, kept as drafts {Version.objects.filter(submitted_at=None).count()}, posts {count}")
        on_their_way = sum(sent <= last_moment < answered for sent, answered, _answer in outcomes)
        took = [(answered - sent).total_seconds() for sent, answered, _answer in outcomes]
        say(f"on their way at the last moment {on_their_way}; median {1000 * statistics.median(took):.0f} ms, longest {max(took):.2f} s")
        say(f"Wrong: {len(wrong)}")
        for sentence in wrong[:30]:
            say(f"  {sentence}")


def to_the_check(portal, name):
    """A browser on the check page of a draft; returns what presses its button."""
    from tests.closing import TEXT
    from tests.walk import Walk

    walk = Walk(portal.site, SLUG, name)
    walk.start()
    walk.save({"achievements": TEXT.format(name=name)}, "check")
    walk.follow()
    form = walk.page.form("edition")

    def press():
        with walk.visitor:
            walk.visitor.connect()
            page = walk.visitor.post(form)
        return page.status, page.location

    return press


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=500)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    main(options.count, on_postgresql=options.postgresql)
