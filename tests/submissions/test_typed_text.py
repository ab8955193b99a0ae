"""Text that cannot be saved is given back, as the page called it, with where to go on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from submissions.models import Call
from tests.make import filled, make_call, make_draft, make_handle, make_submission

pytestmark = pytest.mark.django_db


def page_of(name, handle):
    return reverse(f"submissions:{name}", args=(handle,))


def test_I7_text_posted_without_a_session_is_given_back(client, call):
    submission = make_draft(call)
    handle = make_handle(client, submission)

    response = Client().post(page_of("draft", handle), filled(**{"text-achievements": "Typed <for> hours"}))

    assert response.status_code == 404
    assert "Typed &lt;for&gt; hours" in response.text and "Open your private link again" in response.text


def test_a_lost_link_is_asked_for_where_there_may_be_drafts(client, call):
    make_call("coming", title="Call to come", opens_at=timezone.now() + timedelta(days=3))
    make_call("past", title="Call past", closes_at=timezone.now() - timedelta(days=3))

    page = client.get(page_of("draft", "unknown"))

    assert [call.title for call in page.context["calls"]] == ["Call review", "Call past"]
    assert "43 letters, digits, hyphens and underscores" in page.text


def test_I7_text_posted_with_a_stale_form_token_is_given_back(call):
    client = Client(enforce_csrf_checks=True)
    handle = make_handle(client, make_draft(call))

    response = client.post(page_of("draft", handle), filled(**{"text-achievements": "Typed <for> hours"}))

    assert response.status_code == 403
    assert "Typed &lt;for&gt; hours</textarea>" in response.text
    assert "no-store" in response["Cache-Control"]


def test_stale_form_token_at_sign_in_gives_no_password_back(db):
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "eve", "password": "battery staple"})

    assert response.status_code == 403
    assert "battery" not in response.text


def test_I7_text_saved_after_the_submission_is_given_back(client, call):
    submission = make_submission(call)
    handle = make_handle(client, submission)

    response = client.post(page_of("draft", handle), filled(**{"text-achievements": "One more thought"}))

    assert response.status_code == 409
    assert "One more thought" in response.text
    assert [answer.text for answer in submission.current_version.answers.all()] == ["Ministry of Rivers reports progress."]


def test_I7_text_saved_after_the_submission_says_where_to_send_it(client):
    call = make_call(choices=("challenges",))
    submission = make_submission(call)
    handle = make_handle(client, submission)
    Call.objects.update(closes_at=timezone.now() - timedelta(hours=1))

    response = client.post(page_of("draft", handle), filled(**{"choices-challenges": ["C1", "C2"]}))

    assert f'<a href="mailto:desk@portal.example?subject={submission.reference}">' in response.text
    assert dict(response.context["fields"]) == {
        "Name of the organization or person": "Ministry of Rivers",
        "Stakeholder type": "Government",
        "Scope of your work": "National (one country)",
        "Country": "Côte d'Ivoire",
        "Language of your answers": "English",
        "I am authorised to submit for the organization or person named above and for all that join.": "Yes",
        "Contact person": "Ada Shore",
        "E-mail address": "ada@rivers.example",
        "May your submission be published?": dict(response.context["fields"])["May your submission be published?"],
        "What about achievements?": "Line one\r\n  line two",
        "Choose as many as apply": "C1: Governments, C2: Infrastructure",
        "Organization that joins: Name": "River Users Union",
        "Organization that joins: Stakeholder type": "Civil society",
        "Organization that joins: Country": "Atlantis",
    }
    assert dict(response.context["fields"])["May your submission be published?"].startswith("Publish with name.")
    assert "open your page again" not in response.text


def test_I7_text_saved_after_the_submission_says_that_it_can_be_revised_while_it_can(client, call):
    handle = make_handle(client, make_submission(call))

    response = client.post(page_of("draft", handle), filled(**{"text-achievements": "One more thought"}))

    assert "press “Revise my submission”" in response.text and "with your reference" not in response.text
    assert "One more thought" in response.text
