"""The tools that a test needs beside Python: found, or the test skips and says what is missing; on CI (`CI=true`) it fails instead."""

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def missing(what):
    """Skip the test, or fail it on CI, naming what is missing."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{what} is missing on this machine")


def chromium():
    """The path of the system's Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return found or missing("Chromium (Debian's package chromium)")


def postgresql_folder():
    """The folder of PostgreSQL's server programs, newest version first."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    candidates = [*folders, *([Path(on_path).resolve().parent] if on_path else [])]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    return missing("the PostgreSQL server (Debian's package postgresql)")


@contextmanager
def postgresql(fsync="off"):
    """A private PostgreSQL cluster on a unix socket; yields its DATABASE_URL, removes it afterwards.

    Only where durability itself is looked at need it wait for the disk.
    """
    programs = postgresql_folder()
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    as_postgres = []
    if os.geteuid() == 0:
        as_postgres = ["runuser", "-u", "postgres", "--"]
        shutil.chown(home, "postgres")

    def run(*command):
        subprocess.run([*as_postgres, *command], check=True, capture_output=True, cwd=home.parent, timeout=120)

    run(str(programs / "initdb"), "-D", str(home / "data"), "--locale=C.UTF-8", "--auth=trust", "--username=portal")
    options = f"-c listen_addresses= -c unix_socket_directories={home} -c fsync={fsync} -c max_connections=200"
    try:
        run(str(programs / "pg_ctl"), "-D", str(home / "data"), "-w", "-l", str(home / "log"), "-o", options, "start")
        run(str(programs / "createdb"), "-h", str(home), "-U", "portal", "portal")
        yield f"postgres://portal@{quote(str(home), safe='')}/portal"
    finally:
        subprocess.run(
            [*as_postgres, str(programs / "pg_ctl"), "-D", str(home / "data"), "-m", "immediate", "stop"],
            capture_output=True,
            cwd=home.parent,
        )
        shutil.rmtree(home, ignore_errors=True)


def free_port():
    """A loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
