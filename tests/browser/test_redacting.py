"""Redacting on the publication desk by mouse: what is struck out is what was selected, and the copy beside it no longer says it."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.test_coding import select
from tests.browser.test_pages import violations, width_beyond_the_screen

pytestmark = pytest.mark.browser

TEXT = "😀 We thank Ada Shore 🏥 for the clinics. Then schools came."
CALL = """
slug = "redacting"
title = "Inputs to redact"
opens_at = 2026-01-01T00:00:00Z
closes_at = 2026-02-01T00:00:00Z
languages = ["en"]
questions = [{ identifier = "progress", heading = "Progress", text = "What was achieved?", kind = "text" }]
"""


@pytest.fixture(scope="module")
def sent(portal, tmp_path_factory):
    """One consented submission in a call of its own in the served portal."""
    folder = tmp_path_factory.mktemp("redacting")
    (folder / "call.toml").write_text(CALL, encoding="utf-8")
    who = {"external_id": "1", "stakeholder_name": "Redactable Institute", "stakeholder_type": "academia", "language": "en"}
    row = {**who, "consent": "named", "answers": {"progress": TEXT}}
    (folder / "rows.jsonl").write_text(json.dumps(row), encoding="utf-8")
    portal.manage("loadcall", str(folder / "call.toml"))
    portal.manage("importsubmissions", "--call", "redacting", str(folder / "rows.jsonl"))


def test_words_selected_with_the_mouse_leave_the_copy_and_come_back(desk_page, sent):
    page = desk_page
    page.goto("/admin/submissions/submission/?q=Redactable")
    page.get_by_role("link", name="Redactable Institute").click()
    page.get_by_role("link", name="Public copy and publishing").click()
    copy, original = page.locator(".desk-copy"), page.locator(".answer-text")
    expect(copy).to_contain_text("Ada Shore")

    select(page, original, "Ada Shore")
    expect(page.locator("#selected bdi")).to_have_text("Ada Shore")
    page.get_by_label("Reason", exact=True).select_option("Personal data")
    page.get_by_role("button", name="Redact", exact=True).click()

    expect(copy).to_contain_text("😀 We thank […] 🏥 for the clinics.")
    expect(copy).not_to_contain_text("Ada Shore")
    expect(original.locator("del")).to_have_text(["Ada Shore"])
    expect(page.get_by_role("button", name="Prepare this copy for a second person")).to_be_visible()
    page.get_by_role("button", name="Remove the redaction of “Ada Shore”").click()
    expect(copy).to_contain_text("Ada Shore")


def test_the_page_that_pauses_publication_is_accessible_and_fits_a_phone(desk_page):
    desk_page.set_viewport_size({"width": 360, "height": 740})

    desk_page.goto("/admin/submissions/call/1/pause/")

    assert violations(desk_page) == []
    assert width_beyond_the_screen(desk_page) == 0
