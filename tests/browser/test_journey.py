"""The journey: from the empty form to the Word file that quotes the submission just coded and published.

Three browsers: a stakeholder, the secretariat, and a stranger who sees only what was published.
"""

import email
import email.policy
import io
import re
import subprocess
import sys

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.browser.conftest import environment
from tests.test_source import ROOT

pytestmark = pytest.mark.browser

NAME = "Archipelago Ferry Libraries"
ACHIEVEMENT = "The ferry libraries of our archipelago now lend tablets beside books."
ANSWER = f"{ACHIEVEMENT} Nobody on the outer islands has to wait for the mail boat any more."
CHALLENGE = "Diesel for the generator costs more than the bandwidth. 😀 That is the whole problem."
CALL = "/calls/wsis20-copy/"


@pytest.fixture
def stranger(browser_of):
    return browser_of()


def figures(page):
    """(received, published) as the call's page says."""
    page.goto(CALL)
    return tuple(int(number) for number in page.locator(".figures").inner_text().split() if number.isdigit())


def open_a_copy_of_the_call(desk):
    """The secretariat starts the next call from the last one; its address in the admin."""
    desk.goto("/admin/submissions/call/1/change/")
    desk.get_by_label("Action:").select_option("copy_this_call")
    desk.get_by_role("button", name="Run").click()
    desk.get_by_label("Visible to the public").check()
    desk.get_by_role("button", name="Save and continue editing").first.click()
    return desk.url


def submit(page):
    """From the call's page to the receipt; returns the private link."""
    page.goto(CALL)
    page.get_by_role("link", name="Start your submission").click()
    page.get_by_role("button", name=re.compile("Start")).click()
    page.get_by_label("Name of the organization or person").fill(NAME)
    page.get_by_label("Stakeholder type", exact=True).first.select_option("civil-society")
    page.get_by_label("Country").first.fill("Vanuatu")
    page.get_by_label("Contact person").fill("Lea Tamata")
    page.get_by_label("E-mail address").fill("lea@ferries.example")
    page.locator("#id_text-achievements").fill(ANSWER)
    page.get_by_role("button", name="Save draft").last.click()
    expect(page.get_by_text("Last saved")).to_be_visible()

    page.locator("#id_text-challenges").fill(CHALLENGE)
    page.get_by_role("button", name="Check your answers").click()
    expect(page.get_by_text("This is still missing")).to_be_visible()
    page.locator(".error-summary a").first.click()

    page.locator("#id_declares_authority").check()
    page.locator("input[name=draft_consent][value=named]").check()
    page.get_by_role("button", name="Check your answers").click()
    expect(page.get_by_text(ACHIEVEMENT)).to_be_visible()
    page.get_by_role("button", name="Submit", exact=True).dblclick()
    expect(page.get_by_text(re.compile(r"\b[0-9a-f]{64}\b"))).to_be_visible()
    return re.search(r"http://\S+/s/[\w-]{43}/", page.content())[0]


def code(page, quote, notation):
    """In the workspace: select the words with the mouse's means and type a notation."""
    page.wait_for_load_state()  # a click returns when the page begins: the words may not be there yet
    page.evaluate(
        """quote => {
            const walker = document.createTreeWalker(document.querySelector("#answers"), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(quote);
                if (at >= 0 && walker.currentNode.parentElement.closest(".answer-text")) {
                    getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + quote.length);
                    return;
                }
            }
        }""",
        quote,
    )
    expect(page.locator("#selected bdi")).to_have_text(quote)  # the browser tells of a selection a moment later
    page.get_by_label("Notation, or words to filter by").fill(notation)
    page.keyboard.press("Enter")
    expect(page.locator(".label summary .notation", has_text=re.compile(f"^{notation}$")).first).to_be_visible()  # so it is saved
    expect(page.locator("mark", has_text=quote)).to_be_visible()


def test_the_journey_from_the_empty_form_to_the_word_file(page, desk_page, stranger, portal):
    desk = desk_page
    call_page = open_a_copy_of_the_call(desk)

    link = submit(page)

    stranger.goto(CALL + "submissions/")
    assert NAME not in stranger.content()
    assert stranger.goto(CALL + "submissions/1/").status == 404

    desk.goto(f"/admin/submissions/submission/?q={NAME.replace(' ', '+')}")
    desk.get_by_role("link", name=NAME).click()
    desk.get_by_role("link", name="Coding workspace").click()
    code(desk, ACHIEVEMENT, "3")
    code(desk, ACHIEVEMENT, "xa")
    code(desk, CHALLENGE, "2")
    desk.goto(f"/admin/submissions/submission/?q={NAME.replace(' ', '+')}")
    desk.get_by_role("link", name=NAME).click()
    desk.get_by_role("link", name=re.compile("ublic copy|Publish")).first.click()
    desk.get_by_role("button", name=re.compile("Publish|Approve")).first.click()

    assert figures(stranger) == (1, 1)
    assert stranger.goto(CALL + "submissions/1/").status == 200
    expect(stranger.get_by_text(CHALLENGE)).to_be_visible()
    assert "lea@ferries.example" not in stranger.content()

    desk.goto(call_page)
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Summary as Word").click()
    document = Document(io.BytesIO(download.value.path().read_bytes()))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert ACHIEVEMENT in text
    assert CHALLENGE.split(" 😀")[0] in text
    assert "Out of 1 submission received, 1 was published upon consent" in text

    page.goto(link)
    expect(page.get_by_text(re.compile("ublished as no. 1"))).to_be_visible()
    page.get_by_role("button", name="Do not publish my submission").click()
    assert stranger.goto(CALL + "submissions/1/").status == 410
    assert ACHIEVEMENT not in stranger.request.get(CALL + "data/submissions.csv").text()
    assert figures(stranger) == (1, 0)
    look_at_the_mail(portal)


def look_at_the_mail(portal):
    """It tells where to look, and never what was answered."""
    portal.manage("sendmail")

    mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in (portal.data / "mail").glob("*.eml")]
    hers = [mail for mail in mails if mail["To"] == "lea@ferries.example"]
    bodies = [part.get_content() for mail in hers for part in mail.walk() if part.get_content_maintype() == "text"]

    assert len(hers) == 2  # the link and the receipt
    assert all("/s/" in body for body in bodies)
    everything = "".join(part.get_content() for mail in mails for part in mail.walk() if part.get_content_maintype() == "text")
    assert "ferry libraries" not in everything and "Diesel" not in everything


def test_a_second_quickstart_changes_nothing(portal):
    before = portal.manage("exportsubmissions", "--call", "wsis20", "--internal", "--format", "jsonl", "-o", "-")

    run = subprocess.run(
        [sys.executable, "manage.py", "quickstart", "--no-serve", "--data", str(portal.data)],
        cwd=ROOT,
        env=environment(portal.data, portal.address),
        capture_output=True,
        text=True,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert "Password" not in run.stdout
    assert portal.manage("exportsubmissions", "--call", "wsis20", "--internal", "--format", "jsonl", "-o", "-") == before
