"""From an issued edition to an answered objection: the holder's page and the desk, by axe, on a phone and without a script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import of_its_own
from tests.browser.test_pages import violations, width_beyond_the_screen

SEED = """
from submissions import access
from submissions.models import Call
from tests.contesting import make_edition, make_use
from tests.make import make_call, make_publication
call = Call.objects.filter(slug="contested").first() or make_call("contested", is_listed=False, time_zone="Asia/Tokyo")
publication = make_publication(call, "اتحاد المكتبات – Union of Libraries", language="ar", email="union@libraries.example")
edition = call.editions.first() or make_edition(call)
make_use(edition, publication, f"I.{publication.number}", "I. Achievements", "Teachers and connected schools in every village")
make_use(edition, publication, "II", "II. Challenges", "")
print(access.private_link(publication.submission))
"""

pytestmark = pytest.mark.browser


@pytest.fixture
def link(portal):
    """The private link of a new published submission on which two places of an edition rest."""
    return portal.manage("shell", "--no-imports", "-c", SEED).strip()


def open_use(page, link, prefix):
    """The page that the receipt leads to, in another language than that of the submission."""
    page.goto(link)
    page.locator("a[href$='/summary/']").first.click()
    page.wait_for_url("**/summary/")
    page.goto(re.sub(r"(//[^/]+)/ar/", rf"\1{prefix}/", page.url))


@pytest.mark.parametrize("prefix", ["", "/ar", "/fr"])
def test_a_reading_is_contested_answered_and_read_on_a_phone(page, desk_page, link, prefix):
    page.set_viewport_size({"width": 360, "height": 740})

    def look(at):
        assert violations(at) == []
        assert width_beyond_the_screen(at) == 0

    open_use(page, link, prefix)
    look(page)
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".error-summary")).to_be_focused()
    look(page)  # nothing was written
    page.locator("#id_statement").select_option(index=1)
    page.locator("#id_text").fill("لم نقل ذلك. We asked for teachers.\n" + "no-spaces-at-all" * 20)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#exchange")).to_be_visible()
    look(page)  # sent

    desk_page.set_viewport_size({"width": 360, "height": 740})
    desk_page.goto("/admin/submissions/objection/?status=waiting")
    assert violations(desk_page) == []
    desk_page.locator("#result_list .field-words a").first.click()
    desk_page.wait_for_url("**/change/**")
    look(desk_page)
    desk_page.get_by_role("button", name="Send the answer").click()
    expect(desk_page.get_by_role("alert")).to_be_visible()
    look(desk_page)  # nothing was written
    desk_page.get_by_label("What the stakeholder will read").fill("You are right. Edition 2 will say so.")
    desk_page.get_by_role("button", name="Send the answer").click()
    expect(desk_page.get_by_text("A mail tells the holder of the link where to read it.")).to_be_visible()

    page.reload()
    expect(page.get_by_text("You are right. Edition 2 will say so.")).to_be_visible()
    look(page)


def test_it_works_without_a_script(browser, base_url, link):
    context = browser.new_context(base_url=base_url, java_script_enabled=False, **of_its_own())
    page = context.new_page()
    open_use(page, link, "")

    page.locator("#id_text").fill("We never said so.")
    page.get_by_role("button", name="Send to the secretariat").click()

    expect(page.locator("#exchange")).to_be_visible()
    expect(page.get_by_text("We never said so.")).to_be_visible()
    context.close()
