"""An erasure that was asked for and is declined with a reason: who may, what the holder reads and where, what the mail does not say."""

import pytest
from django.core import mail
from django.urls import reverse

from submissions import outbox
from submissions.models import Event, OutgoingMail, Submission
from submissions.revising import ask_for_erasure
from tests.make import make_handle, make_submission

pytestmark = pytest.mark.django_db
REASON = "The rules on archives of our organization oblige us to keep it."


@pytest.fixture
def asking(call):
    submission = make_submission(call, "Asking Institute", email="ada@asking.example")
    ask_for_erasure(submission)
    OutgoingMail.objects.all().delete()
    return submission


def page_of(submission, name="decline_erasure"):
    return reverse(f"admin:review_{name}", args=(submission.pk,))


def receipt(client, submission):
    return client.get(reverse("submissions:receipt", args=(make_handle(client, submission),))).text


def test_staff_decline_with_a_reason_that_the_holder_reads_on_the_receipt(client, desk, staff, asking):
    before = receipt(client, asking)
    response = desk.post(page_of(asking), {"reason": REASON}, follow=True)
    after = receipt(client, asking)

    declined = Event.objects.get(verb="erasure declined")
    assert (declined.actor, declined.reason) == (staff, REASON)
    assert "The secretariat has not decided yet." in before and REASON not in before
    assert "A mail tells the holder" in response.text and "asks for the erasure" not in response.text
    assert REASON in after and "The secretariat declined it on" in after and "has not decided yet" not in after


def test_I14_the_mail_says_where_to_look_and_neither_what_was_asked_nor_what_was_answered(desk, asking):
    desk.post(page_of(asking), {"reason": REASON})
    outbox.send_due()

    [sent] = mail.outbox
    told = sent.subject + sent.body + str(sent.alternatives)
    assert sent.to == ["ada@asking.example"]
    assert "/s/" in sent.body and "page of your receipt" in sent.body
    assert not any(word in told.lower() for word in ("erasure", "declined", "archives", "asking institute"))


def test_without_an_address_no_mail_is_queued(desk, asking):
    Submission.objects.update(contact_email="")

    response = desk.post(page_of(asking), {"reason": REASON}, follow=True)

    assert "There is no contact address" in response.text
    assert not OutgoingMail.objects.exists()


def test_a_second_click_answers_nobody_and_who_asks_again_is_seen_again(client, desk, asking):
    desk.post(page_of(asking), {"reason": REASON})
    again = desk.post(page_of(asking), {"reason": "Another"}, follow=True)
    client.post(reverse("submissions:ask-for-erasure", args=(make_handle(client, asking),)))

    assert "Nobody waits for an answer" in again.text
    assert Event.objects.filter(verb="erasure declined").count() == OutgoingMail.objects.count() == 1
    assert list(Submission.objects.asking_for_erasure()) == [asking]
    assert "The secretariat has not decided yet." in receipt(client, asking)


def test_no_reason_no_answer(desk, asking):
    response = desk.post(page_of(asking), {"reason": " "})

    assert response.status_code == 200 and "This field is required" in response.text
    assert list(Submission.objects.asking_for_erasure()) == [asking]


def test_the_page_of_erasure_leads_to_declining_where_somebody_asks_and_nowhere_else(desk, call, asking):
    other = make_submission(call, "Other")

    assert page_of(asking) in desk.get(page_of(asking, "erase")).text
    assert page_of(other) not in desk.get(page_of(other, "erase")).text


def test_erasing_blanks_the_reason(desk, asking):
    desk.post(page_of(asking), {"reason": REASON})
    desk.post(page_of(asking, "erase"), {"reason": "Asked again by letter", "reference": asking.reference})

    assert Event.objects.get(verb="erasure declined").reason == ""
