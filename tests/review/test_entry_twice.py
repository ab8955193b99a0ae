"""Two clicks, two people, a stale page: an entry becomes one submission and no text is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from submissions import entering
from submissions.models import ConsentRecord, Event, OutgoingMail, Submission, Version
from tests.make import entry_page, filled_entry, make_call, make_entry, make_staff

pytestmark = pytest.mark.django_db


def change_page(submission):
    return reverse("admin:submissions_submission_change", args=(submission.pk,))


def test_I7_entry_that_cannot_be_saved_whole_comes_back_as_typed(desk, call):
    submission = make_entry(desk, call)

    response = desk.post(
        entry_page(submission), filled_entry(enter="1", contact_email="no address", stakeholder_name="x" * 501, received_on="soon")
    )

    assert response.status_code == 200
    assert all(kept in response.text for kept in ("no address", "x" * 501, 'value="soon"', "Line one"))
    assert Submission.objects.get().state == "draft"


@pytest.mark.parametrize("button", ["enter", "another"])
def test_I6_entering_twice_makes_one_submission(desk, call, button):
    submission = make_entry(desk, call)
    data = filled_entry(base=desk.get(entry_page(submission)).context["base"], mails_receipt="on", **{button: "1"})

    first, second = desk.post(entry_page(submission), data), desk.post(entry_page(submission), data)

    assert first["Location"] == second["Location"]
    assert Event.objects.filter(verb="enter").count() == ConsentRecord.objects.count() == OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_I6_parallel_clicks_on_enter_make_one_submission():
    desk = Client()
    desk.force_login(make_staff())
    submission = make_entry(desk, make_call())
    data = filled_entry(base=desk.get(entry_page(submission)).context["base"], enter="1")
    together = Barrier(4)

    def click(_n):
        clicker = Client()
        clicker.cookies = desk.cookies
        together.wait()
        try:
            return clicker.post(entry_page(submission), data).get("Location")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        locations = set(pool.map(click, range(4)))

    assert locations <= {change_page(submission), entry_page(submission)}
    assert Event.objects.filter(verb="enter").count() == ConsentRecord.objects.count() == 1
    assert Submission.objects.get().state == "received"


def test_I7_text_posted_to_what_was_entered_meanwhile_is_given_back(desk, call):
    submission = make_entry(desk, call)
    base = desk.get(entry_page(submission)).context["base"]
    desk.post(entry_page(submission), filled_entry(base=base, enter="1"))

    response = desk.post(
        entry_page(submission), filled_entry(base=base, enter="1", **{"text-achievements": "Another reading of the letter."})
    )

    assert response.status_code == 409
    assert "Another reading of the letter." in response.text
    assert Version.objects.count() == 1


def test_I8_two_staff_in_one_entry_see_both_texts(desk, call):
    submission = make_entry(desk, call)
    base = desk.get(entry_page(submission)).context["base"]
    desk.post(entry_page(submission), filled_entry(base=base, channel="meeting", received_on="2026-03-04", save="1"))

    mine = {"text-achievements": "My reading.", "received_on": "2026-03-03", "channel": "word"}
    response = desk.post(entry_page(submission), filled_entry(base=base, enter="1", **mine))

    assert response.status_code == 409
    form, facts = response.context["form"], response.context["facts"]
    assert (form["text-achievements"].value(), form.conflicts["text-achievements"]) == ("My reading.", "Line one\n  line two")
    assert (facts["received_on"].value().isoformat(), facts.fields["received_on"].saved_elsewhere) == (
        "2026-03-03",
        "4 March 2026, 14:30 UTC",
    )
    assert (facts["channel"].value(), facts.fields["channel"].saved_elsewhere) == ("word", "Meeting")
    assert Submission.objects.get().state == "draft"


def test_I7_entry_with_a_stale_token_gives_the_text_back(staff, call):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)
    version = entering.begin(call, by=staff, language="en")

    response = strict.post(entry_page(version.submission), filled_entry(enter="1"))

    assert response.status_code == 403
    assert "Line one" in response.text
    assert Submission.objects.get().state == "draft"


def test_entry_saved_for_later_is_listed_for_colleagues_and_goes_on(desk, call):
    submission = make_entry(desk, call)
    desk.post(entry_page(submission), filled_entry(save="1"))
    desk.force_login(make_staff("colleague"))

    listed = desk.get(reverse("admin:review_entries"), {"call": call.pk})
    page = desk.get(entry_page(submission))

    [(listed_call, entries)] = listed.context["by_call"]
    assert (listed_call, [(entry.pk, entry.name, entry.begun_by) for entry in entries]) == (
        call,
        [(submission.pk, "Ministry of Rivers", "reviewer")],
    )
    assert "Line one\n  line two" in page.text
    assert page.context["facts"]["channel"].value() == "letter"
    assert f'href="{entry_page(submission)}"' in desk.get(change_page(submission)).text
