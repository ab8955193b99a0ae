"""How fast one looks across and codes: quotes, matrix and linkage over N answers, and one passage coded among M.

`uv run --extra dev python -m tests.benchmarks.looking look 100000 300000` (answers, codings) and `… looking code 1000000` (passages), on a
private PostgreSQL cluster that COPY fills; `sqlite` as last word for SQLite. With `DATABASE_URL` set that database is filled, or used as
it is where it was filled before. `SLOWEST=3` prints the slowest queries of each page.
"""

import os
import statistics
import sys
import tempfile
import time

import django

from tests.benchmarks.ground import environment, say
from tests.tools import postgresql

QUESTIONS, TIMES = 10, 20
WORDS = "access reach villages schools rivers networks skills trust rights health learning broadband content data local women youth"


def main(what, answers, codings, database="postgresql"):
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment(folder), DJANGO_SETTINGS_MODULE="wsisportal.settings")
        if database == "sqlite" or os.environ.get("DATABASE_URL"):
            run(what, answers, codings)
        else:
            with postgresql() as address:
                os.environ["DATABASE_URL"] = address
                run(what, answers, codings)


def run(what, answers, codings):
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from submissions.models import Call

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    started = time.perf_counter()
    call = Call.objects.filter(slug="benchmark").first()
    if call is None:
        with transaction.atomic():
            call = fill(answers, codings)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    say(f"{connection.vendor}: {answers} answers, {codings} codings, filled in {time.perf_counter() - started:.0f} s")
    (look if what == "look" else code)(call)
    connection.close()


def fill(answers, codings):
    """A call with ten questions, fifty codes (twenty of them sub-lines), and as many answers and codings, two of these a passage.

    Of the thirty lines the last ten are objectives and types of statement.
    """
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.utils import timezone

    from review.models import Code, Coding, Excerpt
    from submissions.models import ConsentRecord, Submission, Version, VersionAnswer
    from submissions.models.submission import Answer
    from submissions.places import known_names, region_of
    from submissions.vocabulary import StakeholderType
    from tests.make import make_call

    call = make_call("benchmark", [f"question-{n}" for n in range(QUESTIONS)])
    questions = list(call.questions.all())
    facets = ["action-line"] * 20 + ["gdc-objective"] * 5 + ["statement-type"] * 5
    lines = [
        Code.objects.create(call=call, identifier=f"C{n}", notation=f"{n}", label=f"Line {n}", facet=facet)
        for n, facet in enumerate(facets)
    ]
    parts = [
        Code.objects.create(call=call, identifier=f"C{n}-part-{k}", notation=f"{n}x{k}", label=f"Part {k}", parent=lines[n])
        for n in range(10)
        for k in range(2)
    ]
    codes = lines + parts
    coders = [get_user_model().objects.create_user(f"coder{n}", is_staff=True, is_superuser=True) for n in range(10)]
    now, places, types = timezone.now(), sorted(set(known_names().values())), StakeholderType.values
    passages = codings // 2
    words = WORDS.split()
    text = " ".join(words[n * 7 % len(words)] for n in range(220))

    def submissions():
        for n in range(1, answers // QUESTIONS + 1):
            place, kind = places[n % len(places)], types[n % len(types)]
            about = {"stakeholder_name": f"Stakeholder {n}", "stakeholder_type": kind, "country": place, "region": region_of(place)}
            yield (
                Submission(pk=n, call=call, reference=f"R{n}", state="received", current_version_id=n, consent_id=n, received_at=now),
                Version(pk=n, submission_id=n, submitted_at=now, receipt_hash="0", **about),
                ConsentRecord(pk=n, submission_id=n, level=("named", "anonymous", "none")[n % 3]),
            )

    submitted, versions, consents = zip(*submissions(), strict=True)
    copy(submitted)
    copy(versions)
    copy(consents)
    copy(Answer(pk=n, submission_id=submission_of(n), question=questions[n % QUESTIONS], text=text, frozen_at=now) for n in keys(answers))
    copy(VersionAnswer(pk=n, version_id=submission_of(n), question=questions[n % QUESTIONS], answer_id=n) for n in keys(answers))

    def excerpts():
        for n in keys(passages):
            start = n // answers * 11 % (len(text) - 80)
            yield Excerpt(pk=n, answer_id=n % answers + 1, start=start, end=start + 70, quote=text[start : start + 70])

    copy(excerpts())
    copy(
        Coding(pk=2 * n - k, excerpt_id=n, code=codes[(n * 7 + k * 13) % 50], coder=coders[n % 10], created_at=now)
        for n in keys(passages)
        for k in range(2)
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for model in (Submission, Version, ConsentRecord, Answer, VersionAnswer, Excerpt, Coding):
                table = model._meta.db_table
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608
    return call


def submission_of(answer):
    return (answer - 1) // QUESTIONS + 1


def keys(count):
    return range(1, count + 1)


def copy(rows):
    """Enter unsaved instances of one model: by COPY on PostgreSQL, else in batches."""
    from django.db import connection

    rows = iter(rows)
    first = next(rows)
    fields = first._meta.concrete_fields

    def values(row):
        return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]

    if connection.vendor != "postgresql":
        type(first).objects.bulk_create([first, *rows], batch_size=500)
        return
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {first._meta.db_table} ({columns}) FROM STDIN") as out:
        out.write_row(values(first))
        for row in rows:
            out.write_row(values(row))


def look(call):
    """Each page as a signed-in member of staff gets it."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.first())
    desk = "/admin/review/coding"
    for address in (
        f"{desk}/matrix/{call.pk}/",
        f"{desk}/matrix/{call.pk}/?rows=code&columns=region",
        f"{desk}/matrix/{call.pk}/?rows=code&columns=question&unit=passages",
        f"{desk}/matrix/{call.pk}/?rows=question&columns=type&code=1",
        f"{desk}/quotes/{call.pk}/",
        f"{desk}/quotes/{call.pk}/?code=1",
        f"{desk}/quotes/{call.pk}/?code=1&type=government&region=Africa",
        f"{desk}/quotes/{call.pk}/?words=villages",
        f"{desk}/quotes/{call.pk}/?order=text&page=1000",
        f"{desk}/linkage/{call.pk}/",
        f"{desk}/linkage/{call.pk}/?link=answer",
        f"{desk}/quotes/{call.pk}/?code=1&objective=21",
        f"{desk}/quotes/{call.pk}/?facet=action-line&objective=any&statement=26",
        f"{desk}/quotes/{call.pk}/?facet=action-line&objective=any&link=answer",
        f"{desk}/activity/{call.pk}/",
    ):
        measure(address, lambda address=address: client.get(address, headers={"host": "127.0.0.1"}))


def measure(name, act, times=TIMES):
    """Median and p95 in ms, and the queries, of something done `times` times; its first time is not counted."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        response = act()
    captured, taken = queries.captured_queries, []
    for _n in range(times):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
    median, high = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    status = getattr(response, "status_code", "")
    say(f"{name:<70} {status} {len(captured):3} queries  median {median:7.1f} ms  p95 {high:7.1f} ms")
    for query in sorted(captured, key=lambda query: -float(query["time"]))[: int(os.environ.get("SLOWEST", "0"))]:
        say(f"    {query['time']} s {query['sql'][:1500]}")


def code(call):
    """Code one passage after another: the verb alone, then the page's POST, signed in."""
    from itertools import count

    from django.contrib.auth import get_user_model
    from django.test import Client

    from review.models import Code
    from review.models.coding import code_excerpt
    from submissions.models.submission import Answer

    coder, one = get_user_model().objects.first(), Code.objects.filter(call=call).first()
    client, numbers = Client(), count(1)
    client.force_login(coder)
    text, answers = Answer.objects.get(pk=1).text, Answer.objects.count()

    def span():
        """A passage that nobody has coded: 30 characters of another answer each time."""
        n = next(numbers) * 37 % answers + 1
        return n, 10 + n % 90, 40 + n % 90

    def verb():
        n, start, end = span()
        answer = Answer.objects.select_related("question").get(pk=n)
        code_excerpt(answer, start=start, end=end, quote=text[start:end], codes=[one], by=coder)

    def post():
        n, start, end = span()
        fields = {"answer": n, "start": start, "end": end, "quote": text[start:end], "code": one.pk}
        return client.post(f"/admin/review/coding/submission/{(n - 1) // QUESTIONS + 1}/", fields, headers={"host": "127.0.0.1"})

    measure("code_excerpt, and reading its answer", verb, 300)
    measure("POST of the workspace", post, 300)


if __name__ == "__main__":
    what, *sizes = sys.argv[1:] or ["look"]
    numbers = [int(size) for size in sizes if size.isdecimal()]
    named = [size for size in sizes if not size.isdecimal()]
    if what == "code":
        passages = numbers[0] if numbers else 1000
        main("code", max(1_000, min(100_000, passages)), passages * 2, *named)
    else:
        main("look", *(numbers or (100_000, 300_000)), *named)
