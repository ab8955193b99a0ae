"""The codebook by keyboard alone on a phone's width: a code is split, its quotes are given to the parts, and the split is undone."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import violations, width_beyond_the_screen

pytestmark = pytest.mark.browser
TREE = "/admin/review/code/of-call/1/"


def test_a_code_is_split_and_the_split_undone_by_keyboard(desk_page):
    page = desk_page
    page.set_viewport_size({"width": 360, "height": 740})

    def look():
        assert violations(page) == []
        assert width_beyond_the_screen(page) == 0

    page.goto(TREE)
    quotes = page.get_by_role("link", name="quotes of Digital divide").inner_text()
    summary = page.locator("li", has=page.get_by_role("link", name="Digital divide", exact=True)).locator("summary")
    summary.press("Enter")
    look()
    page.locator("details[open]").get_by_role("link", name="Split").press("Enter")
    for field, words in {"label_1": "Rural areas", "notation_1": "ru", "label_2": "Skills", "notation_2": "7"}.items():
        page.locator(f"#id_{field}").press_sequentially(words)
    page.locator("#id_notation_2").press("Enter")
    expect(page.locator(".errorlist")).to_contain_text("“7” belongs to")
    look()  # what cannot be
    page.locator("#id_notation_2").fill("sk")
    page.locator("#id_notation_2").press("Enter")
    expect(page.get_by_role("button", name="Do it")).to_be_focused()
    look()  # what would change
    page.keyboard.press("Enter")
    expect(page.locator(".desk-total")).to_contain_text(quotes)
    look()  # the quotes that wait
    page.locator(".choices input").first.press("Space")
    page.get_by_role("button", name="Give those ticked").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("1 quote was given to its parts.")
    page.locator("#rest").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Give all").press("Enter")
    expect(page.get_by_role("link", name="quotes of Skills")).to_have_text(str(int(quotes) - 1))
    page.get_by_role("link", name="Undo: Split “Digital divide”").press("Enter")
    look()  # what undoing brings back
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="quotes of Digital divide")).to_have_text(quotes)
    expect(page.get_by_role("link", name="Skills", exact=True)).to_have_count(0)


def test_two_people_at_one_code_the_second_sees_what_the_first_did(desk_page):
    first, second = desk_page, desk_page.context.new_page()
    for page in (first, second):
        page.goto(TREE)
        page.get_by_role("link", name="Blockchain", exact=True).click()
        page.get_by_role("link", name="Retire").click()
        page.get_by_role("button", name="See what would change").click()

    first.get_by_role("button", name="Do it").click()
    second.get_by_role("button", name="Do it").click()

    expect(second.get_by_role("alert")).to_contain_text("Somebody changed the codebook while you were deciding.")
    expect(second.locator(".errorlist")).to_contain_text("“Blockchain” is retired")
    assert violations(second) == []
    first.get_by_role("link", name="Undo", exact=True).first.click()
    first.get_by_role("button", name="Undo").click()
    expect(first.get_by_role("link", name="quotes of Blockchain")).to_be_visible()
