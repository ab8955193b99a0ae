"""Erasure asked for by a holder, seen by staff, and carried out at the desk by who may, with a reason and the reference typed again."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from submissions.models import Event, Submission
from tests.make import make_draft, make_handle, make_publication, make_staff, make_submission

pytestmark = pytest.mark.django_db


def page_of(submission):
    return reverse("admin:review_erase", args=(submission.pk,))


def change_page(submission):
    return reverse("admin:submissions_submission_change", args=(submission.pk,))


def ask(client, submission):
    return client.post(reverse("submissions:ask-for-erasure", args=(make_handle(client, submission),)), follow=True)


def test_holder_asks_once_and_reads_when(client, call):
    submission = make_submission(call)

    ask(client, submission)
    response = ask(client, submission)

    asked = Event.objects.get(verb="erasure requested")
    assert (asked.submission, asked.actor_role) == (submission, "stakeholder")
    assert f"You asked for erasure on {asked.at:%-d %B %Y, %H:%M} UTC." in response.text
    assert Submission.objects.get(pk=submission.pk).erased_at is None


@pytest.mark.parametrize("method", ["get", "head"])
def test_I9_looking_asks_for_nothing(client, call, method):
    submission = make_submission(call)
    address = reverse("submissions:ask-for-erasure", args=(make_handle(client, submission),))

    response = getattr(client, method)(address)

    assert response.status_code == 405
    assert not Event.objects.filter(verb="erasure requested").exists()


def test_a_draft_cannot_be_asked_about(client, call):
    response = ask(client, make_draft(call))

    assert response.redirect_chain[-1][0].endswith("/")
    assert not Event.objects.filter(verb="erasure requested").exists()


def test_request_is_seen_on_the_page_and_in_the_filter_until_it_is_carried_out(client, desk, call):
    asking, _other = make_submission(call, "Asking"), make_submission(call, "Other")
    ask(client, asking)
    filtered = reverse("admin:submissions_submission_changelist") + "?erasure=asked"

    before = [row.pk for row in desk.get(filtered).context["cl"].result_list]
    page = desk.get(change_page(asking)).text
    desk.post(page_of(asking), {"reason": "Asked for through the link", "reference": asking.reference.lower()})

    assert before == [asking.pk]
    assert "asks for the erasure of this submission" in page
    assert list(desk.get(filtered).context["cl"].result_list) == []


@pytest.mark.parametrize("make", [make_draft, make_submission])
def test_desk_erases_with_a_reason_and_shows_the_tombstone(desk, staff, call, make):
    submission = make(call, "Shy Institute", email="ada@shy.example")

    response = desk.post(page_of(submission), {"reason": "By letter of 3 May", "reference": submission.reference}, follow=True)

    erased = Event.objects.get(verb="erase")
    assert (erased.actor, erased.reason) == (staff, "By letter of 3 May")
    assert "Erased on" in response.text and "Shy Institute" not in response.text
    assert page_of(submission) not in response.text


@pytest.mark.parametrize("posted", [{"reason": "By letter", "reference": "AB2-CD3-EF4-GH5"}, {"reason": "", "reference": "own"}, {}])
def test_nothing_is_erased_without_a_reason_and_the_right_reference(desk, call, posted):
    submission = make_submission(call, email="ada@shy.example")
    posted = {name: submission.reference if value == "own" else value for name, value in posted.items()}

    response = desk.post(page_of(submission), posted)

    assert response.status_code == 200
    assert Submission.objects.get().contact_email == "ada@shy.example"


@pytest.mark.parametrize("rights, status", [((), 403), (("view_submission",), 403), (("view_submission", "publish_submission"), 200)])
def test_who_may_erase(client, call, rights, status):
    submission = make_submission(call)
    user = make_staff("limited", superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)

    assert client.get(page_of(submission)).status_code == status
    assert client.post(page_of(submission), {"reason": "x", "reference": "y"}).status_code == status


def test_anonymous_is_sent_to_sign_in(client, call):
    response = client.get(page_of(make_submission(call)))

    assert response.status_code == 302 and "/login/" in response["Location"]


@pytest.mark.parametrize("name", ["erase", "correct", "publish", "withdraw", "set_aside", "clarify", "link_replace", "versions"])
def test_nothing_more_can_be_done_with_what_is_erased(desk, call, name):
    submission = make_publication(call).submission
    desk.post(page_of(submission), {"reason": "By letter", "reference": submission.reference})

    assert desk.get(reverse(f"admin:review_{name}", args=(submission.pk,))).status_code == 404
