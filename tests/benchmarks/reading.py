"""How fast pages and files are read with N submissions: time, queries, memory.

`uv run --extra dev python -m tests.benchmarks.reading 10000`
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import django

from tests.benchmarks.ground import SLUG, line, manage, prepare, say

TIMES = 20


def main(count):
    folder = prepare(count)
    django.setup()
    measure_pages()
    measure_files(folder)


def measure_pages():
    """Median time and queries of each page, in process."""
    from django.contrib.auth import get_user_model  # after setup
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from submissions.models import Call, Publication, Submission

    call = Call.objects.get(slug=SLUG)
    received, published = Submission.objects.received().count(), Publication.objects.live().count()
    say(f"{received} received, {published} published, {call.questions.count()} questions")
    reader, staff = Client(), Client()
    user, _created = get_user_model().objects.get_or_create(username="benchmark", is_staff=True, is_superuser=True)
    staff.force_login(user)
    first = Publication.objects.live().order_by("number").first().number
    last_page = min(200, -(-published // 50))
    pages = (
        (reader, "/"),
        (reader, f"/calls/{SLUG}/"),
        (reader, f"/calls/{SLUG}/submissions/"),
        (reader, f"/calls/{SLUG}/submissions/?page={last_page}"),
        (reader, f"/calls/{SLUG}/submissions/?q=rural+connectivity"),
        (reader, f"/calls/{SLUG}/submissions/?type=government&region=Africa"),
        (reader, f"/calls/{SLUG}/submissions/{first}/"),
        (reader, f"/calls/{SLUG}/questions/{call.questions.first().identifier}/"),
        (staff, "/admin/submissions/submission/"),
        (staff, f"/admin/submissions/call/{call.pk}/change/"),
    )
    for client, address in pages:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address, headers={"host": "127.0.0.1"})
        count, times, busy = len(queries), [], time.process_time()
        for _n in range(TIMES):
            started = time.perf_counter()
            client.get(address, headers={"host": "127.0.0.1"})
            times.append(time.perf_counter() - started)
        where = address.replace(f"/calls/{SLUG}", "…")
        busy = (time.process_time() - busy) / TIMES * 1000
        median, worst = statistics.median(times) * 1000, max(times) * 1000
        say(
            f"{where:<44}{answer.status_code:5} {count:4} queries {busy:8.1f} ms of processor {median:8.1f} ms median {worst:8.1f} ms worst"
        )


def measure_files(folder):
    """Each export in a process of its own."""
    from review.models import Coding
    from submissions.models import Publication, Submission

    codings = Coding.objects.count()
    received, published = Submission.objects.count(), Publication.objects.live().count()
    with tempfile.TemporaryDirectory() as out:
        line("exportcodings csv", codings, *manage(folder, "exportcodings", "--call", SLUG, "-o", f"{out}/codings.csv"))
        for format in ("csv", "jsonl", "xlsx"):
            for scope, rows in (((), published), (("--internal",), received)):
                target = Path(out) / f"out.{format}"
                measured = manage(folder, "exportsubmissions", "--call", SLUG, "--format", format, *scope, "-o", str(target))
                line(f"exportsubmissions {format} {' '.join(scope)} ({target.stat().st_size >> 20} MB)", rows, *measured)
        for format in ("docx", "pdf"):
            line(
                f"exportsummary {format}", received, *manage(folder, "exportsummary", "--call", SLUG, "--format", format, "-o", f"{out}/s")
            )
    line("checkintegrity", received, *manage(folder, "checkintegrity"))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
