"""Every page: no accessibility violation that axe can find, nothing wider than a 360 px phone, nothing fetched from elsewhere."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.drafts import start

pytestmark = pytest.mark.browser

CALL = "/calls/wsis20/"
PUBLIC = (
    "/",
    CALL,
    CALL + "submissions/",
    CALL + "submissions/?q=connectivity&type=government",
    CALL + "submissions/?q=%22digital+divide%22&sort=name",
    CALL + "submissions/1/",
    CALL + "questions/impactful-action-lines/",
    *(CALL + part for part in ("data/", "statistics/", "respond/", "link/")),
    "/not-mine/nothing-here/",
    "/draft/nothing-here/",
    "/privacy/",
    "/privacy/2026-11-23/",
    "/accessibility/",
    "/check/?hash=" + "0" * 64,
    "/check/?hash=none",
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
    "/admin/review/code/of-call/1/",
    "/admin/review/code/?q=connectivity",
    *(f"/admin/review/code/of-call/1/{part}/" for part in ("add", "changes", "versions", "import")),
    *(f"/admin/review/code/3/{act}/" for act in ("merge", "split", "move", "retire")),
    "/admin/review/code/changes/1/undo/",
    "/admin/submissions/submission/1/publish/",
    "/admin/submissions/submission/1/withdraw/",
    "/admin/submissions/submission/1/set-aside/",
    "/admin/submissions/submission/1/erase/",
    "/admin/submissions/call/1/pause/",
    "/admin/submissions/submission/1/correct/",
    "/admin/submissions/submission/entries/",
    "/admin/submissions/submission/1/versions/",
    "/admin/submissions/submission/1/late/",
    "/admin/submissions/submission/1/clarify/",
    "/admin/submissions/submission/?late=waiting",
    "/admin/submissions/notice/",
    "/admin/submissions/submission/1/link/replace/",
    "/admin/submissions/call/1/countries/",
    "/admin/submissions/call/1/import/",
    "/admin/submissions/call/1/assign/",
    "/admin/submissions/call/1/assign/?days=3&readers=2&at_most=5",
    "/admin/submissions/call/1/assign/1/",
    "/admin/submissions/submission/1/sign-off/",
    "/admin/submissions/question/5/change/",
    "/admin/submissions/event/",
    "/admin/submissions/consentrecord/",
    "/admin/submissions/outgoingmail/",
    "/admin/review/code/1/change/",
    "/admin/review/coding/",
    "/admin/review/coding/quotes/1/?type=government",
    "/admin/review/coding/quotes/1/?code=x",
    "/admin/review/coding/matrix/1/",
    "/admin/review/coding/matrix/1/?rows=question&columns=region",
    "/admin/review/coding/linkage/1/",
    "/admin/review/coding/campaigns/1/",
    "/admin/review/coding/linkage/1/?link=answer&statement=x",
    "/admin/review/coding/activity/1/",
    "/admin/review/memo/",
    "/admin/review/coding/queue/1/",
    "/admin/review/coding/submission/1/",
    "/admin/review/coding/submission/1/translation/1/",
    "/admin/review/coding/queue/1/translations/",
    "/admin/review/summary/",
    "/admin/review/summary/1/change/",
    "/admin/password_change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
)


# Parts of Django's own admin: its search box (named by its picture) and the narrow column in which an inline table shows its rows' names.
DJANGO_S_OWN = ('id="searchbar"', 'class="original"')


def violations(page):
    """What axe finds on the page, as "rule: element"."""
    page.wait_for_load_state()  # a click returns when the next page begins
    found = Axe().run(page).response["violations"]
    nodes = [f"{violation['id']}: {node['html'][:160]}" for violation in found for node in violation["nodes"]]
    return [node for node in nodes if not any(part in node for part in DJANGO_S_OWN)]


def width_beyond_the_screen(page):
    page.wait_for_load_state()
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


@pytest.mark.parametrize("prefix", ["/ru", "/es"])
def test_the_tables_of_the_statistics_fit_a_phone_when_they_are_opened(page, prefix):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(prefix + CALL + "statistics/")

    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")

    assert violations(page) == []
    assert width_beyond_the_screen(page) == 0


def test_one_long_word_in_a_name_leaves_the_list_as_wide_as_a_phone(page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(CALL + "submissions/")

    page.locator(".submissions h2 a").first.evaluate("name => { name.textContent = 'W'.repeat(300) }")

    assert width_beyond_the_screen(page) == 0


UNDER_THE_BAR = """() => {
  const bar = document.querySelector(".save-bar"), focused = document.activeElement, place = focused.getBoundingClientRect()
  const end = Math.min(place.bottom, place.top + 40)  // of a long box the browser shows the line that is written in
  const isInForm = focused.closest("form") && !bar.contains(focused)
  return isInForm && end > bar.getBoundingClientRect().top ? focused.outerHTML.slice(0, 120) : ""
}"""


def test_what_has_the_focus_does_not_hide_under_the_save_bar(page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(reduced_motion="reduce")  # else the page still rolls while it is looked at
    start(page)
    hidden = []

    for _step in range(60):
        page.keyboard.press("Tab")
        hidden.append(page.evaluate(UNDER_THE_BAR))

    assert [focused for focused in hidden if focused] == []


@pytest.mark.parametrize("address", ADMIN)
def test_a_desk_is_accessible(desk_page, address):
    desk_page.goto(address)

    assert violations(desk_page) == []


READING = (
    "/admin/",
    "/ar/admin/",
    "/admin/review/coding/linkage/1/",
    "/ar/admin/review/coding/linkage/1/",
    "/admin/submissions/call/1/assign/",
    "/admin/submissions/submission/1/sign-off/",
)


@pytest.mark.parametrize("address", READING)
def test_the_front_page_and_the_reading_desk_fit_a_phone(desk_page, address):
    desk_page.set_viewport_size({"width": 360, "height": 740})

    desk_page.goto(address)

    assert violations(desk_page) == []
    assert width_beyond_the_screen(desk_page) == 0
