"""The files of open data over HTTP: first byte, whole, how far the server's memory rises; the CSV beside a bare COPY of the same columns.

Part of `tests.benchmarks.public`.
"""

import http.client
import statistics
import time
from pathlib import Path

from tests.benchmarks.ground import SLUG, say

ROUNDS = 5  # of COPY and CSV in turns


def measure(portal):
    """CSV and COPY in turns, their median; then the other files once."""
    bare, csv = [], []
    for _n in range(ROUNDS):
        bare.append(bare_copy())
        csv.append(measured(portal, "csv"))
    copied = statistics.median(seconds for seconds, _size in bare)
    share = statistics.median(seconds / whole for (seconds, _size), (_first, whole, *_rest) in zip(bare, csv, strict=True))
    say(f"COPY of the same columns   {copied:7.2f} s  {bare[0][1] >> 20} MB")
    report(
        "csv", *(statistics.median(values) for values in zip(*csv, strict=True)), note=f"  {share:4.0%} of COPY, median of {ROUNDS} pairs"
    )
    for ending in ("jsonl", "xlsx", "zip"):
        report(ending, *measured(portal, ending))


def report(ending, first, whole, size, rise, busy, note=""):
    say(
        f"{ending:<6} first byte {first:7.3f} s  whole {whole:7.2f} s  {int(size) >> 20} MB  memory +{rise:.0f} MB  "
        f"{busy:.2f} s of processor in Python{note}"
    )


def measured(portal, ending):
    """(seconds to the first byte, to the last, bytes, megabytes by which the server grew, seconds of its processor)."""
    before, busy = resident(portal, "VmRSS", reset=True), portal.processor_seconds()
    first, whole, size = download(portal, f"/calls/{SLUG}/data/submissions.{ending}")
    return first, whole, size, resident(portal, "VmHWM") - before, portal.processor_seconds() - busy


def bare_copy():
    """(seconds, bytes) of COPY of the public columns, the answers in columns by the fastest join of five that were tried."""
    from django.db import connection

    from submissions.models import Question

    questions = Question.objects.filter(call__slug=SLUG, published_answers__isnull=False).distinct().values_list("pk", flat=True)
    answers = ", ".join(f"max(a.text) FILTER (WHERE a.question_id = {key}) AS text_{key}" for key in questions)
    columns = "p.number, p.published_at, p.name, p.stakeholder_type, p.scope, p.country, p.region, p.language, p.endorsers::text"
    query = f"""SELECT {columns}, a.* FROM submissions_publication p
        CROSS JOIN LATERAL (SELECT {answers} FROM submissions_publishedanswer a WHERE a.publication_id = p.id) a
        WHERE p.withdrawn_at IS NULL ORDER BY p.number"""  # noqa: S608 (keys of ours)
    started, size = time.perf_counter(), 0
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
        for piece in copy:
            size += len(piece)
    return time.perf_counter() - started, size


def download(portal, address):
    """(seconds to the first byte, to the last, bytes)."""
    reader = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=3600)
    started = time.perf_counter()
    reader.request("GET", address)
    answer = reader.getresponse()
    size = len(answer.read(1))
    first = time.perf_counter() - started
    while piece := answer.read(1 << 20):
        size += len(piece)
    reader.close()
    return first, time.perf_counter() - started, size


def resident(portal, what, *, reset=False):
    """Megabytes of the server's largest process: VmRSS now, or VmHWM, the most since the last reset."""
    sizes = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rpartition(")")[2].split()[2]) != portal.process.pid:
                continue
            if reset:
                (folder / "clear_refs").write_text("5")
            sizes += [int(line.split()[1]) for line in (folder / "status").read_text().splitlines() if line.startswith(what)]
        except OSError:
            continue
    return max(sizes) / 1024
