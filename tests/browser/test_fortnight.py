"""A stakeholder's fortnight in one walk, in English and in Arabic: two people, three visits, four organizations that join, one link.

`SHOTS=folder` keeps a picture of every stage, wide and on a phone, to be looked at.
"""

import email
import email.policy
import hashlib
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.drafts import CALL, FIRST, SECOND, check, start, submit

pytestmark = pytest.mark.browser

TEXTS = {
    "": ("Ferries carry our books.", "Diesel costs more than bandwidth.", "Ferries carry our books and our tablets.", "The Delta Union"),
    "/ar": ("تحمل العبّارات كتبنا.", "الديزل أغلى من النطاق العريض.", "تحمل العبّارات كتبنا وأجهزتنا اللوحية.", "اتحاد الدلتا"),
}
JOINING = ("Lake Club", "نادي البحيرة", "Клуб озера", "湖泊俱乐部")


def look(page, name):
    """Keep pictures of the page where a folder for them is named."""
    if folder := os.environ.get("SHOTS"):
        for width, height in ((1280, 900), (360, 740)):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def saved(page):
    """Wait until the page has nothing left to save."""
    page.locator("main form[data-draft] button[name=save]").last.click()
    expect(page.locator("[data-stands]")).to_contain_text(re.compile(r"\d\d:\d\d"))


def join(page, number, name, address):
    page.locator("[data-add]").click()
    page.locator(f"#id_endorsers-{number}-name").fill(name)
    page.locator(f"#id_endorsers-{number}-contact_email").fill(address)


def send(page):
    """From the form over the check to the receipt; returns the receipt's hash."""
    check(page)
    submit(page)
    return page.locator("dd.hash").inner_text()


def mails_to(portal, address):
    """What the portal mailed to an address, oldest first, as plain text."""
    portal.manage("sendmail")
    files = sorted((portal.data / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    mails = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    return [mail.get_body(("plain",)).get_content() for mail in mails if mail["To"] == address]


@pytest.mark.parametrize("prefix", TEXTS, ids=["English", "Arabic"])
def test_a_fortnight_of_two_people_and_four_that_join(browser_of, portal, prefix):
    first_text, second_text, revised, name = TEXTS[prefix]
    tag = prefix.strip("/") or "en"
    address = f"ada-{tag}@delta.example"

    # The first visit: half a draft, typed and left; the link comes by mail.
    ada = start(browser_of(), prefix)
    ada.locator("#id_stakeholder_name").fill(name)
    ada.locator("#id_contact_email").fill(address)
    ada.locator(FIRST).fill(first_text)
    saved(ada)
    look(ada, f"{tag}-1-draft")
    (mailed,) = mails_to(portal, address)
    link = re.search(r"http\S+/s/[\w-]{43}/\S*", mailed)[0]
    assert first_text not in mailed

    # The second: a colleague opens the mailed link and adds the organizations, while the first page is still open.
    bo = browser_of()
    bo.goto(link)
    expect(bo.locator(FIRST)).to_have_value(first_text)
    for number, organization in enumerate(JOINING):
        join(bo, number, organization, f"join{number}-{tag}@lake.example")
    bo.locator(SECOND).fill(second_text)
    saved(bo)
    look(bo, f"{tag}-2-joint")

    # The third: the first person again, elsewhere; nothing is lost, what is missing is said, and it is sent.
    ada = browser_of()
    ada.goto(link)
    expect(ada.locator(SECOND)).to_have_value(second_text)
    ada.locator("button[name=check][value='1']").click()
    expect(ada.locator(".error-summary")).to_be_visible()
    look(ada, f"{tag}-3-missing")
    ada.locator(".error-summary a").first.click()
    ada.locator("#id_stakeholder_type").select_option("civil-society")
    ada.locator("#id_declares_authority").check()
    ada.locator("input[name=draft_consent][value=named]").check()
    first_hash = send(ada)
    look(ada, f"{tag}-4-receipt")
    receipt = ada.url
    record = ada.request.get(receipt.replace("receipt/", "receipt.json"))
    assert hashlib.sha256(record.body()).hexdigest() == first_hash
    stranger = browser_of()
    stranger.goto(f"{prefix}/check/?hash={first_hash}")
    look(stranger, f"{tag}-5-check")
    assert name not in stranger.content()

    # Each organization is asked by a link of its own; one confirms, one declines.
    for number, reply in ((0, "confirmed"), (1, "declined")):
        (asked,) = mails_to(portal, f"join{number}-{tag}@lake.example")
        assert link.split("?")[0] not in asked and first_text not in asked
        club = browser_of()
        club.goto(re.search(r"http\S+/join/\S+", asked)[0])
        club.locator(f"button[value={reply}]").click()
        expect(club.locator(f"button[value={reply}]")).to_have_count(0)
        look(club, f"{tag}-6-{reply}")

    # Revised: another receipt, the first version stays readable, the replies survive.
    ada.goto(receipt)
    ada.locator("form[action$='/revise/'] button").click()
    ada.locator(FIRST).fill(revised)
    second_hash = send(ada)
    assert second_hash != first_hash
    look(ada, f"{tag}-7-revised")
    ada.goto(receipt.replace("receipt/", "versions/"))
    look(ada, f"{tag}-8-versions")
    for ending in ("pdf", "docx"):
        copy = ada.request.get(receipt.replace("receipt/", f"submission.{ending}"))
        assert copy.status == 200 and len(copy.body()) > 10_000
        if folder := os.environ.get("SHOTS"):
            (Path(folder) / f"{tag}-copy.{ending}").write_bytes(copy.body())

    # The consent is changed, then the whole submission withdrawn: one press each, and a page that says what it means.
    ada.goto(receipt)
    ada.locator("#level-anonymous").check()
    ada.locator("form[action$='/consent/'] button").click()
    expect(ada.locator("#level-anonymous")).to_be_checked()
    ada.goto(receipt.replace("receipt/", "withdraw-submission/"))
    look(ada, f"{tag}-9-withdraw")
    ada.locator("main form button[type=submit]").click()
    ada.wait_for_url("**/receipt/")
    look(ada, f"{tag}-10-withdrawn")
    expect(ada.locator("form[action$='/send-again/']")).to_be_visible()
    assert stranger.goto(f"{CALL}submissions/?q=Diesel").status == 200
    assert name not in stranger.content()
