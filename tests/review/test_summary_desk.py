"""The summary desk and its command: who gets the document, how, and what is recorded."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.urls import reverse
from docx import Document

from review.models import Section, Summary
from review.models.summary import give_sections
from submissions.models import Event
from tests.make import make_publication, make_staff


@pytest.mark.parametrize(
    ("format", "start"), [("docx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!doctype html>"), ("md", b"Original: English")]
)
def test_download_gives_the_file_and_records_an_export(desk, staff, call, format, start):
    make_publication(call)

    answer = desk.get(reverse(f"admin:review_summary_{format}", args=(call.pk,)))

    assert answer.content.startswith(start)
    assert answer["Content-Disposition"] == f'attachment; filename="review-summary.{format}"'
    assert answer["Cache-Control"].startswith("no-store")
    event = Event.objects.get(verb="export")
    assert (event.call, event.actor, event.after) == (call, staff, {"what": "summary", "format": format})
    assert not Summary.objects.exists()


def test_download_is_for_staff_who_work_on_summaries_or_export(client, call):
    viewer = make_staff("viewer", superuser=False)
    address = reverse("admin:review_summary_pdf", args=(call.pk,))
    stranger = client.get(address)
    client.force_login(viewer)
    without = client.get(address)

    answers = []
    for codename in ("view_call", "view_summary", "export_internal"):
        viewer.user_permissions.set(Permission.objects.filter(codename=codename))
        answers.append(client.get(address).status_code)

    assert (stranger.status_code, without.status_code, answers) == (302, 403, [403, 200, 200])


def test_download_refuses_a_post_and_an_unknown_call(desk, call):
    assert desk.post(reverse("admin:review_summary_docx", args=(call.pk,))).status_code == 405
    assert desk.get(reverse("admin:review_summary_docx", args=(0,))).status_code == 404


def test_adding_a_summary_makes_its_sections_and_goes_on_to_them(desk, call):
    fields = {"call": call.pk, "title": "On rivers", "original_language": "English"}

    answer = desk.post(reverse("admin:review_summary_add"), fields)

    summary = Summary.objects.get()
    assert answer.url == reverse("admin:review_summary_change", args=(summary.pk,))
    assert [section.question.identifier for section in summary.sections.all()] == ["achievements", "challenges"]
    page = desk.get(answer.url)
    assert "Achievements" in page.text
    assert reverse("admin:review_summary_docx", args=(call.pk,)) in page.text


def sent_back(response):
    """What the browser would send back of a summary's page as it stands."""
    inlines = [inline.formset for inline in response.context["inline_admin_formsets"]]
    every = [response.context["adminform"].form, *(form for formset in inlines for form in (formset.management_form, *formset.forms))]
    return {bound.html_name: bound.value() for form in every for bound in form}


@pytest.fixture
def summary_page(call):
    """The address of a summary with its sections."""
    summary = Summary.objects.create(call=call, title="On rivers", background="From a file.\nTwo lines.")
    give_sections(summary)
    return reverse("admin:review_summary_change", args=(summary.pk,))


def test_changing_a_summary_saves_frame_and_sections(desk, summary_page):
    fields = {**sent_back(desk.get(summary_page)), "title": "On lakes", "sections-0-text": "Lakes were asked about."}

    desk.post(summary_page, fields)

    summary = Summary.objects.get()
    assert summary.title == "On lakes"
    assert [section.text for section in summary.sections.all()] == ["Lakes were asked about.", ""]


def test_I8_two_people_at_different_texts_of_a_summary_both_keep_theirs(desk, summary_page):
    mine, hers = sent_back(desk.get(summary_page)), sent_back(desk.get(summary_page))

    desk.post(summary_page, {**hers, "title": "On lakes", "sections-0-text": "Hers."})
    answer = desk.post(
        summary_page, {**mine, "purpose": "To inform.", "background": "From a file.\r\nTwo lines.", "sections-1-text": "Mine."}
    )

    summary = Summary.objects.get()
    assert answer.status_code == 302
    assert (summary.title, summary.purpose, summary.background) == ("On lakes", "To inform.", "From a file.\nTwo lines.")
    assert [section.text for section in summary.sections.all()] == ["Hers.", "Mine."]


@pytest.mark.parametrize("field", ("introduction", "sections-0-text"))
def test_I8_two_people_at_one_text_of_a_summary_see_both(desk, summary_page, field):
    mine, hers = sent_back(desk.get(summary_page)), sent_back(desk.get(summary_page))
    desk.post(summary_page, {**hers, field: "Her <b>words</b>.", "sections-1-text": "Hers alone."})

    answer = desk.post(summary_page, {**mine, field: "My words.", "purpose": "To inform."})
    before = (Summary.objects.get().purpose, Summary.objects.get().introduction, [s.text for s in Section.objects.all()])
    again = sent_back(answer)
    saved = desk.post(summary_page, again)

    assert (answer.status_code, saved.status_code) == (409, 302)
    assert "Her &lt;b&gt;words&lt;/b&gt;." in answer.text
    assert again[field] == "My words."
    assert before[0] == ""
    assert "My words." not in (before[1], *before[2])
    summary = Summary.objects.get()
    texts = {"introduction": summary.introduction, "sections-0-text": summary.sections.first().text}
    assert (texts[field], summary.purpose, summary.sections.last().text) == ("My words.", "To inform.", "Hers alone.")


def test_a_summary_that_is_not_valid_comes_back_with_what_was_typed_and_stays_comparable(desk, summary_page):
    mine, hers = sent_back(desk.get(summary_page)), sent_back(desk.get(summary_page))
    desk.post(summary_page, {**hers, "background": "Hers."})

    answer = desk.post(summary_page, {**mine, "title": "", "sections-0-text": "Mine."})
    desk.post(summary_page, {**sent_back(answer), "title": "On ponds"})

    summary = Summary.objects.get()
    assert answer.status_code == 200
    assert (summary.title, summary.background, summary.sections.first().text) == ("On ponds", "Hers.", "Mine.")


def test_exportsummary_writes_a_file_and_records_it(call, tmp_path):
    call_command("exportsummary", call="review", format="docx", output=str(tmp_path / "summary.docx"))

    assert Document(BytesIO((tmp_path / "summary.docx").read_bytes())).paragraphs
    event = Event.objects.get(verb="export")
    assert (event.actor_role, event.after) == ("command", {"what": "summary", "format": "docx"})


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"call": "nowhere", "format": "pdf"}, "There is no call “nowhere”. Known calls: review."),
        ({"call": "review", "format": "odt"}, "“odt” is no format of this command; write one of: docx, pdf, html, md."),
        (
            {"call": "review", "format": "pdf", "output": "/nowhere/summary.pdf"},
            "Cannot write “/nowhere/summary.pdf”: No such file or directory.",
        ),
    ],
)
def test_exportsummary_refuses_in_a_sentence(call, arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        call_command("exportsummary", **arguments)

    assert str(refusal.value) == sentence
    assert not Event.objects.filter(verb="export").exists()
