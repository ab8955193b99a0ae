"""Whole submissions by HTTP while the mail server hangs and `sendmail` keeps trying: how long each POST takes.

`uv run --extra dev python -m tests.benchmarks.hanging_mail 1000`
"""

import html
import os
import statistics
import subprocess
import sys
import time
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import django

from tests.benchmarks.ground import ROOT, SLUG, environment, prepare, say, serve
from tests.benchmarks.stalled_download import FORM, HIDDEN, PORT, SITE, wait_for_server
from tests.smtp import mail_server

TIMES = 40


def main(count):
    folder = prepare(count)
    with mail_server(GREETING="hang") as hanging:
        os.environ["EMAIL_URL"] = "smtp://{}:{}?timeout=5".format(*hanging.server_address)
        django.setup()
        server = serve(folder, PORT)
        sender = subprocess.Popen([sys.executable, "manage.py", "sendmail", "--watch"], cwd=ROOT, env=environment(folder, PORT))
        try:
            wait_for_server()
            last = [submit(n) for n in range(TIMES)]
        finally:
            for process in (sender, server):
                process.terminate()
                process.wait()
        say(f"{TIMES} submitted; the last POST {statistics.median(last):.3f} s median, {max(last):.3f} s slowest.")
        say(f"The mail server was tried {hanging.connections} times and took {len(hanging.received)} mails.")


def submit(n):
    """Start, fill in, check and submit a draft with an address; how long the last POST took, receipt included."""
    from submissions.models import Call  # after setup

    question = Call.objects.get(slug=SLUG).questions.filter(kind="text").first()
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    answer = {f"text-{question.identifier}": "Submitted while the mail server hangs.", "stakeholder_name": f"Writer {n}"}
    page = browser.open(f"{SITE}/calls/{SLUG}/respond/")
    for fields in ({}, FORM | answer | {"contact_email": f"writer{n}@rivers.example"}, {}):
        hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(page.read().decode())}
        started = time.perf_counter()
        page = browser.open(Request(page.url, urlencode(hidden | fields).encode(), {"Referer": page.url}))  # noqa: S310 (our own server)
    if not page.url.endswith("/receipt/"):
        raise SystemExit(f"No receipt was given, but {page.url}")
    return time.perf_counter() - started


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
