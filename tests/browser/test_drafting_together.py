"""Several people, or several tabs, in one draft: nothing that anybody wrote is lost."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.drafts import FIRST, SAVED, SECOND, check, conflict_at, copies, stands, submit

pytestmark = pytest.mark.browser


def test_I8_an_answer_lost_on_the_way_is_no_conflict(cut_off):
    page = cut_off

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.route("**/autosave/", lose_the_answer, times=1)
    page.locator(FIRST).fill("Saved, but the page does not know")
    expect(stands(page)).to_contain_text("cannot be reached", timeout=15_000)

    page.locator(FIRST).fill("Saved, but the page does not know. And more.")
    page.get_by_role("button", name="Save draft").last.click()

    expect(stands(page)).to_have_text(SAVED)
    expect(page.locator(".conflict")).to_have_count(0)
    page.reload()
    expect(page.locator(FIRST)).to_have_value("Saved, but the page does not know. And more.")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("Keep my text", "His"), ("Take their text", "Hers"), ("Keep both", "His\n\nHers")],
)
def test_I8_the_second_to_save_sees_both_texts_and_chooses(draft, colleague, choice, expected):
    colleague.locator(FIRST).fill("Hers")
    colleague.get_by_role("button", name="Save draft").last.click()
    expect(stands(colleague)).to_have_text(SAVED)

    draft.locator(FIRST).fill("His")
    draft.get_by_role("button", name="Save draft").last.click()

    expect(conflict_at(draft, FIRST)).to_contain_text("Hers")
    expect(draft.locator(FIRST)).to_have_value("His")
    expect(stands(draft)).to_contain_text("Choose which text to keep: 1.")
    colleague.reload()
    expect(colleague.locator(FIRST)).to_have_value("Hers")  # nothing is written over before somebody has chosen
    draft.get_by_role("button", name=choice).click()
    expect(conflict_at(draft, FIRST)).to_have_count(0)
    expect(draft.locator(FIRST)).to_have_value(expected)
    expect(stands(draft)).to_have_text(SAVED)
    colleague.reload()
    expect(colleague.locator(FIRST)).to_have_value(expected)


def test_I8_going_on_without_choosing_shows_both_texts(draft, colleague):
    colleague.locator(FIRST).fill("Hers")
    colleague.get_by_role("button", name="Save draft").last.click()
    expect(stands(colleague)).to_have_text(SAVED)
    draft.locator(FIRST).fill("His")
    draft.get_by_role("button", name="Save draft").last.click()
    expect(conflict_at(draft, FIRST)).to_be_visible()

    draft.get_by_role("button", name="Check your answers").click()

    expect(draft.get_by_role("heading", name="Someone else saved this draft while you were writing")).to_be_visible()
    expect(draft.locator(FIRST)).to_have_value("His")
    expect(conflict_at(draft, FIRST)).to_contain_text("Hers")
    draft.get_by_role("button", name="Keep my text").click()
    expect(stands(draft)).to_have_text(SAVED)
    colleague.reload()
    expect(colleague.locator(FIRST)).to_have_value("His")


def test_I8_what_somebody_else_saved_comes_into_the_page(draft, colleague):
    draft.locator(FIRST).fill("I write here")
    colleague.locator(SECOND).fill("She writes there")
    colleague.get_by_role("button", name="Save draft").last.click()
    expect(stands(colleague)).to_have_text(SAVED)

    notice = draft.locator("[data-kind=changed]")
    expect(notice).to_contain_text(re.compile(r"Someone else changed:\s*4\. .*\(\d\d:\d\d\)"), timeout=30_000)

    expect(draft.locator(SECOND)).to_have_value("She writes there")
    expect(draft.locator(FIRST)).to_have_value("I write here")
    notice.get_by_role("link").click()
    expect(draft.locator(SECOND)).to_be_in_viewport()
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_have_count(0)


def test_a_draft_that_a_colleague_submitted_says_so_and_keeps_what_is_typed(draft, colleague):
    colleague.locator("#id_stakeholder_name").fill("Union")
    colleague.locator("#id_stakeholder_type").select_option("academia")
    colleague.locator(FIRST).fill("Ferries")
    colleague.locator("#id_declares_authority").check()
    colleague.locator("input[name=draft_consent][value=none]").check()
    check(colleague)
    submit(colleague)

    draft.locator(SECOND).fill("One more thought")
    draft.get_by_role("button", name="Save draft").last.click()

    expect(draft.get_by_role("link", name="Open the receipt of what was sent")).to_be_visible()
    expect(draft.locator(SECOND)).to_have_value("One more thought")
    assert copies(colleague) == {}
    draft.get_by_role("button", name="Check your answers").click()
    expect(draft.get_by_text("One more thought")).to_be_visible()  # given back, to be copied
    draft.get_by_role("link", name="Open the receipt of what was sent").click()
    draft.wait_for_url("**/receipt/")
    assert copies(draft) == {}


def test_another_language_chosen_while_typing_comes_with_what_was_typed(draft):
    def slow(route):
        time.sleep(1)
        route.continue_()

    draft.route("**/autosave/", slow)
    draft.locator("#id_stakeholder_name").press_sequentially("Union des fleuves")

    draft.get_by_role("navigation", name="Languages").get_by_role("link", name="Français").click()
    draft.wait_for_url("**/fr/draft/**")

    expect(draft.locator("#id_stakeholder_name")).to_have_value("Union des fleuves")
    expect(draft.locator("[data-found]")).to_be_empty()
    assert copies(draft) == {}


def test_a_link_is_followed_where_the_portal_takes_no_save(cut_off):
    page = cut_off
    page.route("**/autosave/", lambda route: None)  # never answered
    page.locator(FIRST).fill("Waits here")

    page.get_by_role("navigation", name="Languages").get_by_role("link", name="Français").click()
    page.wait_for_url("**/fr/draft/**")

    expect(page.locator("[data-found]")).to_contain_text("Waits here")


def test_one_s_own_text_that_arrives_after_the_page_is_nobody_else_s(cut_off, browser_of):
    page = cut_off
    page.context.route("**/autosave/", lambda route: route.abort())
    page.locator(FIRST).fill("Written alone")
    expect(stands(page)).to_contain_text("cannot be reached", timeout=15_000)
    page.reload()
    expect(page.locator("[data-found]")).to_contain_text("Written alone")
    late = browser_of()  # stands for the save on its way when the page was left
    late.goto(page.locator(".private-link a").get_attribute("href"))
    late.locator(FIRST).fill("Written alone")
    late.get_by_role("button", name="Save draft").last.click()
    expect(stands(late)).to_have_text(SAVED)

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator(FIRST)).to_have_value("Written alone")
    expect(page.locator("[data-found]")).to_be_empty()
    expect(page.locator("[data-kind=changed]")).to_have_count(0)
    assert copies(page) == {}
