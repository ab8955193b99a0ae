"""The versions of a submission, for staff."""

import pytest
from django.urls import reverse

from submissions import drafting, revising
from tests.make import make_draft, make_staff, make_submission

pytestmark = pytest.mark.django_db


def versions_page(submission):
    return reverse("admin:review_versions", args=(submission.pk,))


def revise(submission, text, *, send=True):
    draft = revising.revise(submission)
    drafting.save(draft, edition=0, answers={submission.call.questions.get(identifier="achievements"): (text, [])})
    if send:
        drafting.submit(draft, consent="named", wording="", language="en")


def test_staff_read_each_version_and_what_it_changed(desk, call):
    submission = make_submission(call, answers={"achievements": "Bridges rise."})
    revise(submission, "Tunnels rise.")

    newest, first = desk.get(versions_page(submission)).text, desk.get(versions_page(submission), {"version": "1"}).text

    assert "What changed since version 1" in newest and "<del>" in newest and "Tunnels rise." in newest
    assert "What changed since" not in first and "Bridges rise." in first and "Tunnels" not in first
    assert versions_page(submission) in desk.get(reverse("admin:submissions_submission_change", args=(submission.pk,))).text


def test_a_revision_that_is_not_sent_is_not_for_reading(desk, call):
    submission = make_submission(call)
    revise(submission, "Whispered tunnels.", send=False)

    page = desk.get(versions_page(submission))

    assert "Whispered" not in page.text and "Version 2" not in page.text
    assert desk.get(versions_page(submission), {"version": "2"}).status_code == 404
    assert "Whispered" not in desk.get(reverse("admin:submissions_submission_change", args=(submission.pk,))).text


def test_the_page_has_its_limits(client, desk, call):
    submission, draft = make_submission(call), make_draft(call)

    assert desk.get(versions_page(draft)).status_code == 404
    assert desk.get(versions_page(submission), {"version": "x"}).status_code == 404
    assert desk.post(versions_page(submission)).status_code == 405
    client.force_login(make_staff("nobody", superuser=False))
    assert client.get(versions_page(submission)).status_code == 403
    client.logout()
    assert client.get(versions_page(submission)).status_code == 302
