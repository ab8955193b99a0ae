"""The summary desk and its command: who gets the document, how, and what is recorded."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.urls import reverse
from docx import Document

from review.models import Section, Summary
from submissions.models import Event
from tests.make import make_publication, make_staff


@pytest.mark.parametrize(("format", "start"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_download_gives_the_file_and_records_an_export(desk, staff, call, format, start):
    make_publication(call)

    answer = desk.get(reverse(f"admin:review_summary_{format}", args=(call.pk,)))

    assert answer.content.startswith(start)
    assert answer["Content-Disposition"] == f'attachment; filename="review-summary.{format}"'
    assert answer["Cache-Control"].startswith("no-store")
    event = Event.objects.get(verb="export")
    assert (event.call, event.actor, event.after) == (call, staff, {"what": "summary", "format": format})
    assert not Summary.objects.exists()


def test_download_is_for_staff_who_may_view_calls(client, call):
    viewer = make_staff("viewer", superuser=False)
    address = reverse("admin:review_summary_pdf", args=(call.pk,))
    stranger = client.get(address)
    client.force_login(viewer)
    without = client.get(address)

    viewer.user_permissions.add(Permission.objects.get(codename="view_call"))

    assert (stranger.status_code, without.status_code, client.get(address).status_code) == (302, 403, 200)


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


def test_changing_a_summary_saves_frame_and_sections(desk, call):
    summary = Summary.objects.create(call=call, title="On rivers")
    sections = [Section.objects.create(summary=summary, question=question) for question in call.questions.all()]
    fields = {
        "title": "On lakes",
        "original_language": "English",
        "sections-TOTAL_FORMS": 2,
        "sections-INITIAL_FORMS": 2,
        "sections-0-id": sections[0].pk,
        "sections-0-summary": summary.pk,
        "sections-0-text": "Lakes were asked about.",
        "sections-1-id": sections[1].pk,
        "sections-1-summary": summary.pk,
        "sections-1-text": "",
    }

    desk.post(reverse("admin:review_summary_change", args=(summary.pk,)), fields)

    summary.refresh_from_db()
    assert summary.title == "On lakes"
    assert [section.text for section in summary.sections.all()] == ["Lakes were asked about.", ""]


def test_exportsummary_writes_a_file_and_records_it(call, tmp_path):
    call_command("exportsummary", call="review", format="docx", output=str(tmp_path / "summary.docx"))

    assert Document(BytesIO((tmp_path / "summary.docx").read_bytes())).paragraphs
    event = Event.objects.get(verb="export")
    assert (event.actor_role, event.after) == ("command", {"what": "summary", "format": "docx"})


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"call": "nowhere", "format": "pdf"}, "There is no call “nowhere”. Known calls: review."),
        ({"call": "review", "format": "html"}, "“html” is no format of this command; write one of: docx, pdf."),
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
