"""Passages to place, by keyboard and by mouse: what is confirmed or placed is what the page showed, in scripts that trip offsets up."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.test_coding import select
from tests.browser.test_pages import violations, width_beyond_the_screen

pytestmark = pytest.mark.browser

OLD = "😀 نشكر الأمانة على هذه الفرصة. وصلت الشبكة إلى كل القرى البعيدة في بلادنا. لكن المدارس ما زالت تنتظر دورها."
NEW = "😀 وصلت الشبكة أخيرا إلى كل القرى البعيدة في بلادنا. لكن المدارس ما زالت تنتظر دورها."
CALL = """
slug = "placing"
title = "Inputs to place"
opens_at = 2026-01-01T00:00:00Z
closes_at = 2036-02-01T00:00:00Z
languages = ["ar", "en"]
questions = [{ identifier = "progress", heading = "Progress", text = "What was achieved?", kind = "text" }]
codes = [{ identifier = "C4", notation = "4", label = "Capacity building" }]
"""
CODE_AND_REVISE = """
from django.contrib.auth import get_user_model
from review.models import Code
from review.models.coding import code_excerpt
from submissions.models import Answer
from tests.make import revise
answer = Answer.objects.get(question__call__slug="placing")
code, coder = Code.objects.get(call__slug="placing"), get_user_model().objects.filter(is_superuser=True).first()
for quote in {quotes!r}:
    start = answer.text.index(quote)
    code_excerpt(answer, start=start, end=start + len(quote), quote=quote, codes=[code], by=coder)
revise(answer.submission, answers={{"progress": {new!r}}})
"""
QUOTES = ("نشكر الأمانة على هذه الفرصة.", "وصلت الشبكة إلى كل القرى البعيدة في بلادنا.")
READ = """
from review.models import Excerpt
print(sorted((e.quote, e.anchor, e.answer.text == {new!r}) for e in Excerpt.objects.filter(answer__question__call__slug="placing")))
"""


@pytest.fixture(scope="module")
def revised(portal, tmp_path_factory):
    """A submission of which two passages were coded, then revised: one was changed, one is lost."""
    folder = tmp_path_factory.mktemp("placing")
    (folder / "call.toml").write_text(CALL, encoding="utf-8")
    who = {"external_id": "1", "stakeholder_name": "Placeable Institute", "stakeholder_type": "academia", "language": "ar"}
    (folder / "rows.jsonl").write_text(json.dumps({**who, "consent": "named", "answers": {"progress": OLD}}), encoding="utf-8")
    portal.manage("loadcall", str(folder / "call.toml"))
    portal.manage("importsubmissions", "--call", "placing", str(folder / "rows.jsonl"))
    portal.manage("shell", "-c", CODE_AND_REVISE.format(quotes=QUOTES, new=NEW))


def test_passages_are_confirmed_by_keyboard_and_placed_by_mouse(desk_page, revised, portal):
    page = desk_page
    page.goto("/admin/review/excerpt/?q=%D8%A7%D9%84%D8%B4%D8%A8%D9%83%D8%A9")
    page.get_by_role("link", name="وصلت الشبكة أخيرا إلى كل القرى البعيدة في بلادنا.").click()
    confirm = page.get_by_role("button", name="Confirm: it is this passage")
    expect(confirm).to_be_focused()
    expect(page.locator(".change ins")).to_contain_text("أخيرا")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert width_beyond_the_screen(page) == 0
        assert violations(page) == []

    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="The newest answer")).to_be_visible()
    expect(page.locator(".messagelist")).to_contain_text("Coded passage confirmed in its new words.")
    assert violations(page) == []
    select(page, page.locator(".answer-text[data-answer]"), "المدارس ما زالت")
    expect(page.locator("#selected")).to_contain_text("المدارس ما زالت")
    page.get_by_role("button", name="Place it at the words I selected").click()
    expect(page.locator(".messagelist")).to_contain_text("Coded passage placed by hand.")

    told = portal.manage("shell", "-c", READ.format(new=NEW))
    wanted = sorted([("وصلت الشبكة أخيرا إلى كل القرى البعيدة في بلادنا.", "exact", True), ("المدارس ما زالت", "exact", True)])
    assert str(wanted) in told
