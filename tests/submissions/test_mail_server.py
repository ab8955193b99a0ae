"""A mail server that refuses, hangs, closes or says no: no submission waits for it, and later each mail goes out once."""

import email
import socket

import pytest
from django.urls import reverse
from django.utils import timezone

from submissions import outbox
from submissions.models import OutgoingMail, Submission
from tests.make import make_draft, make_handle
from tests.smtp import mail_server
from tests.tools import free_port

pytestmark = pytest.mark.django_db

TROUBLES = {
    "hangs at once": {"GREETING": "hang"},
    "hangs after the data": {"END": "hang"},
    "closes at once": {"GREETING": "close"},
    "closes in the middle of the data": {"END": "close in the middle"},
    "is busy": {"GREETING": "421 try later"},
    "greylists": {"RCPT": "451 4.7.1 greylisted, try later"},
    "takes no mail from the portal": {"MAIL": "550 5.7.1 sender not allowed"},
    "finds the mailbox full": {"RCPT": "552 5.2.2 mailbox full"},
    "is busy after the data": {"END": "450 4.3.0 later"},
}
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def submit(client, call):
    """Press Submit on a complete draft with an address; the response."""
    submission = make_draft(call, declares_authority=True, draft_consent="named", email="ada@rivers.example")
    handle = make_handle(client, submission)
    return client.post(reverse("submissions:draft-check", args=(handle,)), {"edition": "1"})


def send_now():
    OutgoingMail.objects.update(next_attempt_at=timezone.now())
    return outbox.send_due()


@pytest.mark.parametrize("replies", TROUBLES.values(), ids=TROUBLES)
def test_I14_trouble_of_a_mail_server_touches_no_submission_and_each_mail_goes_out_once(client, call, settings, replies):
    with mail_server(**replies) as troubled:
        settings.MAILERS = troubled.settings(timeout=0.3)
        response = submit(client, call)
        connections_while_submitting = troubled.connections
        outcome = send_now()
    waiting = list(OutgoingMail.objects.order_by("pk").values_list("kind", "message_id", "sent_at", "failed_at", "attempts"))

    with mail_server() as mended:
        settings.MAILERS = mended.settings()
        later = send_now()
        nothing = send_now()

    assert response["Location"].endswith("/receipt/")
    assert (connections_while_submitting, troubled.received) == (0, [])
    assert (outcome, later, nothing) == ((0, 2), (2, 0), (0, 0))
    assert [(kind, sent, failed, attempts) for kind, _id, sent, failed, attempts in waiting] == [
        ("link", None, None, 1),
        ("receipt", None, None, 1),
    ]
    assert [email.message_from_bytes(raw)["Message-ID"] for raw in mended.received] == [row[1] for row in waiting]


def test_I14_no_mail_server_at_all_touches_no_submission(client, call, settings):
    settings.MAILERS = {"default": {"BACKEND": SMTP, "OPTIONS": {"host": "127.0.0.1", "port": free_port(), "timeout": 1}}}

    response = submit(client, call)

    assert response["Location"].endswith("/receipt/")
    assert send_now() == (0, 2)
    assert set(OutgoingMail.objects.values_list("last_error", flat=True)) == {"ConnectionRefusedError"}


def test_mail_that_was_taken_counts_as_sent_though_the_server_hangs_at_the_goodbye(client, call, settings):
    with mail_server(QUIT="hang") as server:
        settings.MAILERS = server.settings(timeout=0.3)
        submit(client, call)

        assert (send_now(), send_now()) == ((2, 0), (0, 0))

    assert len(server.received) == 2


def test_hanging_server_costs_a_round_three_attempts_whatever_is_due(call, settings):
    for number in range(5):
        make_draft(call, f"Ministry {number}", email=f"desk{number}@rivers.example")
    with mail_server(GREETING="hang") as server:
        settings.MAILERS = server.settings(timeout=0.2)

        assert outbox.send_due() == (0, 3)

    assert list(OutgoingMail.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("replies", "error"),
    [
        ({"RCPT": "550 5.1.1 <ada@rivers.example> unknown"}, "SMTPRecipientsRefused 550 5.1.1"),
        ({"END": "554 5.6.0 ada@rivers.example: refused"}, "SMTPDataError 554 5.6.0"),
        ({"RCPT": "553 no such user ada@rivers.example"}, "SMTPRecipientsRefused 553"),
    ],
)
def test_mail_refused_for_good_is_given_up_at_once_and_tells_no_address(call, settings, caplog, replies, error):
    make_draft(call, email="ada@rivers.example")
    with mail_server(**replies) as server:
        settings.MAILERS = server.settings()

        assert (send_now(), send_now()) == ((0, 1), (0, 0))

    row = OutgoingMail.objects.get()
    assert (row.failed_at is not None, row.attempts, row.last_error) == (True, 1, error)
    assert "given up" in caplog.text and "ada@" not in caplog.text


def test_I14_submitting_opens_no_connection_anywhere(client, call, settings, monkeypatch):
    settings.MAILERS = {"default": {"BACKEND": SMTP, "OPTIONS": {"host": "127.0.0.1", "port": 25, "timeout": 1}}}
    opened = []
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: opened.append(args))

    submit(client, call)

    assert (opened, Submission.objects.get().state) == ([], "received")
