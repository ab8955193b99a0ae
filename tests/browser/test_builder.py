"""The builder of the summary by mouse, by keyboard and without script; accessible, and no wider than a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import violations, width_beyond_the_screen

pytestmark = pytest.mark.browser

BUILDER = "/admin/review/summary/build/1/"
SENTENCE = "{quantity} was attached by this test."


def add_statement(page, lead):
    """A new statement in the second section, chosen; returns its row."""
    page.goto(BUILDER)
    page.get_by_role("link", name="ITU’s main contributions").click()
    form = page.locator("form.add")
    form.get_by_label("Lead").fill(lead)
    form.get_by_label("Text").fill(SENTENCE)
    form.get_by_role("button", name="Add", exact=True).click()
    row = page.locator(".statement.chosen")
    expect(row).to_contain_text(lead)
    return row


def drop(page, row):
    lead = row.locator(".sentence b").inner_text()
    row.get_by_role("button", name=f"Drop {lead}").click()
    expect(page.locator(".ledger")).not_to_contain_text(lead)


def test_evidence_is_attached_by_key_and_the_sentence_fills_at_once(desk_page):
    row = add_statement(desk_page, "By key")
    expect(row).to_contain_text("No submission supports it yet.")

    desk_page.locator(".passage").first.focus()
    desk_page.keyboard.press("s")
    expect(row.locator(".tally")).to_contain_text("1 of 53 submissions")
    expect(desk_page.locator(".passage").first).to_be_focused()
    desk_page.keyboard.press("j")
    desk_page.keyboard.press("x")

    expect(row).to_contain_text("1 submission contradicts it.")
    expect(desk_page.locator(".passage.used")).to_have_count(2)
    drop(desk_page, row)


def test_ticked_passages_are_attached_together_and_one_is_taken_away(desk_page):
    row = add_statement(desk_page, "By mouse")

    for number in range(3):
        desk_page.locator(".passage input").nth(number).check()
    desk_page.locator(".together").get_by_role("button", name="Supports").click()
    expect(row.locator(".evidence summary")).to_have_text("3 passages under it")
    row.get_by_role("button", name="Take away").first.click()

    expect(row.locator(".evidence summary")).to_have_text("2 passages under it")
    drop(desk_page, row)


def test_a_statement_moves_by_key(desk_page):
    row = add_statement(desk_page, "Moving")
    leads = desk_page.locator(".statement .sentence b")
    before = leads.all_inner_texts()

    row.focus()
    desk_page.keyboard.press("Alt+ArrowUp")

    expect(leads).to_have_text([*before[:-2], "Moving", before[-2]])
    drop(desk_page, desk_page.locator(".statement.chosen"))


def test_what_was_typed_and_ticked_outlives_another_act(desk_page):
    row = add_statement(desk_page, "Typing")
    form = desk_page.locator("form.add")
    form.get_by_label("Text").fill("Half a sentence")
    form.get_by_label("Kind").select_option("editorial")
    desk_page.locator("#tray-words").fill("harbour")
    for number in (1, 2):
        desk_page.locator(".passage input").nth(number).check()

    desk_page.locator(".passage").first.get_by_role("button", name="Supports").click()

    expect(row.locator(".evidence summary")).to_have_text("1 passage under it")
    expect(form.get_by_label("Text")).to_have_value("Half a sentence")
    expect(form.get_by_label("Kind")).to_have_value("editorial")
    expect(desk_page.locator("#tray-words")).to_have_value("harbour")
    expect(desk_page.locator(".passage input:checked")).to_have_count(2)
    desk_page.locator(".together").get_by_role("button", name="Supports").click()
    expect(row.locator(".evidence summary")).to_have_text("3 passages under it")
    expect(desk_page.locator(".passage input:checked")).to_have_count(0)
    drop(desk_page, row)


def test_a_refusal_is_told_where_it_is_seen_and_the_button_keeps_the_focus(desk_page):
    row = add_statement(desk_page, "Refused")
    row.get_by_role("button", name="Reviewed: Refused").click()
    approve = row.get_by_role("button", name="Approve Refused")
    approve.scroll_into_view_if_needed()

    approve.click()

    expect(desk_page.get_by_role("alert")).to_contain_text("You wrote this statement last")
    expect(desk_page.get_by_role("alert")).to_be_in_viewport()
    assert desk_page.evaluate("scrollY") > 0
    expect(approve).to_be_focused()
    drop(desk_page, row)


def test_a_section_that_moves_keeps_the_focus_on_its_button(desk_page):
    desk_page.goto(BUILDER)
    button = desk_page.get_by_role("button", name="Section down")
    headings = desk_page.locator(".sections ol bdi")
    first, second = headings.all_inner_texts()[:2]

    button.focus()
    desk_page.keyboard.press("Enter")

    expect(headings.first).to_have_text(second)
    expect(button).to_be_focused()
    desk_page.get_by_role("button", name="Section up").click()
    expect(headings.first).to_have_text(first)


def test_without_script_everything_is_a_button(desk_page, browser):
    context = browser.new_context(
        java_script_enabled=False, storage_state=desk_page.context.storage_state(), viewport={"width": 360, "height": 780}
    )
    page = context.new_page()
    page.goto(desk_page.url.partition("/admin")[0] + BUILDER)
    page.goto(page.get_by_role("link", name="ITU’s main contributions").evaluate("link => link.href"))
    page.locator("form.add").get_by_label("Text").fill(SENTENCE)
    page.locator("form.add").get_by_label("Lead").fill("Plain")
    page.locator("form.add").get_by_role("button", name="Add", exact=True).click()

    page.locator(".filters").get_by_label("Words").fill("interconnection")
    page.locator(".filters").get_by_role("button", name="Filter").click()
    page.locator(".passage").first.get_by_role("button", name="Supports").click()

    expect(page.locator(".statement.chosen .tally")).to_contain_text("1 of 53 submissions")
    expect(page.locator("#tray-words")).to_have_value("interconnection")
    drop(page, page.locator(".statement.chosen"))
    context.close()


@pytest.mark.parametrize(
    "address", (BUILDER, f"{BUILDER}?section=2&statement=10", BUILDER + "coverage/", "/admin/review/summary/statement/10/")
)
def test_the_builder_is_accessible_and_fits_a_phone(desk_page, address):
    desk_page.goto(address)
    wide = violations(desk_page)
    desk_page.set_viewport_size({"width": 360, "height": 780})

    assert (wide, violations(desk_page), width_beyond_the_screen(desk_page)) == ([], [], 0)
