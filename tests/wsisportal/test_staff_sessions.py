"""When a member of staff is signed out, and that nothing typed is lost by it."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from submissions.models import Event
from tests.make import make_handle, make_staff, make_submission
from wsisportal import staffsessions

NEW_PASSWORD = "another horse battery"


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test moves: `clock(minutes=31)`."""
    now = [int(time.time())]
    monkeypatch.setattr(staffsessions.time, "time", lambda: now[0])

    def move(minutes):
        now[0] += minutes * 60

    return move


def is_in(client):
    return client.get(reverse("admin:index")).status_code == 200


def test_staff_are_signed_out_after_half_an_hour_without_a_request(desk, clock):
    answers = [is_in(desk)]
    for minutes in (29, 29, 31):
        clock(minutes)
        answers.append(is_in(desk))

    assert answers == [True, True, True, False]


def test_staff_are_signed_out_eight_hours_after_the_sign_in_however_busy(desk, clock):
    stayed = 0
    while is_in(desk):
        clock(minutes=20)
        stayed += 20

    assert stayed == 500  # the first request after 480 minutes


def test_the_account_pages_do_not_open_after_the_end_either(desk, clock):
    is_in(desk)
    clock(minutes=31)

    assert desk.get(reverse("account_change_password")).url.startswith(reverse("account_login"))


def test_a_disabled_account_is_out_at_its_next_request(desk, staff):
    assert is_in(desk)

    staff.is_active = False
    staff.save(update_fields=("is_active",))

    assert not is_in(desk)


def test_a_new_password_ends_the_other_sessions(desk, staff):
    other = Client()
    other.force_login(staff)
    posted = {"oldpassword": "correct horse battery", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    desk.post(reverse("account_change_password"), posted)

    staff.refresh_from_db()
    assert staff.check_password(NEW_PASSWORD)
    assert (is_in(desk), is_in(other)) == (True, False)


def test_a_password_that_an_administrator_sets_ends_all_sessions(desk):
    colleague = make_staff("colleague")
    theirs = Client()
    theirs.force_login(colleague)
    posted = {"usable_password": "true", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    desk.post(reverse("admin:auth_user_password_change", args=(colleague.pk,)), posted)

    assert not is_in(theirs)
    assert Event.objects.get(verb="set password").after == {"account": colleague.pk}


def test_I7_a_note_posted_after_the_end_is_given_back(desk, call, clock):
    submission = make_submission(call)
    address = reverse("admin:submissions_submission_change", args=(submission.pk,))
    desk.get(address)
    clock(minutes=31)
    fields = {"notes-TOTAL_FORMS": "1", "notes-INITIAL_FORMS": "0", "notes-0-text": "Ring them on Monday about the annex."}

    response = desk.post(address, fields)

    assert response.status_code == 403
    assert "Ring them on Monday about the annex." in response.text
    assert "signed out" in response.text
    assert "no-store" in response["Cache-Control"]
    assert not submission.notes.exists()


def test_a_button_pressed_after_the_end_leads_to_the_sign_in(desk, call, clock):
    submission = make_submission(call)
    address = reverse("admin:review_take_back", args=(submission.pk,))
    is_in(desk)
    clock(minutes=31)

    assert desk.post(address).url.startswith(reverse("admin:login"))


def test_a_stakeholder_is_not_signed_out_by_the_clock_of_staff(client, call, clock):
    submission = make_submission(call)
    handle = make_handle(client, submission)
    clock(minutes=24 * 60)

    assert client.get(reverse("submissions:receipt", args=(handle,))).status_code == 200


def test_public_pages_never_look_at_a_session(desk, call):
    is_in(desk)

    assert "Cookie" not in desk.get(reverse("submissions:home")).get("Vary", "")
