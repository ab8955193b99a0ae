"""What the tests of a draft's page have in common."""

import re

from playwright.sync_api import expect

from submissions import guard

CALL = "/calls/wsis20/"
FIRST, SECOND = "#id_text-achievements", "#id_text-challenges"
FASTEST = guard.FASTEST_SUBMIT.total_seconds() * 1000  # ms, as served; the suite's own process is told otherwise
SAVED = re.compile(r"^Last saved \d\d:\d\d\.$")


def start(page, prefix="", *, has_script=True):
    """A new draft, as anybody starts one; returns its page once its script listens."""
    page.goto(prefix + CALL + "respond/")
    page.locator("main form button").click()
    expect(page.locator("[data-draft][autocomplete=off]" if has_script else "[data-draft]:not([autocomplete])")).to_be_attached()
    return page


def check(page):
    """From the form to the check. Where a save is under way the form waits for it, so the next click must wait for the page."""
    page.locator("button[name=check][value='1']").click()
    page.wait_for_url("**/check/")


def submit(page):
    """From the check to the receipt, as a person does who has looked at it: whoever is faster is asked once more."""
    page.wait_for_timeout(FASTEST)
    page.locator("main form[method=post] button[type=submit]").last.click()
    page.wait_for_url("**/receipt/")


def stands(page):
    """The line that says how the text stands."""
    return page.locator("[data-stands]")


def copies(page):
    """What this browser keeps of drafts, by field."""
    return page.evaluate(
        "Object.fromEntries(Object.entries(localStorage).map(([key, kept]) => [key.split('/')[2], JSON.parse(kept).value]))"
    )


def conflict_at(page, box):
    return page.locator(f"fieldset:has({box}) .conflict")
