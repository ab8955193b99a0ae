"""The pages that only a walk reaches, of stakeholders, organizations that join and staff: axe finds nothing, and all fit a 360 px phone."""

import email
import email.policy
import re

import pytest
from playwright.sync_api import expect

from tests.browser.drafts import CALL, check, submit
from tests.browser.test_pages import violations, width_beyond_the_screen

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("prefix", ["", "/ar", "/zh-hans", "/fr", "/ru", "/es"])
def test_the_form_is_accessible_and_fits_a_phone_from_notice_to_receipt(page, prefix):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(prefix + CALL + "respond/")
    page.locator("main form button").click()

    def look():
        assert violations(page) == []
        assert width_beyond_the_screen(page) == 0

    look()
    check(page)
    look()  # what is missing
    page.locator(".error-summary a").first.click()
    page.locator("#id_stakeholder_name").fill("اتحاد المكتبات – Union of Libraries")
    page.locator("#id_stakeholder_type").select_option("civil-society")
    page.locator("#id_contact_email").fill("not an address")
    page.locator("#id_text-achievements").fill("نص عربي with English and 中文 in one answer.")
    page.locator("#id_declares_authority").check()
    page.locator("input[name=draft_consent][value=none]").check()
    page.locator("button[name=check][value='1']").click()
    page.locator(".error-summary").wait_for()
    look()  # what could not be saved
    page.locator("#id_contact_email").fill("")
    check(page)
    look()  # complete
    submit(page)
    look()


def test_the_entry_of_a_letter_is_accessible_fits_a_phone_and_goes_on_by_keyboard(desk_page):
    page = desk_page
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/admin/submissions/submission/entries/")
    page.get_by_role("button", name="Enter a submission").first.click()

    def look():
        assert violations(page) == []
        assert width_beyond_the_screen(page) == 0

    look()
    expect(page.locator("#id_received_on")).to_be_focused()
    page.locator("#id_channel_2").check()
    page.get_by_role("button", name="Add an organization").click()
    page.keyboard.type("Lake Union")
    page.locator("#id_contact_email").fill("not an address")
    page.locator("button[name=another]").press("Enter")
    look()  # what could not be saved
    page.locator("#id_contact_email").fill("")
    page.locator("button[name=another]").press("Enter")
    look()  # what is missing
    page.locator("#id_reason").fill("The letter names nobody and answers nothing.")
    page.locator("button[name=another]").press("Enter")
    page.get_by_text("is entered.").wait_for()
    look()  # the next one, as the last one came
    expect(page.locator("#id_channel_2")).to_be_checked()
    expect(page.locator("#id_stakeholder_name")).to_have_value("")


@pytest.mark.parametrize("prefix", ["", "/ar"], ids=["English", "Arabic"])
def test_the_page_of_one_that_joins_is_accessible_and_fits_a_phone(page, browser_of, portal, prefix):
    """From the mailed link, in a browser that has seen nothing of the submission, to a reply that is changed."""
    address = f"club{prefix[1:]}@delta.example"
    submit_jointly(page, prefix, address)
    portal.manage("sendmail")
    club = browser_of()
    club.set_viewport_size({"width": 360, "height": 740})

    def look():
        assert violations(club) == []
        assert width_beyond_the_screen(club) == 0

    club.goto(mailed_link(portal, address))
    look()
    assert "/join/reply/" in club.url and prefix in club.url
    for reply in ("confirmed", "declined"):
        club.locator(f"button[value={reply}]").focus()
        club.keyboard.press("Enter")
        club.locator(f"button[value={reply}]").wait_for(state="detached")
        look()
    club.context.clear_cookies()
    club.goto(club.url)
    look()  # not opened in this browser


def submit_jointly(page, prefix, address):
    page.goto(prefix + CALL + "respond/")
    page.locator("main form button").click()
    page.locator("#id_stakeholder_name").fill("Union of Libraries")
    page.locator("#id_stakeholder_type").select_option("civil-society")
    page.locator("[data-add]").click()
    page.locator("#id_endorsers-0-name").fill("نادي الدلتا للقراءة")
    page.locator("#id_endorsers-0-contact_email").fill(address)
    page.locator("#id_text-achievements").fill("We lend tablets.")
    page.locator("#id_declares_authority").check()
    page.locator("input[name=draft_consent][value=named]").check()
    check(page)
    submit(page)


def mailed_link(portal, address):
    """The link in the one mail to an address."""
    mails = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in (portal.data / "mail").glob("*.eml")]
    (sent,) = (mail for mail in mails if mail["To"] == address)
    return re.search(r"http\S+", sent.get_body(("plain",)).get_content())[0]


@pytest.mark.parametrize("prefix", ["", "/ar", "/zh-hans", "/fr", "/ru", "/es"])
def test_what_follows_the_receipt_is_accessible_and_fits_a_phone(page, prefix):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(prefix + CALL + "respond/")
    page.locator("main form button").click()
    page.locator("#id_stakeholder_name").fill("اتحاد المكتبات – Union of Libraries")
    page.locator("#id_stakeholder_type").select_option("civil-society")
    page.locator("#id_text-achievements").fill("نطلب أن تصل الشبكة إلى كل مدرسة.")
    page.locator("#id_declares_authority").check()
    page.locator("input[name=draft_consent][value=none]").check()
    check(page)
    submit(page)
    receipt = page.url

    def look(part=""):
        if part:
            page.goto(receipt.replace("receipt/", part))
        assert violations(page) == []
        assert width_beyond_the_screen(page) == 0

    page.locator("form[action$='/revise/'] button").click()
    page.locator("#id_text-achievements").fill("نطلب أن تصل الشبكة إلى كل مكتبة.")
    check(page)
    look()  # what the revision changes
    look("receipt/")  # with a revision that is not sent
    look("discard/")
    look("check/")
    submit(page)
    look("versions/")
    look("versions/2/")
    expect(page.locator("del", has_text="مدرسة")).to_have_count(1)
    expect(page.locator("ins", has_text="مكتبة")).to_have_count(1)
    look("withdraw-submission/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/receipt/")
    look()  # withdrawn
    page.locator("form[action$='/send-again/'] button").click()
    look()  # sent again


def test_a_chosen_record_is_hashed_in_the_browser(page):
    page.goto("/check/")

    page.locator("#file").set_input_files({"name": "receipt.json", "mimeType": "application/json", "buffer": b"{}"})
    page.get_by_role("button", name="Check", exact=True).click()

    expect(page).to_have_url(re.compile(r"\?hash=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a$"))
    expect(page.get_by_role("heading", name="Not on record")).to_be_visible()


@pytest.mark.parametrize("prefix", ["", "/ar"], ids=["English", "Arabic"])
def test_the_ways_of_a_lost_or_misled_link_are_accessible_and_fit_a_phone(page, portal, prefix):
    page.set_viewport_size({"width": 360, "height": 740})

    def look():
        assert violations(page) == []
        assert width_beyond_the_screen(page) == 0

    page.goto(prefix + CALL + "link/")
    page.locator("main form button").click()
    look()  # no address
    page.locator("#id_contact_email").fill("nobody@nowhere.example")
    page.locator("main form button").click()
    look()  # asked
    page.goto(f"{prefix}/not-mine/{not_mine_token(portal)}/")
    look()
    page.locator("main form button").click()
    expect(page.locator("main form")).to_have_count(0)
    look()  # done


def not_mine_token(portal):
    """That of a demonstration submission whose address nobody disowned yet."""
    return portal.manage(
        "shell",
        "--no-imports",
        "-c",
        "from submissions import access, models; "
        "print(access.not_mine_token(models.Submission.objects.filter(consent__level='none').exclude(contact_email='').first()))",
    ).strip()


def test_a_private_link_that_staff_look_at_is_accessible(desk_page):
    desk_page.goto("/admin/submissions/submission/1/change/")
    desk_page.get_by_role("button", name="Show it").click()

    expect(desk_page.locator("code")).to_have_text(re.compile(r"/s/[\w-]{43}/$"))
    assert violations(desk_page) == []
