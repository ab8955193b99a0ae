"""How fast submissions are taken: whole walks, and the last POST alone beside a minimal Django accept on the same server program.

`uv run --extra dev python -m tests.benchmarks.submitting 1000 100000` on SQLite, with `--postgresql` on a private cluster.
The two take turns in one run, so that what else the machine does falls on both.
"""

import argparse
import contextlib
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks import minimal
from tests.benchmarks.ground import ROOT, SLUG, fresh_portal, say
from tests.serving import Portal
from tests.tools import postgresql
from tests.visitor import Visitor
from tests.walk import Walk

TEXT = "Access reached the villages first, skills came later, and trust is still to be earned. " * 10
THREADS = 8
WALKS = 96
ROUNDS = 5
POSTS = 96  # in each round


def main(count, *, on_postgresql, only_posts):
    with contextlib.ExitStack() as stack:
        portal = stack.enter_context(fresh_portal("submitting", on_postgresql=on_postgresql, count=count))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-minimal-")))
        settings = {"DATABASE_URL": stack.enter_context(postgresql(fsync="on"))} if on_postgresql else {}
        other = Portal(folder, PORTAL=str(ROOT), **settings)
        minimal.write(folder, other.environment, count=count, text=TEXT)
        stack.enter_context(other.running(application="minimal:application", folder=folder))
        say(f"{count} submissions, {'PostgreSQL' if on_postgresql else 'SQLite'}, {THREADS} clients at once")
        with ThreadPoolExecutor(THREADS) as pool:
            measure(pool, portal, other, only_posts=only_posts)


def measure(pool, portal, other, *, only_posts):
    list(pool.map(lambda n: walk(portal, f"Warm {n}", n), range(THREADS * 2)))
    if not only_posts:
        started = time.perf_counter()
        times = list(pool.map(lambda n: walk(portal, f"Walker {n}", n), range(WALKS)))
        show("whole walk (6 requests)", [len(times) / (time.perf_counter() - started)], times)
    servers = {"last POST": portal, "minimal accept": other}
    rates, times, busy = {name: [] for name in servers}, {name: [] for name in servers}, dict.fromkeys(servers, 0)
    for round_number in range(ROUNDS):
        ready = list(pool.map(lambda n, r=round_number: to_the_check(portal, f"Poster {r}-{n}", n), range(POSTS)))
        fresh = [to_accept(other, f"Body {n}") for n in range(POSTS)]
        for name, posts in (("last POST", ready), ("minimal accept", fresh)):
            before = servers[name].processor_seconds()
            rate, took = fire(pool, posts)
            busy[name] += servers[name].processor_seconds() - before
            rates[name].append(rate)
            times[name] += took
    for name in rates:
        show(name, rates[name], times[name])
        say(f"  {1000 * busy[name] / ROUNDS / POSTS:.2f} ms of processor each")
    ratios = [ours / least for ours, least in zip(rates["last POST"], rates["minimal accept"], strict=True)]
    say(f"by processor: {busy['minimal accept'] / busy['last POST']:.2f}")
    say(f"last POST / minimal accept: {statistics.median(ratios):.2f} (rounds: {', '.join(f'{ratio:.2f}' for ratio in ratios)})")


def source(number):
    """A loopback address of its own for each client, as people come from many."""
    return f"127.{1 + number % 200}.{1 + number // 200 % 200}.7"


def answers(page):
    """A text for every question of the page."""
    names = (name for name, _value in page.form("stakeholder_name", "edition").values if name.startswith("text-"))
    return {name.removeprefix("text-"): TEXT for name in names}


def walk(portal, name, number):
    started = time.perf_counter()
    with Walk(portal.site, SLUG, name, source=source(number)) as one:
        one.start()
        one.save(answers(one.page), "check")
        one.follow()
        one.submit()
    return time.perf_counter() - started


def to_the_check(portal, name, number):
    """A browser on the check page of a whole draft, and what pressing its button would send."""
    one = Walk(portal.site, SLUG, name, source=source(number))
    one.start()
    one.save(answers(one.page), "check")
    one.follow()
    form = one.page.form("edition")
    return one.visitor, form.action, one.visitor.body(form, {})


def to_accept(other, name):
    """A browser for the minimal accept, and what it would send."""
    return Visitor(other.site), "/accept/", urlencode(minimal.body(name, TEXT)).encode()


def fire(pool, posts):
    """Send the posts, as many at once as there are clients; (posts a second, seconds of each)."""

    def send(post):
        visitor, address, body = post
        started = time.perf_counter()
        with visitor:
            page = visitor.send(address, body)
        if page.status != 302 or "rece" not in page.location:
            raise SystemExit(f"{address} answered {page.status} {page.location}")
        return time.perf_counter() - started

    for visitor, _address, _body in posts:
        visitor.connect()
    started = time.perf_counter()
    took = list(pool.map(send, posts))
    return len(posts) / (time.perf_counter() - started), took


def show(name, rates, times):
    cuts = statistics.quantiles([1000 * one for one in times], n=20)
    rounds = f" (rounds: {', '.join(f'{rate:.0f}' for rate in rates)})" if len(rates) > 1 else ""
    say(f"{name:<26}{statistics.median(rates):8.1f} a second   p50 {cuts[9]:7.1f} ms   p95 {cuts[18]:7.1f} ms{rounds}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("counts", type=int, nargs="*", default=[1000])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--posts", action="store_true", help="the last POST only")
    options = parser.parse_args()
    for submissions in options.counts:
        main(submissions, on_postgresql=options.postgresql, only_posts=options.posts)
