"""Mail that comes back is noted on the mail it is about, by Message-ID, without an address."""

import io
import mailbox
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from submissions import bounces
from submissions.models import OutgoingMail
from tests.make import make_draft

pytestmark = pytest.mark.django_db

POSTFIX = """From: MAILER-DAEMON@mx.portal.example
To: no-reply@portal.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-1@mx.portal.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

<ada@rivers.example>: unknown user: "ada"

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.portal.example
Arrival-Date: Tue, 3 Mar 2026 10:00:00 +0000 (UTC)

Final-Recipient: rfc822; ada@rivers.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnosis}

--B
Content-Type: {kind}

From: no-reply@portal.example
To: ada@rivers.example
Subject: Your private link
Message-ID: {id}

{body}
--B--
"""


def bounce(
    mail, *, action="failed", status="5.1.1", diagnosis="550 5.1.1 <ada@rivers.example> unknown", kind="message/rfc822", body="Link."
):
    text = POSTFIX.format(id=mail.message_id, action=action, status=status, diagnosis=diagnosis, kind=kind, body=body)
    return text.replace("\n", "\r\n").encode()


@pytest.fixture
def sent(call):
    make_draft(call, email="ada@rivers.example")
    return OutgoingMail.objects.get()


def noted(mail):
    mail.refresh_from_db()
    return mail.bounce if mail.bounced_at else None


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, "5.1.1"),
        ({"kind": "text/rfc822-headers", "body": ""}, "5.1.1"),
        ({"status": "5.2.2", "action": "FAILED"}, "5.2.2"),
        ({"status": "", "diagnosis": "550 5.7.26 ada@rivers.example"}, "5.7.26"),
        ({"status": "", "diagnosis": "554 ada@rivers.example refused"}, "554"),
        ({"status": "ada@rivers.example", "diagnosis": "no"}, "no code"),
        ({"action": "delayed", "status": "4.4.1"}, None),
        ({"action": "delivered", "status": "2.0.0"}, None),
    ],
)
def test_report_of_a_failed_delivery_gives_its_code_and_no_other_report_does(sent, facts, code):
    outcome = bounces.take(bounce(sent, **facts))

    assert (outcome, noted(sent)) == ("came back" if code else "no bounce", code)


def test_report_without_the_mail_is_found_by_what_it_answers(sent):
    text = bounce(sent).decode()
    head, _sep, _mail = text.partition("--B\r\nContent-Type: message/rfc822")
    raw = f"In-Reply-To: {sent.message_id}\r\n{head}--B--\r\n".encode()

    assert (bounces.take(raw), noted(sent)) == ("came back", "5.1.1")


def test_report_read_twice_changes_nothing_and_one_about_a_stranger_s_mail_neither(sent):
    raw = bounce(sent)
    bounces.take(raw)
    first = OutgoingMail.objects.get().bounced_at

    again = bounces.take(raw)
    stranger = bounces.take(bounce(SimpleNamespace(message_id="<other@elsewhere.example>")))

    assert (again, stranger, OutgoingMail.objects.get().bounced_at) == ("known already", "of no mail of ours", first)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: Out of office\r\n\r\nI am away.",
        b"Content-Type: multipart/report\r\n\r\nno boundary",
        b'Content-Type: multipart/report; boundary="B"\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n\xff\xff: \xff\r\n--B--',
        b'Content-Type: multipart/report; boundary="B"\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n\r\n--B\r\n'
        b"Content-Type: message/rfc822\r\n\r\n--B--",
    ],
)
def test_anything_else_in_the_mailbox_is_passed_over(sent, raw):
    assert (bounces.take(raw), noted(sent)) == ("no bounce", None)


def put_maildir(path, raw):
    box = mailbox.Maildir(path, create=True)
    box.add(b"Subject: hello\n\nhello")
    box.add(raw)
    return path


def put_mbox(path, raw):
    box = mailbox.mbox(path, create=True)
    box.add(b"Subject: hello\n\nhello")
    box.add(raw.replace(b"\r\n", b"\n"))
    box.close()
    return path


def put_folder(path, raw):
    path.mkdir()
    (path / "1.eml").write_bytes(b"Subject: hello\n\nhello")
    (path / "2.eml").write_bytes(raw)
    (path / "notes.txt").write_bytes(raw)
    return path


@pytest.mark.parametrize("put", [put_maildir, put_mbox, put_folder])
def test_readbounces_reads_each_kind_of_mailbox(sent, tmp_path, capsys, put):
    path = put(tmp_path / "bounces", bounce(sent))

    call_command("readbounces", str(path))

    assert (capsys.readouterr().out, noted(sent)) == ("2 read: 1 came back, 1 no bounce.\n", "5.1.1")


def test_readbounces_reads_one_message_from_a_mail_server_s_pipe(sent, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(bounce(sent))))

    call_command("readbounces", "-")

    assert (capsys.readouterr().out, noted(sent)) == ("1 read: 1 came back.\n", "5.1.1")


def test_readbounces_says_in_a_sentence_what_it_cannot_read(tmp_path):
    with pytest.raises(CommandError, match=r"Cannot read “.*nothing”: No such file or directory"):
        call_command("readbounces", str(tmp_path / "nothing"))
