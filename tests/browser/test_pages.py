"""Every page: no accessibility violation that axe can find, nothing wider than a 360 px phone, nothing fetched from elsewhere."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CALL = "/calls/wsis20/"
PUBLIC = (
    "/",
    CALL,
    CALL + "submissions/",
    CALL + "submissions/?q=connectivity&type=government",
    CALL + "submissions/1/",
    CALL + "questions/impactful-action-lines/",
    CALL + "data/",
    CALL + "respond/",
    CALL + "link/",
    "/not-mine/nothing-here/",
    "/draft/nothing-here/",
    "/privacy/",
    "/accessibility/",
    "/accounts/login/",
    "/calls/nothing-here/",
)
ADMIN = (
    "/admin/",
    "/admin/submissions/call/",
    "/admin/submissions/call/1/change/",
    "/admin/submissions/call/add/",
    "/admin/submissions/submission/",
    "/admin/submissions/submission/1/change/",
    "/admin/review/code/",
    "/admin/submissions/submission/1/publish/",
    "/admin/submissions/submission/1/withdraw/",
    "/admin/submissions/submission/1/set-aside/",
    "/admin/submissions/submission/1/link/replace/",
    "/admin/submissions/call/1/countries/",
    "/admin/submissions/call/1/import/",
    "/admin/submissions/question/5/change/",
    "/admin/submissions/event/",
    "/admin/submissions/consentrecord/",
    "/admin/submissions/outgoingmail/",
    "/admin/review/code/1/change/",
    "/admin/review/coding/",
    "/admin/review/coding/queue/1/",
    "/admin/review/coding/submission/1/",
    "/admin/review/summary/",
    "/admin/review/summary/1/change/",
)


# Parts of Django's own admin: its search box (named by its picture) and the narrow column in which an inline table shows its rows' names.
DJANGO_S_OWN = ('id="searchbar"', 'class="original"')


def violations(page):
    """What axe finds on the page, as "rule: element"."""
    found = Axe().run(page).response["violations"]
    nodes = [f"{violation['id']}: {node['html'][:160]}" for violation in found for node in violation["nodes"]]
    return [node for node in nodes if not any(part in node for part in DJANGO_S_OWN)]


def width_beyond_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("prefix", ["", "/ar"], ids=["English", "Arabic"])
@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_is_accessible_and_fits_a_phone(page, prefix, address):
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto(prefix + address)

    assert violations(page) == []
    assert width_beyond_the_screen(page) == 0
    assert len(hosts) == 1


@pytest.mark.parametrize("address", ADMIN)
def test_a_desk_is_accessible(desk_page, address):
    desk_page.goto(address)

    assert violations(desk_page) == []


@pytest.mark.parametrize("prefix", ["", "/ar"], ids=["English", "Arabic"])
def test_the_form_is_accessible_and_fits_a_phone_from_notice_to_receipt(page, prefix):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(prefix + CALL + "respond/")
    page.locator("main form button").click()

    def look():
        assert violations(page) == []
        assert width_beyond_the_screen(page) == 0

    look()
    page.locator("button[name=check][value='1']").click()
    look()  # what is missing
    page.locator(".error-summary a").first.click()
    page.locator("#id_stakeholder_name").fill("اتحاد المكتبات – Union of Libraries")
    page.locator("#id_stakeholder_type").select_option("civil-society")
    page.locator("#id_contact_email").fill("not an address")
    page.locator("#id_text-achievements").fill("نص عربي with English and 中文 in one answer.")
    page.locator("#id_declares_authority").check()
    page.locator("input[name=draft_consent][value=none]").check()
    page.locator("button[name=check][value='1']").click()
    look()  # what could not be saved
    page.locator("#id_contact_email").fill("")
    page.locator("button[name=check][value='1']").click()
    look()  # complete
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/receipt/")
    look()


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
