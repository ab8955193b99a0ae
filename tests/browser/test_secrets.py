"""What must not travel: the private link, the address and the answers of a whole walk, in no Referer, to no other site, in no log."""

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.browser.drafts import CALL, check, submit

pytestmark = pytest.mark.browser


ANSWER = "Our herons count the packets that nobody else counts."
ADDRESS = "heron@marsh.example"
MISTYPED = "m" * 43


@pytest.fixture
def elsewhere():
    """Another site: its address, and the headers of every page that was asked of it."""
    asked = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/page":
                asked.append(dict(self.headers))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Elsewhere</title><link rel=icon href=data:,>")

        def log_message(self, *arguments):
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/page", asked
    server.shutdown()
    server.server_close()


def follow_a_link_to(page, address):
    """Press a link to another site, as a call's text or an extension of the browser may put one into the page; then come back."""
    page.evaluate(
        """address => {
            const link = Object.assign(document.createElement("a"), { href: address, id: "away", textContent: "Away" });
            document.querySelector("main").prepend(link);
        }""",
        address,
    )
    page.locator("#away").click()
    page.wait_for_url(address)
    page.go_back()


def test_I9_the_private_link_is_in_no_referer_and_nothing_of_a_walk_in_the_log(portal, page, browser_of, elsewhere):
    address, asked = elsewhere
    referers = []
    page.on("request", lambda request: referers.append(request.headers.get("referer", "")))

    page.goto(CALL + "respond/")
    page.locator("main form button").click()
    page.locator("#id_stakeholder_name").fill("Heron Watch")
    page.locator("#id_stakeholder_type").select_option("civil-society")
    page.locator("#id_contact_email").fill(ADDRESS)
    page.locator("#id_text-achievements").fill(ANSWER)
    page.locator("#id_declares_authority").check()
    page.locator("input[name=draft_consent][value=none]").check()
    page.locator("button[name=save][value='1']").click()
    follow_a_link_to(page, address)
    link = re.search(r"http://\S+/s/([\w-]{43})/", page.content())
    check(page)
    follow_a_link_to(page, address)
    submit(page)
    follow_a_link_to(page, address)
    page.goto(link[0])
    follow_a_link_to(page, address)
    page.goto(f"/s/{MISTYPED}/")

    assert len(asked) == 4
    assert ["Referer" in headers for headers in asked] == [False] * 4
    assert "".join(referers).count("/draft/") > 0  # those of its own pages name the handle, which opens nothing elsewhere
    assert link[1] not in "".join(referers)
    log = (portal.data / "quickstart.log").read_text()
    assert "Not Found: /s/…/" in log
    assert [word for word in (link[1], ADDRESS, ANSWER, "Heron Watch", MISTYPED) if word in log] == []
