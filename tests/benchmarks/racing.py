"""Publishing against withdrawing and against redacting, pair after pair on a real connection each: what narrows always wins.

`uv run --extra dev python -m tests.benchmarks.racing 500 200` on SQLite, with `--postgresql` on a private cluster.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.ground import environment, manage, say
from tests.tools import postgresql


def main(withdrawals, redactions, *, on_postgresql):
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-racing-")))
        if on_postgresql:
            os.environ["DATABASE_URL"] = stack.enter_context(postgresql(fsync="on"))
        manage(folder, "migrate", "--verbosity", "0")
        import django

        os.environ.update(environment(folder), DJANGO_SETTINGS_MODULE="wsisportal.settings")
        django.setup()
        from tests.make import make_call
        from tests.races import race, race_redaction

        call = make_call("racing")
        for what, one, count in (("withdrawals", race, withdrawals), ("redactions", race_redaction, redactions)):
            began = time.perf_counter()
            outcomes = Counter(one(call) for _pair in range(count))
            say(f"{'PostgreSQL' if on_postgresql else 'SQLite'}: {count} {what} in {time.perf_counter() - began:.1f} s")
            for outcome, times in outcomes.most_common():
                say(f"  {times:5} × {outcome}")
        from django.db import connections

        connections.close_all()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("withdrawals", type=int, nargs="?", default=500)
    parser.add_argument("redactions", type=int, nargs="?", default=200)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    main(options.withdrawals, options.redactions, on_postgresql=options.postgresql)
