"""How long the summary takes to make in each format, with how much memory, and how fast its builder answers, with N submissions.

`uv run --extra dev python -m tests.benchmarks.document 97 10000`. 97 are those of the demonstration, any other number is generated.
Each call holds the demonstration's statements, approved, on whatever evidence its codings give them. Every format is made in a process
of its own. `SLOWEST=3` prints the slowest queries of each page, `PROFILE=docx` (or another format, or pages) where its time goes.
"""

import cProfile
import os
import pstats
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import pairwise

import django

from tests.benchmarks.ground import ROOT, SLUG, environment, manage, prepare, say
from tests.benchmarks.looking import measure

TIMES = 10
DEMONSTRATION = 97
STARTING = "start"  # no format: what a process takes before it makes one


def main(counts):
    for count in counts:
        with tempfile.TemporaryDirectory(prefix="portal-document-") as folder:
            if count != DEMONSTRATION:
                shutil.copytree(prepare(count), folder, dirs_exist_ok=True)
            manage(folder, "migrate", "--verbosity", "0")
            manage(folder, "collectstatic", "--no-input", "--verbosity", "0")
            manage(folder, "loadcall", str(ROOT / "submissions" / "calls" / f"{SLUG}.toml"))
            for what in ("fill", STARTING, *formats(), "pages"):
                child(what, folder)


def formats():
    """The names of the formats, asked of a process that may load them."""
    told = "import django; django.setup(); from review.document.files import WRITERS; print(*WRITERS)"
    command = [sys.executable, "-c", told]
    with tempfile.TemporaryDirectory() as folder:
        settings = environment(folder) | {"DJANGO_SETTINGS_MODULE": "wsisportal.settings"}
        return subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True, text=True).stdout.split()


def child(what, folder):
    settings = environment(folder) | {"DJANGO_SETTINGS_MODULE": "wsisportal.settings"}
    subprocess.run([sys.executable, "-m", __spec__.name, what, folder], cwd=ROOT, env=settings, check=True)


def run(what):
    """What one process does: fill the database, look at the pages, or write one format."""
    django.setup()
    from submissions.models import Call

    act, call = {"fill": fill, "pages": look}.get(what), Call.objects.get(slug=SLUG)
    profiler = cProfile.Profile() if os.environ.get("PROFILE") == what else None
    if profiler:
        profiler.enable()
    act(call) if act else write(call, what)
    if profiler:
        profiler.disable()
        pstats.Stats(profiler, stream=sys.stdout).sort_stats("cumulative").print_stats(60)


def fill(call):
    """The demonstration's statements on the call's own codings, all approved; no other benchmark needs them."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from review.demonstration import enter_demonstration
    from review.demonstration_summary import draft_statements
    from review.evidence import state_hash, states_of
    from review.models import Coding, Evidence, Statement
    from submissions.models import Publication, Submission

    author, approver = (get_user_model().objects.create_user(name, is_staff=True, is_superuser=True) for name in ("author", "approver"))
    if not call.submissions.exists():
        enter_demonstration(call)
    draft_statements(call, by=author)
    statements = list(Statement.objects.filter(section__summary__call=call))
    states = states_of(call, statements)
    for statement in statements:
        statement.status, statement.approved_by, statement.approved_at = Statement.Status.APPROVED, approver, timezone.now()
        statement.approved_state = states[statement.pk]
        statement.approved_hash = state_hash(statement, statement.approved_state)
    Statement.objects.bulk_update(statements, ("status", "approved_by", "approved_at", "approved_state", "approved_hash"), batch_size=10)
    received, published = Submission.objects.received().filter(call=call).count(), Publication.objects.live().filter(call=call).count()
    codings, evidence = Coding.objects.of(call).count(), Evidence.objects.count()
    say(f"\n{received} received, {published} published, {codings} codings; {len(statements)} statements on {evidence} passages")


def write(call, format):
    """One format as `summary_file` makes it, step by step."""
    from review.document.files import WRITERS, refuse_pasted
    from review.document.outline import outline
    from review.moving import move_excerpts

    if format == STARTING:
        return say(f"{'a process that has loaded the portal':<66}{peak():8,.0f} MB peak")
    times, made = [time.perf_counter()], {}
    for step in (
        lambda: refuse_pasted(call),
        lambda: move_excerpts(call=call),
        lambda: made.update(outline=outline(call)),
        lambda: made.update(content=WRITERS[format](made["outline"])),
    ):
        step()
        times.append(time.perf_counter())
    pasted, moved, read, written = (after - before for before, after in pairwise(times))
    say(
        f"{format:<5}{times[-1] - times[0]:6.2f} s: pasted words {pasted:.2f}, moving {moved:.2f}, reading {read:.2f}, "
        f"writing {written:.2f}; {len(made['content']) / 1e6:5.2f} MB {peak():8,.0f} MB peak"
    )


def peak():
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def look(call):
    """The builder's pages as a signed-in member of staff gets them: its busiest section and statement."""
    from django.contrib.auth import get_user_model
    from django.db.models import Count
    from django.test import Client

    from review.coverage import coverage
    from review.models import Code, Excerpt, Statement

    client = Client()
    client.force_login(get_user_model().objects.get(username="approver"))
    busiest = Statement.objects.annotate(passages=Count("evidence")).order_by("-passages").first()
    code, section = Code.objects.filter(call=call).first(), busiest.section
    page, statement = f"/admin/review/summary/build/{section.summary_id}/", f"/admin/review/summary/statement/{busiest.pk}/"
    at = f"?section={section.pk}&statement={busiest.pk}"
    spare = Excerpt.objects.filter(codings__removed_at=None).exclude(evidence__statement=busiest).values_list("pk", flat=True)
    spare = iter(list(spare.distinct()[: 3 * TIMES]))

    def get(address):
        return client.get(address, headers={"host": "127.0.0.1"})

    def attach():
        fields = {"one": f"{next(spare)}:supports"}
        return client.post(f"{statement}evidence/", fields, headers={"host": "127.0.0.1"})

    say(f"The busiest statement has {busiest.passages} passages, its section {section.statements.count()} statements")
    for name, address in (
        ("builder", page),
        ("builder, busiest section", f"{page}?section={section.pk}"),
        ("builder, busiest statement", f"{page}{at}"),
        ("tray, words", f"{page}{at}&words=rural"),
        ("tray, words that nobody wrote", f"{page}{at}&words=zirconium"),
        ("tray, code, type and region", f"{page}{at}&code={code.pk}&type=government&region=Africa"),
        ("tray, not used", f"{page}{at}&used=no"),
        ("coverage", f"{page}coverage/"),
        ("statement's form", statement),
        ("section's form", f"/admin/review/summary/section/{section.pk}/"),
        ("the call's summary in the admin", f"/admin/review/summary/{section.summary_id}/change/"),
    ):
        measure(name, lambda address=address: get(address), TIMES)
    measure("attach a passage (POST)", attach, TIMES)
    measure("coverage, without its page", lambda: coverage(call), TIMES)


if __name__ == "__main__":
    arguments = sys.argv[1:] or ["97", "10000"]
    if arguments[0].isdecimal():
        main([int(count) for count in arguments])
    else:
        run(arguments[0])
