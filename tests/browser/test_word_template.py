"""The desk of the Word template by mouse, and the document as HTML as a reader opens it; accessible, and no wider than a phone."""

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.browser.test_pages import violations, width_beyond_the_screen

pytestmark = pytest.mark.browser

SUMMARY = "/admin/review/summary/1/change/"


def look(page):
    page.set_viewport_size({"width": 360, "height": 740})
    assert violations(page) == []
    assert width_beyond_the_screen(page) == 0


def downloaded(page, name, path):
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    download.value.save_as(path)
    return path


def test_a_template_is_started_from_ours_kept_refused_and_given_back(desk_page, tmp_path):
    desk_page.goto(SUMMARY)
    desk_page.get_by_role("link", name="Word template").click()
    document = Document(downloaded(desk_page, "Download ours to start from", tmp_path / "ours.docx"))
    document.styles["Normal"].font.name = "Georgia"
    document.save(tmp_path / "letterhead.docx")
    (tmp_path / "letter.doc").write_bytes(b"not Word")

    desk_page.get_by_label("Word file").set_input_files(tmp_path / "letterhead.docx")
    desk_page.get_by_role("button", name="Make the document on this file").click()
    expect(desk_page.get_by_text("The Word document is made on letterhead.docx")).to_be_visible()
    look(desk_page)
    made = Document(downloaded(desk_page, "The document as Word", tmp_path / "summary.docx"))

    desk_page.get_by_label("Word file").set_input_files(tmp_path / "letter.doc")
    desk_page.get_by_role("button", name="Make the document on this file").click()
    expect(desk_page.get_by_role("alert")).to_contain_text("letter.doc: The file is no Word document")
    look(desk_page)
    desk_page.get_by_role("button", name="Use ours again").click()
    expect(desk_page.get_by_text("The Word document is made on our own template.", exact=True)).to_be_visible()
    assert made.styles["Normal"].font.name == "Georgia"


def test_the_document_as_html_is_read_from_a_file(desk_page, browser, tmp_path):
    desk_page.goto(SUMMARY)
    file = downloaded(desk_page, "HTML", tmp_path / "summary.html")
    reader = browser.new_page()

    reader.goto(file.as_uri())
    reader.get_by_role("link", name="Annex: Evidence of the statements: I.2").click()

    expect(reader.locator(":target")).to_contain_text("Supported by")
    look(reader)
    reader.close()
