"""From a summary that is approved to an issued edition, a withdrawal and a corrected one: both desks and the public pages, by axe."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import violations, width_beyond_the_screen

SEED = """
from tests.editions import make_summary, support
from tests.make import make_call, make_staff
call = make_call("issued", title="Call on rivers")
summary = make_summary(call, ("Delta Council", "مجلس الأنهار", "River Union"))
make_staff("second")
print(summary.pk)
"""
WITHDRAW = ("withdraw", "--call", "issued", "--number", "1")
CORRECT = """
from review.models import Statement
from tests.editions import approve, support
statement = Statement.objects.get(section__summary__call__slug="issued")
support(statement, "Ferry Office")
approve(statement)
"""
PUBLIC = ("", "editions/", "editions/1/", "compare/")

pytestmark = pytest.mark.browser


def signed_in(page, username, password):
    page.goto("/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign In", exact=True).click()
    page.wait_for_url(lambda address: "/accounts/" not in address)
    return page


def look(page):
    assert violations(page) == []
    assert width_beyond_the_screen(page) == 0


def look_at_the_public_pages(page, *more):
    for address in (*(f"/calls/issued/summary/{part}" for part in (*PUBLIC, *more)), "/calls/issued/submissions/2/", "/calls/issued/"):
        for prefix in ("", "/ar"):
            page.goto(f"{prefix}{address}")
            look(page)


def issued_by_two(first, second, number):
    """One prepares at the desk, the other looks and issues."""
    first.get_by_label("I have read the coverage report").check()
    first.get_by_label("Prepare all the same").check()
    first.get_by_role("button", name="Prepare the final document").click()
    expect(first.get_by_text("You prepared it; another person has to issue it.")).to_be_visible()
    look(first)
    second.goto("/admin/")
    second.get_by_role("link", name="edition of the summary for you to issue").click()
    expect(second.get_by_role("heading", name=f"Edition {number}: prepared, not public")).to_be_visible()
    look(second)
    second.get_by_role("button", name=f"Issue edition {number}").click()
    expect(second.get_by_text(f"Edition {number} is issued and public.")).to_be_visible()
    look(second)


def test_an_edition_is_issued_by_two_goes_down_with_a_withdrawal_and_is_corrected(page, desk_page, browser_of, portal):
    key = portal.manage("shell", "--no-imports", "-c", SEED).strip()
    desk, second = f"/admin/review/summary/build/{key}/editions/", signed_in(browser_of(), "second", "correct horse battery")
    for one in (page, desk_page, second):
        one.set_viewport_size({"width": 360, "height": 740})

    desk_page.goto(desk)
    look(desk_page)
    issued_by_two(desk_page, second, 1)
    page.goto("/calls/issued/")
    page.get_by_role("link", name="The summary of the submissions").click()
    expect(page.get_by_role("heading", name="On rivers")).to_be_visible()
    page.get_by_text("Contents").click()
    page.get_by_role("link", name="I. Achievements").click()
    page.wait_for_url("**#section-I")
    look_at_the_public_pages(page)

    portal.manage(*WITHDRAW)
    page.goto("/calls/issued/summary/")
    expect(page.get_by_role("heading", name="Edition 1 of the summary is no longer shown")).to_be_visible()
    look_at_the_public_pages(page)
    desk_page.goto("/admin/")
    desk_page.get_by_role("link", name="edition of the summary is down").click()
    expect(desk_page.get_by_text("The newest edition is down")).to_be_visible()
    look(desk_page)
    desk_page.get_by_role("link", name="changed since its approval").click()
    expect(desk_page.locator(".statement.chosen .badge.stale")).to_be_visible()

    portal.manage("shell", "--no-imports", "-c", CORRECT)
    desk_page.goto(desk)
    issued_by_two(desk_page, second, 2)
    page.goto("/calls/issued/summary/")
    expect(page.get_by_role("heading", name="Corrections since edition 1")).to_be_visible()
    look_at_the_public_pages(page, "editions/2/", "compare/?a=2&b=2")
    desk_page.goto(f"{desk}compare/?a=1&b=2")
    expect(desk_page.get_by_text("Ferry Office").first).to_be_visible()
    look(desk_page)
