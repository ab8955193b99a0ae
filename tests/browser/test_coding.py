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
    expect(page.locator(".keys")).to_be_visible()  # shown by the script, once it listens
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
    """Leave the submission as it was found."""
    buttons = page.locator(".notes button")
    for left in range(buttons.count() - 1, -1, -1):
        buttons.first.click()
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

    for key in ("j", "j", "Shift+J", "c"):
        desk_page.keyboard.press(key)
    desk_page.keyboard.type("7h xc")
    desk_page.keyboard.press("Enter")
    expect(text.locator("mark")).to_have_count(1)

    passage = ENGLISH[ENGLISH.index("Each") :]
    assert stored(portal, "en") == {(passage, "C7-e-health"), (passage, "challenge")}
    remove_all(desk_page)


def test_a_mistyped_notation_is_told_and_the_selection_kept(desk_page, portal, coded_call):
    text = open_workspace(desk_page, "en")
    select(desk_page, text, "none had a nurse")

    desk_page.get_by_label("Notation, or words to filter by").fill("9z")
    desk_page.keyboard.press("Enter")

    expect(desk_page.get_by_role("alert")).to_have_text("There is no code with the notation “9z” in this codebook.")
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

    expect(page.locator("mark")).to_have_text(["农村学校没有网络！"])
    assert stored(portal, "zh") == {("农村学校没有网络！", "C7-e-health")}
    page.locator(".notes button").click()
    expect(page.locator("mark")).to_have_count(0)
    context.close()
