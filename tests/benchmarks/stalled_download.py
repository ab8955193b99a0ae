"""A reader stalls in the middle of the public CSV while others submit: every submission must succeed, and the file must be whole.

`uv run --extra dev python -m tests.benchmarks.stalled_download 10000`
"""

import csv
import io
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import django

from tests.benchmarks.ground import SLUG, prepare, say, serve

PORT = 8766
SUBMITTERS, EACH = 4, 10


def main(count):
    folder = prepare(count)
    django.setup()
    server = serve(folder, PORT)
    try:
        wait_for_server()
        with ask_for_csv() as reader:
            start = reader.recv(65_536)
            say(f"The reader took {len(start)} bytes and stalls.")
            with ThreadPoolExecutor(SUBMITTERS) as pool:
                times = [seconds for those in pool.map(submit_some, range(SUBMITTERS)) for seconds in those]
            say(f"{len(times)} submitted meanwhile, none refused; slowest {max(times) * 1000:.0f} ms.")
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
    """Draft, save and submit a few times; return how long each took."""
    from django.db import connection  # after setup

    from submissions import drafting
    from submissions.models import Call

    call, times = Call.objects.get(slug=SLUG), []
    question = call.questions.order_by("position").first()
    for m in range(EACH):
        started = time.perf_counter()
        version = drafting.start(call, language="en").draft
        profile = {"stakeholder_name": f"Latecomer {n}-{m}", "stakeholder_type": "individual", "declares_authority": True}
        drafting.save(version, edition=0, profile=profile, answers={question: ("Submitted while a reader stalls.", [])})
        drafting.submit(version, consent="none", wording="", language="en")
        times.append(time.perf_counter() - started)
    connection.close()
    return times


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
