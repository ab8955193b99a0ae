"""How long the front page of the desks and the page that assigns take, and how many queries, on the database that the settings name.

    DATA_DIR=… SECRET_KEY=… uv run --extra dev python -m tests.benchmarks.front_page

Fill it first: `manage.py generate --submissions 10000 --code --publish`. A tenth of the answers is assigned, and taken back at the end.
"""

import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wsisportal.settings")
os.environ.setdefault("ADMIN_2FA", "optional")
os.environ.setdefault("ALLOWED_HOSTS", "testserver")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - the settings come first
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from review.assigning import assign, free  # noqa: E402
from submissions.models import Call  # noqa: E402
from tests.benchmarks.ground import say  # noqa: E402

ROUNDS = 7


def measure(client, name, address):
    times, cpu = [], []
    for _round in range(ROUNDS):
        start, begun = time.perf_counter(), time.process_time()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        times.append((time.perf_counter() - start) * 1000)
        cpu.append((time.process_time() - begun) * 1000)
        assert response.status_code == 200, (address, response.status_code)
    slowest = max(queries.captured_queries, key=lambda query: float(query["time"]))
    medians = f"{statistics.median(times):.0f} ms by the clock, {statistics.median(cpu):.0f} ms of the processor (medians of {ROUNDS})"
    say(f"{name}: {medians}, {len(queries)} queries")
    say(f"   slowest query {slowest['time']} s: {slowest['sql'][:160]}")


def main():
    call = Call.objects.order_by("pk").first()
    with transaction.atomic():
        user = get_user_model().objects.create_superuser("front-page-benchmark")
        answers = list(free(call).order_by("pk").only("pk"))
        start = time.perf_counter()
        outcome = assign(answers[: len(answers) // 10], user, user)
        say(f"{call.submissions.received().count()} submissions, {len(answers)} answers to read")
        say(f"assigned {outcome.count} answers in {time.perf_counter() - start:.2f} s")
        client = Client()
        client.force_login(user)
        measure(client, "front page", reverse("admin:index"))
        measure(client, "assign", reverse("admin:review_assign", args=(call.pk,)))
        measure(client, "assign, shares", reverse("admin:review_assign", args=(call.pk,)) + f"?days=3&readers={user.pk}")
        measure(client, "what one reads", reverse("admin:review_assigned", args=(call.pk, user.pk)))
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
