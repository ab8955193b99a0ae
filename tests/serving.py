"""The portal on its production server, in processes of its own, to be asked over HTTP and to be killed."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from tests.tools import free_port

ROOT = Path(__file__).resolve().parent.parent
THREADS = 16  # as quickstart serves


class Portal:
    """A portal in a data folder of its own; `settings` are further environment variables, such as DATABASE_URL."""

    def __init__(self, folder, *, port=None, **settings):
        self.folder, self.port, self.process = Path(folder), port or free_port(), None
        self.site = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
            "DATA_DIR": str(folder),
            "SECRET_KEY": "of the tests, " * 5,
            "SITE_URL": self.site,
            "ALLOWED_HOSTS": "127.0.0.1",
            "ADMIN_2FA": "optional",
            "LOG_LEVEL": "ERROR",
            **settings,
        }

    def manage(self, *arguments, may_fail=False):
        """Run a command of the portal to its end; what it wrote."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=3600)
        if done.returncode and not may_fail:
            raise RuntimeError(f"{' '.join(arguments)} failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout + done.stderr

    def start(self, *, application="tests.hasty:application", folder=ROOT):
        """Serve, and return once a page can be asked for."""
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        command += ["--blocking-threads", str(THREADS), "--no-ws", "--log-level", "error", application]
        self.process = subprocess.Popen(command, cwd=folder, env=self.environment, start_new_session=True)
        deadline = time.monotonic() + 60
        while not listens(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The server did not start.")
            time.sleep(0.02)

    def kill(self, how=signal.SIGKILL):
        """End all of the server's processes at once; return when nothing listens any more."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        self.process.wait()
        while listens(self.port):
            time.sleep(0.01)

    def processor_seconds(self):
        """Seconds of processor that the server's processes have used since they started."""
        used = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()  # state, parent, process group …
                used += sum(map(int, fields[11:13])) if int(fields[2]) == self.process.pid else 0
        return used / os.sysconf("SC_CLK_TCK")

    @contextlib.contextmanager
    def running(self, **how):
        self.start(**how)
        try:
            yield self
        finally:
            self.kill()


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def database_url():
    """The address of the database that this process uses, for a process of its own on the same."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    return f"postgres://{given['USER']}@{quote(given['HOST'], safe='')}/{given['NAME']}"
