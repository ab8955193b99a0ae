"""A draft in the browser: saved while it is written, with copies of what the server does not have."""

import pytest
from playwright.sync_api import expect

from tests.browser.drafts import FIRST, SAVED, SECOND, conflict_at, copies, stands, start
from tests.browser.test_pages import violations

pytestmark = pytest.mark.browser


def test_I7_a_draft_is_saved_while_it_is_typed_with_anything_missing(draft, colleague):
    draft.locator(FIRST).press_sequentially("Ferry libraries")

    expect(stands(draft)).to_have_text(SAVED, timeout=15_000)
    colleague.reload()
    expect(colleague.locator(FIRST)).to_have_value("Ferry libraries")
    assert copies(draft) == {}


def test_only_what_changed_travels(draft):
    bodies = []
    draft.on("request", lambda request: bodies.append(request.post_data) if request.url.endswith("/autosave/") else None)
    draft.locator(FIRST).fill("Once")
    draft.get_by_role("button", name="Save draft").last.click()
    expect(stands(draft)).to_have_text(SAVED)

    draft.locator(SECOND).fill("Twice")
    draft.locator("#id_country").focus()
    expect(stands(draft)).to_have_text("Not saved yet.")
    expect(stands(draft)).to_have_text(SAVED, timeout=15_000)

    assert len(bodies) == 2
    assert "text-challenges=Twice" in bodies[1]
    assert "text-achievements" not in bodies[1] and "stakeholder_name" not in bodies[1]


def test_a_section_s_own_button_saves_and_leaves_one_where_one_is(draft):
    draft.locator(SECOND).fill("Diesel")

    draft.locator("fieldset#question-challenges").get_by_role("button", name="Save draft").click()

    expect(stands(draft)).to_have_text(SAVED)
    expect(draft.locator("[data-aloud]")).to_have_text("Your draft is saved.")
    draft.reload()
    expect(draft.locator(SECOND)).to_have_value("Diesel")


def test_organizations_and_consent_are_saved_and_keep_their_keys(draft, colleague):
    draft.get_by_role("button", name="Add an organization").click()
    draft.get_by_label("Name", exact=True).fill("River Users Union")
    draft.locator("input[name=draft_consent][value=anonymous]").check()
    draft.get_by_role("button", name="Save draft").last.click()
    expect(stands(draft)).to_have_text(SAVED)
    key = draft.locator("[name=endorsers-0-key]").input_value()

    draft.get_by_label("Name", exact=True).fill("River Users Union of the North")
    draft.get_by_role("button", name="Save draft").last.click()
    expect(stands(draft)).to_have_text(SAVED)
    colleague.reload()

    assert key and draft.locator("[name=endorsers-0-key]").input_value() == key
    expect(colleague.locator("[name=endorsers-0-key]")).to_have_value(key)
    expect(colleague.locator("[name=endorsers-0-name]")).to_have_value("River Users Union of the North")
    expect(colleague.locator("[name=draft_consent][value=anonymous]")).to_be_checked()


def test_an_address_is_not_sent_while_it_is_written_and_says_what_is_wrong_when_left(draft):
    draft.locator(FIRST).fill("Ferries")
    draft.locator("#id_contact_email").press_sequentially("ada@rivers")
    draft.wait_for_timeout(4000)
    expect(draft.locator("#id_contact_email_refused")).to_have_count(0)

    draft.locator("#id_contact_name").focus()

    expect(draft.locator("#id_contact_email_refused")).to_contain_text("is no e-mail address", timeout=15_000)
    expect(stands(draft)).to_contain_text("Some of it could not be saved: E-mail address")
    expect(draft.locator("[data-aloud]")).to_have_text("Some of it could not be saved: E-mail address")
    assert violations(draft) == []
    draft.locator("#id_contact_email").fill("ada@rivers.example")
    draft.get_by_role("button", name="Save draft").last.click()
    expect(stands(draft)).to_have_text(SAVED)
    expect(draft.locator("#id_contact_email_refused")).to_have_count(0)


def test_I7_text_typed_while_the_portal_is_gone_is_put_back(cut_off):
    page = cut_off
    page.context.route("**/autosave/", lambda route: route.abort())
    page.context.route("**/state/**", lambda route: route.abort())
    page.locator(FIRST).press_sequentially("Typed into a dead line")
    page.locator(SECOND).fill("Typed too")
    expect(stands(page)).to_contain_text("the portal cannot be reached", timeout=15_000)
    expect(stands(page)).to_contain_text("A copy is kept in this browser.")
    assert copies(page) == {"text-achievements": "Typed into a dead line", "text-challenges": "Typed too"}

    page.reload()
    expect(page.get_by_text("Text that was not saved was found in this browser").first).to_be_visible()
    expect(page.locator(FIRST)).to_have_value("")
    assert violations(page) == []
    page.context.unroute("**/autosave/")
    page.context.unroute("**/state/**")
    page.locator("[data-found] li", has_text="Typed into").get_by_role("button", name="Put it back").click()
    page.get_by_role("button", name="Discard").click()

    expect(page.locator(FIRST)).to_have_value("Typed into a dead line")
    expect(page.locator(SECOND)).to_have_value("")
    expect(stands(page)).to_have_text(SAVED, timeout=15_000)
    assert copies(page) == {}
    page.reload()
    expect(page.locator(FIRST)).to_have_value("Typed into a dead line")
    expect(page.locator("[data-found]")).to_be_empty()


def test_I7_it_is_tried_again_without_doing_anything(cut_off):
    page = cut_off
    page.route("**/autosave/", lambda route: route.fulfill(status=503))
    page.locator(FIRST).fill("Patience")
    expect(stands(page)).to_contain_text("the portal is busy", timeout=15_000)

    page.unroute("**/autosave/")

    expect(stands(page)).to_have_text(SAVED, timeout=20_000)
    assert copies(page) == {}


def test_I7_a_copy_of_text_that_somebody_else_changed_meanwhile_stands_beside_it(cut_off, browser_of):
    page = cut_off
    page.route("**/autosave/", lambda route: route.abort())
    page.locator(FIRST).fill("Mine, kept here")
    expect(stands(page)).to_contain_text("cannot be reached", timeout=15_000)
    colleague = browser_of()
    colleague.goto(page.locator(".private-link a").get_attribute("href"))
    colleague.locator(FIRST).fill("Hers, saved")
    colleague.get_by_role("button", name="Save draft").last.click()
    expect(stands(colleague)).to_have_text(SAVED)
    page.unroute("**/autosave/")

    page.reload()
    page.get_by_role("button", name="Put it back").click()

    expect(page.locator(FIRST)).to_have_value("Mine, kept here")
    expect(conflict_at(page, FIRST)).to_contain_text("Hers, saved")


def test_the_page_warns_before_an_idle_session_ends(page):
    page.clock.install()
    left = {"seconds": "1209600"}
    page.route("**/state/**", lambda route: route.fulfill(status=204, headers={"Session-Seconds-Left": left["seconds"]}))
    start(page)
    notice = page.locator("[data-kind=session]")

    left["seconds"] = "590"
    page.clock.run_for(40_000)
    expect(notice).to_contain_text("Your session ends at")
    assert violations(page) == []
    notice.get_by_role("button", name="Stay").click()
    expect(notice).to_have_count(0)

    page.locator(FIRST).fill("Typed before it ended")
    page.clock.run_for(400)
    page.route("**/autosave/", lambda route: route.fulfill(status=404))
    page.clock.run_for(5000)
    expect(notice).to_contain_text("your session has ended")
    expect(notice).to_contain_text("A copy is kept in this browser.")
    assert notice.get_by_role("link").get_attribute("href") == page.locator(".private-link a").get_attribute("href")
    assert copies(page) == {"text-achievements": "Typed before it ended"}


def test_I7_text_of_an_ended_session_is_found_by_the_private_link(cut_off):
    page = cut_off
    link = page.locator(".private-link a").get_attribute("href")
    page.context.clear_cookies()
    page.locator(FIRST).fill("Written after the session ended")
    expect(page.locator("[data-kind=session]")).to_contain_text("your session has ended", timeout=15_000)

    page.goto(link)
    page.get_by_role("button", name="Put it back").click()

    expect(page.locator(FIRST)).to_have_value("Written after the session ended")
    expect(stands(page)).to_have_text(SAVED, timeout=15_000)
