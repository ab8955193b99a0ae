"""The ground of the benchmarks: a portal of its own in a folder, with N generated submissions, those that consent published.

Run by hand, never collected: `uv run --extra dev python -m tests.benchmarks.reading 10000`. A folder that is there already is used again.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.serving import Portal
from tests.tools import postgresql

ROOT = Path(__file__).resolve().parents[2]
SLUG = "wsis20"


def environment(folder, port=8765):
    """The settings of the benchmark's portal."""
    return {
        **os.environ,
        "DATA_DIR": str(folder),
        "SECRET_KEY": "of the benchmarks, " * 4,
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ADMIN_2FA": "optional",
        "LOG_LEVEL": "WARNING",
    }


def manage(folder, *arguments):
    """Run a command; return (seconds, seconds of processor, peak resident MB of the process)."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment(folder), stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{arguments[0]} failed")
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def prepare(count):
    """The folder of a portal with `count` generated submissions; made when it is not there yet."""
    folder = Path(f"/tmp/portal-benchmark-{count}")  # noqa: S108 (kept between runs on purpose)
    if not (folder / "ready").exists():
        say(f"Preparing {count} submissions in {folder}")
        manage(folder, "migrate", "--verbosity", "0")
        manage(folder, "collectstatic", "--no-input", "--verbosity", "0")
        manage(folder, "loadcall", str(ROOT / "submissions" / "calls" / f"{SLUG}.toml"))
        line("generate --publish --code", count, *manage(folder, "generate", "--submissions", str(count), "--publish", "--code"))
        (folder / "ready").touch()
    os.environ.update(environment(folder), DJANGO_SETTINGS_MODULE="wsisportal.settings")
    return folder


def serve(folder, port):
    """The production server on the folder's portal; the caller terminates it."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--blocking-threads", "4", "--no-ws", "--log-level", "warning", "tests.hasty:application"]
    return subprocess.Popen(command, cwd=ROOT, env=environment(folder, port))


@contextlib.contextmanager
def fresh_portal(name, *, port=None, on_postgresql=False, count=0):
    """A running portal with the shipped call and `count` generated submissions, on a database that waits for the disk; gone afterwards."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that server and cluster end with the benchmark
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix=f"portal-{name}-"))
        settings = {"DATABASE_URL": stack.enter_context(postgresql(fsync="on"))} if on_postgresql else {}
        portal = Portal(folder, port=port, **settings)
        portal.manage("migrate", "--verbosity", "0")
        portal.manage("collectstatic", "--no-input", "--verbosity", "0")
        portal.manage("loadcall", str(ROOT / "submissions" / "calls" / f"{SLUG}.toml"))
        if count:
            portal.manage("generate", "--submissions", str(count))
        yield stack.enter_context(portal.running())


def say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def line(name, rows, seconds, busy, megabytes):
    """One measurement of a command, its start included; the rate is by processor time, which other work on the machine disturbs less."""
    say(f"{name:<44}{seconds:9.2f} s {busy:9.2f} s of processor {rows / busy:10,.0f} rows/s {megabytes:8,.0f} MB peak")
