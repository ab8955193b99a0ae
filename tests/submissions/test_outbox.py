"""The outbox: what is queued, what goes out, and what happens when it cannot."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from submissions import drafting, outbox
from submissions.access import private_link
from submissions.models import OutgoingMail
from tests.make import make_draft, make_submission

pytestmark = pytest.mark.django_db


def refuse(error):
    def send(self, **kwargs):
        raise error

    return send


def save_address(submission, address):
    version = submission.draft
    drafting.save(version, edition=version.edition, contact={"contact_email": address})


def test_link_is_queued_once_for_an_address_and_again_for_a_new_one(call):
    submission = make_draft(call, email="ada@rivers.example")
    save_address(submission, "ada@rivers.example")
    queued_once = OutgoingMail.objects.count()
    outbox.send_due()
    save_address(submission, "")
    save_address(submission, "bo@rivers.example")

    outbox.send_due()

    assert queued_once == 1
    assert [message.to for message in mail.outbox] == [["ada@rivers.example"], ["bo@rivers.example"]]


def test_I14_an_address_changed_while_the_batch_runs_gets_the_link_and_the_old_one_does_not(call, monkeypatch):
    make_draft(call, "First", email="first@rivers.example")
    second = make_draft(call, "Second", email="old@rivers.example")
    send = mail.EmailMultiAlternatives.send

    def send_while_the_second_address_changes(self, **kwargs):
        if self.to == ["first@rivers.example"]:
            save_address(second, "new@rivers.example")
        return send(self, **kwargs)

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", send_while_the_second_address_changes)

    outbox.send_due()

    assert [message.to for message in mail.outbox] == [["first@rivers.example"], ["new@rivers.example"]]


def test_I14_an_address_changed_while_the_link_is_on_its_way_gets_a_link_of_its_own(call):
    submission = make_draft(call, email="old@rivers.example")
    taken = outbox.claim(OutgoingMail.objects.get())
    save_address(submission, "new@rivers.example")

    outbox.attempt(taken)
    outbox.send_due()

    assert [message.to for message in mail.outbox] == [["old@rivers.example"], ["new@rivers.example"]]


def test_I14_mail_says_where_to_look_and_never_what_was_answered(call):
    make_submission(call, "Shy Institute", email="shy@institute.example", answers={"achievements": "Secret thoughts"})
    other = make_submission(call, "Loud Institute", email="")

    outbox.send_due()

    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["shy@institute.example"], "Your private link: Call review"),
        (["shy@institute.example"], "Receipt of your submission: Call review"),
    ]
    for message in mail.outbox:
        (html,) = message.alternatives
        for body in (message.body, html.content):
            assert private_link(OutgoingMail.objects.first().submission) in body
            assert all(hidden not in body for hidden in ("Secret", "Shy Institute", private_link(other), other.reference))


def test_mail_of_a_draft_may_be_shared_and_that_of_a_receipt_may_not(call):
    draft = make_draft(call, email="ada@rivers.example")
    outbox.send_due()
    drafting.submit(draft.draft, consent="none", wording="", language="en")
    outbox.send_due()

    share, keep = "Share it only with those who write with you.", "Do not pass this mail on."
    bodies = [(message.body, message.alternatives[0].content) for message in mail.outbox]
    assert [[(share in body, keep in body) for body in both] for both in bodies] == [[(True, False)] * 2, [(False, True)] * 2]


def test_mail_is_in_the_language_of_the_submission_and_keeps_its_message_id(call):
    make_draft(call, email="ada@rivers.example", language="ar")

    outbox.send_due()

    (message,) = mail.outbox
    assert '<html lang="ar" dir="rtl">' in message.alternatives[0].content
    assert message.extra_headers["Message-ID"] == OutgoingMail.objects.get().message_id
    assert message.reply_to == ["desk@portal.example"]


@pytest.mark.parametrize(("language", "subject", "page"), [("zh", "您的私密链接：", "zh-hans"), ("sw", "Your private link: ", "en")])
def test_mail_is_in_the_language_of_the_portal_nearest_to_the_submission(call, language, subject, page):
    make_draft(call, email="ada@rivers.example", language=language)

    outbox.send_due()

    (message,) = mail.outbox
    assert message.subject.startswith(subject)
    assert f'<html lang="{page}" dir="ltr">' in message.alternatives[0].content


def test_failed_mail_waits_longer_each_time_and_tells_no_address(call, monkeypatch):
    make_draft(call, email="ada@rivers.example")
    refused = smtplib.SMTPRecipientsRefused({"ada@rivers.example": (450, b"ada@rivers.example is busy")})
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse(refused))
    waits = []

    for _attempt in range(3):
        OutgoingMail.objects.update(next_attempt_at=timezone.now())
        assert outbox.send_due() == (0, 1)
        waits.append(round((OutgoingMail.objects.get().next_attempt_at - timezone.now()) / timedelta(minutes=1)))

    row = OutgoingMail.objects.get()
    assert waits == [5, 10, 20]
    assert outbox.send_due() == (0, 0)
    assert (row.attempts, row.sent_at, row.failed_at, row.last_error) == (3, None, None, "SMTPRecipientsRefused 450")


def test_mail_is_given_up_after_the_last_attempt(call, monkeypatch):
    make_draft(call, email="ada@rivers.example")
    OutgoingMail.objects.update(attempts=outbox.MOST_ATTEMPTS - 1)
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse(ConnectionRefusedError("smtp.rivers.example")))

    outbox.send_due()

    row = OutgoingMail.objects.get()
    assert (row.failed_at is not None, row.last_error) == (True, "ConnectionRefusedError")
    assert list(OutgoingMail.objects.due(timezone.now() + timedelta(days=9))) == []


def test_one_mail_that_fails_does_not_hold_up_the_others(call, monkeypatch):
    make_draft(call, "First", email="first@rivers.example")
    make_draft(call, "Second", email="second@rivers.example")
    send = mail.EmailMultiAlternatives.send

    def send_but_first(self, **kwargs):
        if self.to == ["first@rivers.example"]:
            raise ConnectionResetError
        return send(self, **kwargs)

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", send_but_first)

    assert outbox.send_due() == (1, 1)
    assert [message.to for message in mail.outbox] == [["second@rivers.example"]]


def test_a_mail_is_claimed_by_one_sender_only(call):
    make_draft(call, email="ada@rivers.example")
    mine, theirs = OutgoingMail.objects.get(), OutgoingMail.objects.get()

    assert [outbox.claim(mine), outbox.claim(theirs)] == [mine, None]


def test_sendmail_says_what_it_did(call, capsys):
    make_draft(call, email="ada@rivers.example")

    call_command("sendmail")

    assert capsys.readouterr().out == "1 sent, 0 failed; failed ones are tried again later.\n"
