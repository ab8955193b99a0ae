"""One button pressed under pressure: fifty times at once, and while the mail server refuses, hangs or closes.

`uv run --extra dev python -m tests.benchmarks.pressing` on SQLite, with `--postgresql` on a private cluster.
"""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread

from tests.benchmarks.ground import ROOT, SLUG, fresh_portal, say
from tests.visitor import Visitor
from tests.walk import Walk

CLICKS = 50
ROUNDS = 5
POSTS = 40


def main(*, on_postgresql):
    with fresh_portal("pressing", on_postgresql=on_postgresql) as portal:
        import django

        os.environ.update(portal.environment, DJANGO_SETTINGS_MODULE="wsisportal.settings")
        django.setup()
        say("PostgreSQL" if on_postgresql else "SQLite")
        for number in range(ROUNDS):
            press_at_once(portal, f"Clicker {number}")
        for behaviour in (refuse, hang, close):
            with mail_server(behaviour) as port:
                submit_beside(portal, behaviour.__name__, f"smtp://127.0.0.1:{port}?timeout=20")


def to_the_check(portal, name):
    walk = Walk(portal.site, SLUG, name)
    walk.start()
    walk.save({"achievements": f"{name} reports progress."}, "check")
    walk.follow()
    return walk


def press_at_once(portal, name):
    """Fifty browsers with the same cookie send the same form at the same moment."""
    from submissions.models import Submission

    walk, together = to_the_check(portal, name), Barrier(CLICKS)
    form = walk.page.form("edition")

    def press(_number):
        with Visitor(portal.site) as visitor:
            visitor.cookies = dict(walk.visitor.cookies)
            visitor.connect()
            together.wait()
            page = visitor.post(form)
            return page.status, page.location

    with ThreadPoolExecutor(CLICKS) as pool:
        answers = set(pool.map(press, range(CLICKS)))
    theirs = Submission.objects.filter(versions__stakeholder_name=name)
    facts = [
        (each.state, each.versions.count(), each.events.filter(verb="submit").count(), each.mails.filter(kind="receipt").count())
        for each in theirs
    ]
    say(f"{CLICKS} at once: answers {answers}; (state, versions, acts, receipts mailed) of each submission {facts}")


def refuse(connection):
    connection.sendall(b"554 No mail is taken here\r\n")
    connection.close()


def hang(connection):
    time.sleep(60)


def close(connection):
    connection.sendall(b"220 mail.example ESMTP\r\n")
    connection.recv(1000)
    connection.close()


@contextlib.contextmanager
def mail_server(behaviour):
    """A loopback port that treats whoever connects so."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    connection, _address = server.accept()
                    Thread(target=behaviour, args=(connection,), daemon=True).start()

        Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def submit_beside(portal, name, address):
    """Time the last POST while `sendmail --watch` runs into that mail server."""
    from submissions.models import OutgoingMail

    portal.kill(signal.SIGTERM)
    portal.environment["EMAIL_URL"] = address
    portal.start()
    sender = subprocess.Popen(
        [sys.executable, "manage.py", "sendmail", "--watch"], cwd=ROOT, env=portal.environment, stdout=subprocess.DEVNULL
    )
    try:
        time.sleep(3)  # until the sender is busy with the mails that wait
        times = []
        for number in range(POSTS):
            walk = to_the_check(portal, f"Mailed {name} {number}")
            started = time.perf_counter()
            walk.submit()
            times.append(time.perf_counter() - started)
            walk.visitor.connection.close()
    finally:
        sender.terminate()
        sender.wait()
    waiting = OutgoingMail.objects.filter(sent_at=None).count()
    tried = OutgoingMail.objects.filter(attempts__gt=0).count()
    times.sort()
    say(f"mail server that {name}s: {POSTS} submits, median {1000 * times[POSTS // 2]:.0f} ms, longest {1000 * times[-1]:.0f} ms")
    say(f"  mails waiting {waiting}, tried {tried}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgresql", action="store_true")
    main(on_postgresql=parser.parse_args().postgresql)
