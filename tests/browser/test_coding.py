"""The coding workspace by mouse and by keyboard: what is stored is what was selected, in scripts that trip offsets up."""

import json

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ENGLISH = "We built 12 clinics 🏥 in the hills. Each clinic has a link, and none had a nurse.\nTwo closed again."
ARABIC = "😀 وصلت الشبكة إلى القرى البعيدة. لكن المدارس ما زالت تنتظر."
CHINESE = "👩‍💻 数字治理需要公平。农村学校没有网络！"
CALL = """
slug = "workspace"
title = "Inputs to code"
opens_at = 2026-01-01T00:00:00Z
closes_at = 2026-02-01T00:00:00Z
languages = ["en"]
questions = [{ identifier = "progress", heading = "Progress", text = "What was achieved?", kind = "text" }]
codes = [
  { identifier = "C4", notation = "4", label = "Capacity building" },
  { identifier = "C7", notation = "7", label = "ICT applications" },
  { identifier = "C7-e-health", notation = "7h", label = "E-health", parent = "C7" },
  { identifier = "challenge", notation = "xc", label = "Challenge", facet = "statement-type" },
]
"""
TEXTS = {"en": ENGLISH, "ar": ARABIC, "zh": CHINESE}

# Where some words begin and end on the screen, wherever marks have cut the text: inside the outer edge of their first and last character.
EDGES = """([answer, words]) => {
  const text = document.querySelector(`.answer-text[data-answer="${answer}"]`);
  text.scrollIntoView({ block: "center" });
  const nodes = Array.from(text.querySelectorAll("[data-start]"), (piece) => piece.firstChild);
  const at = nodes.map((node) => node.data).join("").indexOf(words);
  const box = (offset) => {
    const node = nodes.find((node) => offset < node.length || void (offset -= node.length));
    const range = document.createRange();
    range.setStart(node, offset);
    range.setEnd(node, offset + 1);
    return { rtl: /[\\u0600-\\u06ff]/.test(node.data[offset]), ...range.getBoundingClientRect().toJSON() };
  };
  const first = box(at);
  const last = box(at + words.length - 1);
  return [
    [first.rtl ? first.right - 1 : first.left + 1, first.top + first.height / 2],
    [last.rtl ? last.left + 1 : last.right - 1, last.top + last.height / 2],
  ];
}"""


@pytest.fixture(scope="module")
def coded_call(portal, tmp_path_factory):
    """A call of its own in the served portal, with one submission a language, entered as staff would."""
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "call.toml").write_text(CALL, encoding="utf-8")
    rows = [
        {
            "external_id": f"text-{language}",
            "stakeholder_name": f"Institute {language}",
            "stakeholder_type": "academia",
            "language": language,
            "answers": {"progress": text},
        }
        for language, text in TEXTS.items()
    ]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    portal.manage("loadcall", str(folder / "call.toml"))
    portal.manage("importsubmissions", "--call", "workspace", str(folder / "rows.jsonl"))
    return "workspace"


def open_workspace(page, language):
    """From the call, as a reviewer goes."""
    page.goto("/admin/submissions/call/")
    page.get_by_role("link", name="Inputs to code").click()
    page.get_by_role("link", name="Coding workspace").click()
    page.get_by_role("link", name=f"Institute {language}").click()
    expect(page.locator("#show-keys")).to_be_visible()  # shown by the script, once it listens
    return page.locator(".answer-text")


def select(page, text, words):
    """Press at the first character, move, let go after the last one."""
    (x, y), (to_x, to_y) = page.evaluate(EDGES, [text.get_attribute("data-answer"), words])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()


def stored(portal, language):
    """(quote, code) of the codings that stand on one submission, as the export gives them."""
    lines = portal.manage("exportcodings", "--call", "workspace", "--format", "jsonl", "-o", "-").splitlines()
    rows = [json.loads(line) for line in lines if line.startswith("{")]
    return {(row["quote"], row["code"]) for row in rows if row["quote"] in TEXTS[language]}


def remove_all(page):
    """Leave the submission as it was found, label by label."""
    buttons = page.locator(".panel button", has_text="Remove")
    for left in range(buttons.count() - 1, -1, -1):
        label = page.locator("details.label", has=buttons).first
        if label.get_attribute("open") is None:  # it stays open while it bears another code
            label.locator("> summary").click()
        label.get_by_text("Remove").first.click()
        expect(buttons).to_have_count(left)


@pytest.mark.parametrize(("language", "words"), [("en", "in the hills"), ("ar", "الشبكة إلى القرى"), ("zh", "治理需要")])
def test_words_selected_with_the_mouse_are_stored_as_selected(desk_page, portal, coded_call, language, words):
    text = open_workspace(desk_page, language)

    select(desk_page, text, words)
    expect(desk_page.locator("#selected bdi")).to_have_text(words)
    desk_page.get_by_role("button", name="4 C4: Capacity building").click()

    expect(text.locator("mark")).to_have_text([words])
    assert stored(portal, language) == {(words, "C4")}
    remove_all(desk_page)
    assert stored(portal, language) == set()


def test_a_passage_across_a_mark_and_its_label_is_stored_whole(desk_page, portal, coded_call):
    text = open_workspace(desk_page, "en")
    select(desk_page, text, "in the hills")
    desk_page.get_by_role("button", name="4 C4: Capacity building").click()
    expect(text.locator("mark")).to_have_count(1)

    select(desk_page, text, "hills. Each clinic")
    desk_page.get_by_label("C7: E-health as well").check()
    desk_page.get_by_role("button", name="xc Challenge").click()

    expect(text.locator("mark")).to_have_text(["in the ", "hills", ". Each clinic"])
    assert stored(portal, "en") == {("in the hills", "C4"), ("hills. Each clinic", "C7-e-health"), ("hills. Each clinic", "challenge")}
    remove_all(desk_page)


def test_sentences_are_coded_by_keyboard_alone(desk_page, portal, coded_call):
    text = open_workspace(desk_page, "en")

    for key in ("j", "j", "Shift+J", "c", "7", "h"):
        desk_page.keyboard.press(key)
    expect(desk_page.locator("#said")).to_have_text("Coded: C7: E-health")
    for key in ("c", "x", "c"):
        desk_page.keyboard.press(key)
    expect(desk_page.locator("#said")).to_have_text("Coded: Challenge")
    expect(text.locator("mark")).to_have_count(1)

    passage = ENGLISH[ENGLISH.index("Each") :]
    assert stored(portal, "en") == {(passage, "C7-e-health"), (passage, "challenge")}
    remove_all(desk_page)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Each clinic has a link, and none had a nurse."), ("ar", "لكن المدارس ما زالت تنتظر."), ("zh", "农村学校没有网络！")],
)
def test_the_second_sentence_is_coded_undone_and_coded_again_by_keys(desk_page, portal, coded_call, language, sentence):
    text = open_workspace(desk_page, language)
    marks = text.locator("mark")

    for key in "jjc4":
        desk_page.keyboard.press(key)
    expect(marks).to_have_text([sentence])
    desk_page.reload()
    expect(desk_page.locator("#show-keys")).to_be_visible()
    desk_page.keyboard.press("u")
    expect(marks).to_have_count(0)
    assert stored(portal, language) == set()
    for key in "jjc7":
        desk_page.keyboard.press(key)
    expect(marks).to_have_count(0)  # 7h begins with 7 too
    desk_page.keyboard.press("Enter")

    expect(marks).to_have_text([sentence])
    assert stored(portal, language) == {(sentence, "C7")}
    desk_page.keyboard.press("u")
    expect(marks).to_have_count(0)


def test_a_code_is_found_by_words_and_chosen_with_the_arrows(desk_page, portal, coded_call):
    text = open_workspace(desk_page, "en")

    for key in ("w", "/"):
        desk_page.keyboard.press(key)
    desk_page.keyboard.type("health")
    expect(desk_page.locator(".code:visible")).to_have_count(1)
    desk_page.keyboard.press("ArrowDown")
    desk_page.keyboard.press("Enter")

    expect(text.locator("mark")).to_have_count(1)
    assert stored(portal, "en") == {(ENGLISH, "C7-e-health")}
    desk_page.keyboard.press("u")
    expect(text.locator("mark")).to_have_count(0)


def test_single_keys_can_be_switched_off_in_this_browser(desk_page, coded_call):
    open_workspace(desk_page, "en")

    desk_page.keyboard.press("?")
    desk_page.get_by_label("Single keys work").uncheck()
    desk_page.get_by_role("button", name="Close").click()
    desk_page.reload()
    expect(desk_page.locator("#show-keys")).to_be_visible()
    desk_page.keyboard.press("j")

    expect(desk_page.locator("#selected bdi")).to_have_count(0)
    desk_page.get_by_role("button", name="Keys").click()
    desk_page.get_by_label("Single keys work").check()


def test_what_the_portal_could_not_be_reached_for_is_told_and_kept(desk_page, browser, portal, coded_call):
    open_workspace(desk_page, "en")
    context = browser.new_context(storage_state=desk_page.context.storage_state())  # where a lost connection is no error of the page
    page = context.new_page()
    page.goto(desk_page.url)
    expect(page.locator("#show-keys")).to_be_visible()
    page.route("**/admin/review/coding/submission/*/", lambda route: route.abort("addressunreachable"))

    for key in "jc4":
        page.keyboard.press(key)

    expect(page.locator("#said")).to_contain_text("the portal could not be reached")
    expect(page.locator("#selected bdi")).to_have_text("We built 12 clinics 🏥 in the hills.")
    expect(page.locator("mark")).to_have_count(0)
    assert stored(portal, "en") == set()
    context.close()


def test_a_memo_is_written_on_a_sentence_and_changed_by_keys(desk_page, coded_call):
    text = open_workspace(desk_page, "zh")

    for key in "jm":
        desk_page.keyboard.press(key)
    desk_page.keyboard.type("Fair to whom?")
    desk_page.keyboard.press("Control+Enter")
    expect(text.locator(".has-memo")).to_have_count(1)
    text.locator(".label > summary").press("Enter")
    text.locator(".memo summary").press("Enter")
    text.locator(".memo textarea").fill("Fair to whom, and when?")
    desk_page.keyboard.press("Control+Enter")

    expect(text.locator(".memo .words")).to_have_text("Fair to whom, and when?")


def test_a_mistyped_notation_is_told_and_the_selection_kept(desk_page, portal, coded_call):
    text = open_workspace(desk_page, "en")
    select(desk_page, text, "none had a nurse")

    desk_page.get_by_label("Notation, or words to filter by").fill("9z")
    desk_page.keyboard.press("Enter")

    expect(desk_page.locator("#said")).to_have_text("There is no code with the notation “9z” in this codebook.")
    expect(desk_page.locator("#selected bdi")).to_have_text("none had a nurse")
    assert stored(portal, "en") == set()


def test_without_script_sentences_are_picked_and_coded(desk_page, browser, portal, coded_call):
    open_workspace(desk_page, "zh")
    context = browser.new_context(
        java_script_enabled=False, storage_state=desk_page.context.storage_state(), viewport={"width": 360, "height": 780}
    )
    page = context.new_page()
    page.goto(desk_page.url)

    page.locator("summary", has_text="Pick sentences").click()
    page.get_by_label("农村学校没有网络！").check()
    page.get_by_role("button", name="7h C7: E-health").click()

    expect(page.locator("mark:not(.remark)")).to_have_text(["农村学校没有网络！"])
    assert stored(portal, "zh") == {("农村学校没有网络！", "C7-e-health")}
    page.locator("details.label", has_text="7h").locator("summary").click()
    page.get_by_text("Remove").click()
    expect(page.locator("mark:not(.remark)")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("mark:not(.remark)")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("mark:not(.remark)")).to_have_count(0)
    context.close()
