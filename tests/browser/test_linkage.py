"""The linkage matrix in a browser: sub-lines fold without script, and a figure leads to its quotes."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_sub_lines_unfold_and_a_figure_leads_to_its_quotes(desk_page):
    desk_page.goto("/admin/review/coding/linkage/1/")
    health = desk_page.get_by_role("rowheader", name="C7: E-health")
    expect(health).to_be_hidden()

    desk_page.get_by_label("8 sub-lines").check()
    expect(health).to_be_visible()

    figure = desk_page.get_by_role("row").filter(has_text="C5:").locator("a.number").first
    count = figure.inner_text()
    figure.click()
    expect(desk_page).to_have_url(re.compile("/quotes/1/.*objective=any"))
    expect(desk_page.locator(".look-size b").nth(1)).to_have_text(count)


def test_a_type_narrows_the_matrix(desk_page):
    desk_page.goto("/admin/review/coding/linkage/1/")

    desk_page.get_by_label("Type of statement").first.select_option(label="xc Challenge")
    desk_page.get_by_role("button", name="Show").click()

    expect(desk_page.locator("#linkage-caption")).to_contain_text("as: xc Challenge")
    expect(desk_page.locator(".linkage svg")).to_have_count(0)
