"""A draft's page: what it says of itself, and that everybody can use it: a phone, a slow line, a keyboard, no script, Arabic."""

import json
import re
import unicodedata

import pytest
from playwright.sync_api import expect

from submissions.texts import count_words, normalise
from tests.browser.drafts import FIRST, SAVED, SECOND, conflict_at, stands, start
from tests.browser.test_pages import violations, width_beyond_the_screen

pytestmark = pytest.mark.browser

PARTS = {"", "bootstrap", "portal", "respond", "draft", "autosave", "notices", "times"}  # files of the form's page, some of them
MOST_BYTES = 150_000


def test_the_list_of_what_is_done_follows_what_is_typed(draft):
    def said(anchor):
        return draft.locator(f"[data-place]:has(a[href='#{anchor}']) [data-said]")

    expect(said("who")).to_have_text("Still needed")
    expect(said("question-achievements")).to_have_text("Still needed")

    draft.locator("#id_stakeholder_name").fill("Union")
    draft.locator("#id_stakeholder_type").select_option("academia")
    draft.locator(SECOND).fill("数字 ICT")

    expect(said("who")).to_have_text("Done")
    expect(said("question-achievements")).to_have_text("Empty")
    expect(said("question-challenges")).to_have_text("3 words")
    draft.get_by_role("button", name="Save draft").last.click()
    expect(stands(draft)).to_have_text(SAVED)
    shown = draft.locator("[data-said]").all_inner_texts()
    draft.reload()
    expect(draft.locator("[data-said]")).to_have_text(shown)


def test_the_language_of_an_answer_is_its_own(draft):
    box = draft.locator(FIRST)
    draft.locator("#id_language-achievements").select_option("ar")
    box.fill("نص")

    assert (box.get_attribute("lang"), box.get_attribute("dir")) == ("ar", "rtl")
    draft.locator("#id_language").select_option("fr")
    draft.get_by_role("button", name="Save draft").last.click()
    expect(stands(draft)).to_have_text(SAVED)
    draft.reload()
    expect(draft.locator(FIRST)).to_have_attribute("lang", "ar")
    expect(draft.locator(SECOND)).to_have_attribute("lang", "fr")
    expect(draft.locator("#id_language-achievements")).to_have_value("ar")


TEXTS = (
    "Roads came first.\u2028Then schools. 😀 👩‍💻 👨‍👩‍👧",
    "  two\twords\u00a0and\u3000more\u0085after \x1c\x1d\x1e\x1f \ufeff zero\u200bwidth \u180e \u2007 \u202f",
    "数字治理 ICT 需要公平。农村学校没有网络！",
    "デジタル・デバイド ー ヽ 々 〆 ㍿",
    "وصلت الشبكة إلى القرى البعيدة، لكن المدارس ما زالت تنتظر.",
    "L’accès à l’Internet n’est pas e\u0301gal\u2026 « non »",
    "Доступ\r\nк сети\rесть\x0bне\x0cвезде",
    "Ñandú — 50 % ¿y?\n\n\n-\n",
    "\u1100\u1161\u11a8 한국어 \U00020000\U0002a6d6 \uf900 豈",
    "half \ud83d pair \ude00 end",
    "a\x00b \x07c\x1bd",
    "",
    " \n\t ",
)


def test_words_and_characters_are_counted_by_the_server_s_rule(draft):
    pieces = [text[start:] for text in TEXTS for start in range(0, len(text), 3)]
    texts = [
        *TEXTS,
        *pieces,
        *(unicodedata.normalize("NFD", text) for text in TEXTS),
        *("".join(pair) for pair in zip(TEXTS, pieces, strict=False)),
    ]
    counts = """async ([script, texts]) => {
        const { countWords, countCharacters, normalise } = await import(script);
        return JSON.parse(texts).map((text) => [countWords(text), countCharacters(text)]);
    }"""

    counted = draft.evaluate(counts, ["/static/portal/words.js", json.dumps(texts)])

    expected = [[count_words(normalise(text)), len(normalise(text))] for text in texts]
    assert [(text, count) for text, count, right in zip(texts, counted, expected, strict=True) if count != right] == []


@pytest.mark.parametrize("prefix", ["", "/ar", "/ru"], ids=["English", "Arabic", "Russian"])
def test_the_form_with_all_that_it_loads_is_light(page, prefix):
    addresses, sizes = {}, {}

    def count(event):
        if event["requestId"] in addresses:  # else it was asked for before the page came anew
            sizes[addresses[event["requestId"]]] = event["encodedDataLength"]

    start(page, prefix)
    protocol = page.context.new_cdp_session(page)  # Playwright's own sizes leave bodies out with this Chromium
    protocol.on("Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]}))
    protocol.on("Network.loadingFinished", count)
    protocol.send("Network.enable")
    protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})

    page.reload(wait_until="networkidle")

    def loaded():
        return {address.split("/")[-1].split(".")[0]: size for address, size in sizes.items() if address.startswith("http")}

    for _wait in range(60):  # the browser tells of a file's size a moment after the page has it
        if loaded().keys() >= PARTS:
            break
        page.wait_for_timeout(500)
    assert loaded().keys() >= PARTS
    assert min(loaded().values()) > 300
    assert sum(sizes.values()) < MOST_BYTES, sizes
    assert not [address for address in sizes if re.search(r"\.(woff2?|ttf|otf)", address)]


def test_without_javascript_a_draft_is_written_saved_and_checked(browser, base_url):
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = start(context.new_page(), has_script=False)
    page.locator("#id_stakeholder_name").fill("Union")
    page.get_by_role("button", name="Add an organization").click()
    page.get_by_label("Name", exact=True).fill("River Users Union")
    page.locator(FIRST).fill("Three short words")
    page.locator("#id_language-achievements").select_option("fr")
    page.locator("fieldset#question-achievements").get_by_role("button", name="Save draft").click()

    expect(page).to_have_url(re.compile("#question-achievements$"))
    expect(page.get_by_text("Last saved")).to_be_visible()
    expect(page.locator("[data-place]:has(a[href='#question-achievements']) [data-said]")).to_have_text("3 words")
    expect(page.locator("[data-place]:has(a[href='#endorsers']) [data-said]")).to_have_text("1 organization")
    expect(page.locator(FIRST)).to_have_attribute("lang", "fr")
    expect(page.locator("[name^=endorsers-][name$=-name]")).to_have_value("River Users Union")
    page.get_by_role("button", name="Check your answers").click()
    expect(page.get_by_text("This is still missing")).to_be_visible()
    context.close()


@pytest.mark.parametrize("prefix", ["", "/ar"], ids=["English", "Arabic"])
@pytest.mark.parametrize("width", [360, 1280])
def test_notices_are_accessible_and_fit(page, browser_of, prefix, width):
    page.set_viewport_size({"width": width, "height": 800})
    draft = start(page, prefix)
    colleague = browser_of()
    colleague.goto(draft.locator(".private-link a").get_attribute("href"))
    colleague.locator(FIRST).fill("Hers")
    colleague.locator(SECOND).fill("Hers too")
    colleague.locator("button[name=save][value='1']").click()
    expect(stands(colleague)).to_have_text(re.compile(r"\d\d:\d\d"))
    draft.locator(FIRST).fill("His " * 60)
    draft.locator("button[name=save][value='1']").click()
    expect(conflict_at(draft, FIRST)).to_be_visible()
    expect(draft.locator("[data-kind=changed]")).to_be_visible()

    if width < 700:
        draft.locator(".outline summary").click()

    assert violations(draft) == []
    assert width_beyond_the_screen(draft) == 0


def test_the_keyboard_reaches_everything(draft, colleague):
    colleague.locator(FIRST).fill("Hers")
    colleague.locator(SECOND).fill("Hers too")
    colleague.get_by_role("button", name="Save draft").last.click()
    expect(stands(colleague)).to_have_text(SAVED)
    draft.locator(FIRST).fill("His")
    draft.get_by_role("button", name="Save draft").last.click()
    expect(draft.locator("[data-kind=changed]")).to_be_visible()
    wanted = draft.evaluate(
        """[...document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary)")]
            .filter((one) => one.tabIndex >= 0 && one.checkVisibility() && one.type !== "radio" && one.type !== "hidden")
            .map((one, place) => (one.dataset.place_ = place)).length"""
    )
    reached = set()
    draft.locator(".site-name").focus()

    for _press in range(wanted + 40):
        draft.keyboard.press("Tab")
        reached.add(draft.evaluate("document.activeElement.dataset.place_ ?? null"))

    assert reached - {None} == {str(place) for place in range(wanted)}
    draft.get_by_role("button", name="Take their text").focus()
    draft.keyboard.press("Enter")
    expect(draft.locator(FIRST)).to_be_focused()


def test_a_link_in_the_line_keeps_the_focus_while_the_page_looks_again(draft, colleague):
    colleague.locator(FIRST).fill("Hers")
    colleague.get_by_role("button", name="Save draft").last.click()
    expect(stands(colleague)).to_have_text(SAVED)
    draft.locator(FIRST).fill("His")
    draft.get_by_role("button", name="Save draft").last.click()
    expect(conflict_at(draft, FIRST)).to_be_visible()

    stands(draft).get_by_role("link").focus()
    draft.locator("[data-draft]").dispatch_event("focusout")  # a second later the page stands anew
    draft.wait_for_timeout(2000)

    expect(stands(draft).get_by_role("link")).to_be_focused()
