"""A reader stalls in the middle of the public CSV while others submit by HTTP: every submission must succeed, the file must be whole.

`uv run --extra dev python -m tests.benchmarks.stalled_download 10000`
"""

import csv
import html
import io
import re
import socket
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import django
from django.db import connection

from tests.benchmarks.ground import SLUG, prepare, say, serve

PORT = 8766
SITE = f"http://127.0.0.1:{PORT}"
SUBMITTERS, EACH = 4, 10
READ_FIRST = 0.1  # of the file, before the reader stalls
FORM = {
    "stakeholder_type": "individual",
    "declares_authority": "on",
    "draft_consent": "none",
    "language": "en",
    "endorsers-TOTAL_FORMS": "0",
    "endorsers-INITIAL_FORMS": "0",
    "check": "",
}
HIDDEN = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|edition|base)" value="([^"]*)"')


def main(count):
    folder = prepare(count)
    django.setup()
    server = serve(folder, PORT)
    try:
        wait_for_server()
        size = len(build_opener().open(f"{SITE}/calls/{SLUG}/data/submissions.csv").read())
        with ask_for_csv() as reader:
            start = b""
            while len(start) < size * READ_FIRST:
                start += reader.recv(65_536)
            say(f"The reader took {len(start) / size:.0%} of {size >> 20} MB and stalls.")
            with ThreadPoolExecutor(SUBMITTERS) as pool:
                times = [seconds for those in pool.map(submit_some, range(SUBMITTERS)) for seconds in those]
            say(f"{len(times)} submitted meanwhile, none refused; {statistics.median(times):.2f} s median, {max(times):.2f} s slowest.")
            body = start + rest_of(reader)
    finally:
        server.terminate()
        server.wait()
    compare(body)


def wait_for_server():
    for _n in range(100):
        try:
            socket.create_connection(("127.0.0.1", PORT), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def ask_for_csv():
    """A connection that asked for the public CSV and has a small buffer, so that stalling stalls the server too."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
    reader.connect(("127.0.0.1", PORT))
    address = f"/calls/{SLUG}/data/submissions.csv"
    reader.sendall(f"GET {address} HTTP/1.0\r\nHost: 127.0.0.1:{PORT}\r\n\r\n".encode())
    return reader


def submit_some(n):
    """Start, fill in, check and submit a few drafts as a browser does, three POSTs each; return how long each took."""
    from submissions.models import Call  # after setup

    question = Call.objects.get(slug=SLUG).questions.filter(kind="text").first()
    connection.close()
    times = []
    for m in range(EACH):
        browser, started = build_opener(HTTPCookieProcessor(CookieJar())), time.perf_counter()
        answer = {f"text-{question.identifier}": "Submitted while a reader stalls.", "stakeholder_name": f"Latecomer {n}-{m}"}
        page = browser.open(f"{SITE}/calls/{SLUG}/respond/")
        for fields in ({}, FORM | answer, {}):  # the button that starts, the form, the button that submits
            page = post(browser, page, fields)
        if not page.url.endswith("/receipt/"):
            raise SystemExit(f"No receipt was given, but {page.url}")
        times.append(time.perf_counter() - started)
    return times


def post(browser, page, fields):
    """Post the page's form with what it hides; the page that follows."""
    hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(page.read().decode())}
    data = urlencode(hidden | fields).encode()
    return browser.open(Request(page.url, data, {"Referer": page.url}))  # noqa: S310 (our own server)


def rest_of(reader):
    pieces = []
    while piece := reader.recv(1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def compare(body):
    """The file holds every publication once."""
    from submissions.models import Publication

    head, _blank, content = body.partition(b"\r\n\r\n")
    csv.field_size_limit(1 << 30)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    expected = list(Publication.objects.live().order_by("number").values_list("number", flat=True))
    if [int(row["number"]) for row in rows] != expected:
        raise SystemExit(f"{head.splitlines()[0].decode()}: {len(rows)} rows, {len(expected)} were expected.")
    say(f"The file is whole: {len(rows)} rows, {len(content) >> 20} MB.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
