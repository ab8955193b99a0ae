"""Reminders of unfinished drafts, and the one click that stops them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from submissions import access, drafting, outbox, reminding, stopping
from submissions.models import Call, Event, OutgoingMail, Submission, Version
from tests.make import make_call, make_draft, make_handle, make_submission

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def make_old_draft(call, saved=8 * DAY, **draft):
    """A draft saved so long ago, whose link was sent."""
    submission = make_draft(call, **{"email": "ada@rivers.example", **draft})
    Version.objects.filter(submission=submission).update(saved_at=timezone.now() - saved)
    outbox.send_due()
    mail.outbox.clear()
    return submission


def reminders():
    return OutgoingMail.objects.filter(kind="reminder")


@pytest.mark.parametrize(
    ("closes_in", "saved", "is_reminded"),
    [
        (30 * DAY, 8 * DAY, True),
        (30 * DAY, 6 * DAY, False),
        (DAY + HOUR, 20 * DAY, False),  # the last day is near
        (DAY - HOUR, 8 * DAY, True),
        (DAY - HOUR, 2 * DAY, True),
        (DAY - HOUR, 23 * HOUR, False),
        (-HOUR, 8 * DAY, False),
        (-8 * DAY, 8 * DAY, False),
    ],
)
def test_draft_is_reminded_after_a_quiet_week_and_in_the_last_day(call, closes_in, saved, is_reminded):
    make_old_draft(call, saved)
    Call.objects.update(closes_at=timezone.now() + closes_in)

    assert (reminding.remind(), reminders().count()) == (is_reminded, is_reminded)


def test_draft_is_never_reminded_twice_for_one_reason(call):
    make_old_draft(call)
    start, days = timezone.now(), []
    Call.objects.update(closes_at=start + 20 * DAY + HOUR)

    for quarter in range(4 * 25):
        if reminding.remind(start + quarter * DAY / 4):
            days.append(quarter / 4)

    assert days == [0, 7.25, 14.5, 19.25]


def test_drafts_that_are_not_to_be_reminded(call):
    make_old_draft(call, email="")
    make_submission(call, "Sent", email="sent@rivers.example")
    stopped = make_old_draft(call)
    stopping.switch(stopped, on=False)
    taken_back = make_old_draft(call)
    Submission.objects.filter(pk=taken_back.pk).update(withdrawn_at=timezone.now())
    never_saved = drafting.start(call, language="en")
    Submission.objects.filter(pk=never_saved.pk).update(contact_email="ada@rivers.example")
    coming = make_old_draft(make_call("coming"))
    Call.objects.filter(pk=coming.call_id).update(opens_at=timezone.now() + DAY)
    Version.objects.filter(submitted_at=None).update(saved_at=timezone.now() - 9 * DAY)

    assert reminding.remind() == 0


def test_mail_about_a_new_closing_counts_as_a_reminder(call):
    submission = make_old_draft(call)
    outbox.queue(submission, "extended", language="en")

    assert reminding.remind() == 0


def test_looking_for_drafts_to_remind_asks_the_same_queries_for_any_number(call, django_assert_num_queries):
    with django_assert_num_queries(2):
        reminding.remind()
    for number in range(3):
        make_old_draft(call, email=f"{number}@rivers.example")
    assert reminding.remind() == 3

    with django_assert_num_queries(2):
        reminding.remind()


def test_sendmail_queues_and_sends_the_reminder_in_the_draft_s_language(call, settings):
    settings.SITE_URL = "https://calls.example.org"
    submission = make_old_draft(call, language="ar")

    call_command("sendmail")
    call_command("sendmail")

    (message,) = mail.outbox
    address = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert message.to == ["ada@rivers.example"]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address.startswith("https://calls.example.org/ar/stop/")
    for body in (message.body, message.alternatives[0].content):
        assert address in body and access.private_link(submission) in body
        assert "Ministry of Rivers" not in body


def test_no_other_mail_has_a_link_that_stops_it(call):
    make_submission(call, email="ada@rivers.example")

    outbox.send_due()

    assert len(mail.outbox) == 2
    assert not any("List-Unsubscribe" in message.extra_headers or "/stop/" in message.body for message in mail.outbox)


@pytest.mark.parametrize("meanwhile", ["submitted", "stopped", "closed"])
def test_reminder_that_waited_is_not_sent_once_it_says_nothing_true(call, meanwhile):
    submission = make_old_draft(call)
    reminding.remind()
    if meanwhile == "submitted":
        drafting.submit(submission.draft, consent="none", wording="", language="en")
    elif meanwhile == "stopped":
        stopping.switch(submission, on=False)
    else:
        Call.objects.update(closes_at=timezone.now() - HOUR)

    outbox.send_due()

    row = reminders().get()
    assert (row.sent_at, row.failed_at is not None, row.last_error) == (None, True, "not needed any more")
    assert not any("not submitted yet" in message.subject for message in mail.outbox)


@pytest.fixture
def reminded(call):
    """A draft that was sent a reminder, and the path that stops more of them."""
    submission = make_old_draft(call)
    reminding.remind()
    return submission, stopping.stop_link(reminders().get()).removeprefix("http://testserver")


def stopped(submission):
    submission.refresh_from_db()
    return submission.reminders_stopped_at is not None


def test_one_click_of_a_mail_program_stops_the_reminders(reminded):
    submission, path = reminded
    program = Client(enforce_csrf_checks=True)

    response = program.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    again = program.post(path, ONE_CLICK)

    assert (response.status_code, again.status_code, stopped(submission)) == (200, 200, True)
    assert response.cookies == {}
    assert "no-store" in response["Cache-Control"]
    assert Event.objects.filter(verb="stop reminders").count() == 1


def test_page_stops_reminders_and_switches_them_on_again(reminded):
    submission, path = reminded
    person = Client(enforce_csrf_checks=True)

    first = person.get(path).text
    person.post(path, ONE_CLICK)
    second = person.get(path).text
    person.post(path, {"reminders": "on"})

    assert 'name="List-Unsubscribe" value="One-Click"' in first and 'name="reminders"' not in first
    assert 'name="reminders" value="on"' in second and "no more reminders" in second
    assert not stopped(submission)
    assert reminding.remind() == 0  # the week since the last one is not over


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "one-click"}, {**ONE_CLICK, "more": "1"}, {"reminders": "off"}, {"stop": "1"}])
def test_I9_any_other_post_get_and_head_change_nothing(reminded, client, body):
    submission, path = reminded

    client.get(path)
    client.head(path)
    client.get(path, ONE_CLICK)
    response = client.post(path, body)

    assert (response.status_code, client.put(path).status_code, stopped(submission)) == (200, 405, False)


def test_I9_stop_link_opens_nothing_and_only_a_genuine_one_stops(reminded, client, call):
    submission, path = reminded
    other = make_old_draft(call, email="bo@rivers.example")
    reminding.remind()
    token = path.split("/")[2]
    name, _dot, mac = token.rpartition(".")
    other_name = reminders().get(submission=other).message_id.strip("<>").partition("@")[0]
    flipped = mac[:-2] + ("A" if mac[-2] != "A" else "B") + mac[-1]

    forged = [
        f"{other_name}.{mac}",
        f"{name}.{flipped}",
        f"{name}.",
        f".{mac}",
        mac,
        access.token_of(submission),
        f"{name}@testserver.{mac}",
    ]
    answers = {client.post(reverse("submissions:stop", args=(token,)), ONE_CLICK).status_code for token in forged}

    assert answers == {404}
    assert not stopped(submission) and not stopped(other)
    assert client.get(reverse("submissions:link", args=(token,))).status_code == 404
    assert submission.reference not in path and str(submission.pk) not in path.split("/")


def test_stop_page_works_without_a_session_beside_an_open_draft(reminded, client):
    submission, path = reminded
    handle = make_handle(client, submission)

    client.post(path, ONE_CLICK)

    assert client.get(reverse("submissions:draft", args=(handle,))).status_code == 200
