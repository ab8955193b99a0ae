"""The public side with N published submissions on PostgreSQL: pages, files beside a bare COPY, list and detail beside minimal ones.

`uv run --extra dev python -m tests.benchmarks.public 100000`, one size a run; `--explain` prints how the slow queries are run. Each part
begins with the load average of the machine: what other work does to it, so that numbers compare within a run only.
"""

import argparse
import http.client
import os
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

from tests.benchmarks import files, minimal
from tests.benchmarks.ground import ROOT, SLUG, say
from tests.benchmarks.library import RARE_WORD, library
from tests.serving import Portal

TIMES = 20
SLOW = 1.0  # seconds; a page slower than that is asked for a few times only
THREADS, ROUNDS, EACH = 4, 3, 60
LIST = f"/calls/{SLUG}/submissions/"
SEARCHES = {
    "common word": "network",
    "rare word": RARE_WORD,
    "two words": "rural network",
    "two, never together": "zirconium xylophone",
    "phrase": '"our villages"',
    "Arabic": "الإنترنت",
    "Chinese": "数字",
    "Chinese phrase": "「数字鸿沟」",
    "nothing": "xylophone",
}


def main(count, *, explain):
    with library(count) as portal:
        for part in (lambda: measure_pages(portal, count, explain=explain), lambda: files.measure(portal), lambda: compare(portal, count)):
            say(f"-- load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
            part()


def pages(count):
    """(name, address) of what is measured."""
    yield "list", LIST
    yield "list, last page", f"{LIST}?page={min(200, -(-count // 50))}"
    yield "list by name", f"{LIST}?sort=name"
    yield "by name, last page", f"{LIST}?sort=name&page={min(200, -(-count // 50))}"
    yield "filter", f"{LIST}?type=government&region=Africa"
    yield "search and filter", f"{LIST}?q=network&type=government"
    for name, query in SEARCHES.items():
        yield f"search {name}", f"{LIST}?q={quote(query)}"
    yield "detail", f"{LIST}{count // 2}/"
    yield "question", f"/calls/{SLUG}/questions/{first_question()}/"
    yield "statistics", f"/calls/{SLUG}/statistics/"
    yield "call", f"/calls/{SLUG}/"
    yield "feed", f"/calls/{SLUG}/data/feed.atom"


def first_question():
    from submissions.models import Question

    return Question.objects.filter(call__slug=SLUG).first().identifier


def measure_pages(portal, count, *, explain):
    """Median and 95th percentile of each page over HTTP, and its queries in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    for name, address in pages(count):
        with CaptureQueriesContext(connection) as queries:
            Client().get(address, headers={"host": "127.0.0.1"})
        reader = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=600)  # the server closes one that is idle for long
        busy, times = portal.processor_seconds(), [fetch(reader, address)]
        for _n in range(2 if times[0] > SLOW else TIMES):
            times.append(fetch(reader, address))
        reader.close()
        busy = 1000 * (portal.processor_seconds() - busy) / len(times)
        cuts = statistics.quantiles([1000 * one for one in times[1:]], n=20, method="inclusive")
        say(f"{name:<26}{len(queries):4} queries   p50 {cuts[9]:8.1f} ms   p95 {cuts[18]:8.1f} ms   {busy:7.1f} ms of processor in Python")
        if explain:
            explain_slow(connection, queries)


def explain_slow(connection, queries):
    """The plans of the queries that take 20 ms and longer."""
    with connection.cursor() as cursor:
        for query in queries:
            if float(query["time"]) >= 0.02:
                say(f"    {query['time']} s  {query['sql'][:300]}")
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query['sql']}")
                for (row,) in cursor:
                    say(f"        {row[:160]}")


def fetch(reader, address):
    """Seconds that the answer took."""
    started = time.perf_counter()
    reader.request("GET", address)
    answer = reader.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{address} answered {answer.status}")
    return time.perf_counter() - started


def compare(portal, count):
    """List and detail beside a minimal list of fifty rows and a minimal detail, on the same server program, in turns."""
    with tempfile.TemporaryDirectory(prefix="portal-minimal-") as folder:
        other = Portal(folder, PORTAL=str(ROOT), DATABASE_URL=portal.environment["DATABASE_URL"])
        minimal.write(Path(folder), other.environment, count=1000, text="Access reached the villages first. " * 9)
        with other.running(application="minimal:application", folder=Path(folder)), ThreadPoolExecutor(THREADS) as pool:
            for name, ours, least in (("list", LIST, "/list/"), ("detail", f"{LIST}{count // 2}/", "/detail/500/")):
                rates = {portal: [], other: []}
                busy = dict.fromkeys(rates, 0)
                for server, address in ((portal, ours), (other, least)) * (ROUNDS + 1):
                    before = server.processor_seconds()
                    rates[server].append(rate(pool, server, address))
                    busy[server] += server.processor_seconds() - before
                ratio = [mine / its for mine, its in zip(rates[portal][1:], rates[other][1:], strict=True)]  # the first warms up
                say(
                    f"{name:<8}{statistics.median(rates[portal]):7.0f} a second, minimal {statistics.median(rates[other]):7.0f}: "
                    f"{statistics.median(ratio):.2f}; by processor {busy[other] / busy[portal]:.2f}"
                )


def rate(pool, server, address):
    """Answers a second, with as many readers at once as there are threads."""

    def read(_number):
        reader = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
        for _n in range(EACH // THREADS):
            fetch(reader, address)
        reader.close()

    started = time.perf_counter()
    list(pool.map(read, range(THREADS)))
    return EACH / (time.perf_counter() - started)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--explain", action="store_true")
    options = parser.parse_args()
    main(options.count, explain=options.explain)
