"""Mail that came back: delivery status notifications (RFC 3464), read for the outbox's Message-IDs and status codes, and nothing else."""

import email
import mailbox
import re
import sys
from email.policy import compat32
from pathlib import Path

from django.utils import timezone

from submissions.models.outgoing import OutgoingMail

MESSAGE_ID = re.compile(r"<[^<>\s]{3,200}>")
STATUS_CODE = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
REPLY_CODE = re.compile(r"\b5\d\d\b")
UNKNOWN = "no code"


def messages_in(path):
    """The raw messages of a maildir, an mbox, a folder of .eml files, one such file, or standard input for "-". OSError when unreadable."""
    if path == "-":
        yield sys.stdin.buffer.read()
        return
    path = Path(path)
    if path.is_dir():
        is_maildir = (path / "cur").is_dir() or (path / "new").is_dir()
        folders = [path / "new", path / "cur"] if is_maildir else [path]
        for file in sorted(file for folder in folders if folder.is_dir() for file in folder.iterdir()):
            if file.is_file() and (is_maildir or file.suffix.lower() == ".eml"):
                yield file.read_bytes()
        return
    with path.open("rb") as file:
        is_mbox = file.read(5) == b"From "
    if is_mbox:
        box = mailbox.mbox(path, create=False)
        try:
            yield from (box.get_bytes(key) for key in box.keys())  # noqa: SIM118 (a mailbox iterates over messages)
        finally:
            box.close()
    else:
        yield path.read_bytes()


def read(raw):
    """(Message-IDs of the mail that may have come back, status code) of one message; None where it reports no failed delivery."""
    report = email.message_from_bytes(raw, policy=compat32)
    if report.get_content_type() != "multipart/report" or not report.is_multipart():
        return None
    code = next(filter(None, map(failure_in, parts(report, "message/delivery-status"))), "")
    return (ids_in(report), code) if code else None


def parts(report, *types):
    return [part for part in report.get_payload() if part.get_content_type() in types]


def failure_in(status):
    """The status code of the first recipient to whom delivery failed for good; "" where none did: delayed or delivered is no failure."""
    groups = status.get_payload() if status.is_multipart() else []
    for group in groups:
        if str(group.get("Action", "")).strip().lower() == "failed":
            diagnosis = str(group.get("Diagnostic-Code", ""))
            found = STATUS_CODE.search(str(group.get("Status", ""))) or STATUS_CODE.search(diagnosis) or REPLY_CODE.search(diagnosis)
            return found.group() if found else UNKNOWN
    return ""


def ids_in(report):
    """The Message-ID of the mail that is returned; where a server returned none of it, what the report answers to."""
    headers = []
    for part in parts(report, "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"):
        content = part.get_payload(0) if part.is_multipart() else email.message_from_bytes(part.get_payload(decode=True) or b"")
        headers.append(content.get("Message-ID"))
    headers += [report.get("X-Original-Message-ID"), report.get("In-Reply-To"), report.get("References")]
    return [found for header in headers if header for found in MESSAGE_ID.findall(str(header))]


def take(raw, *, now=None):
    """Note what one message says on the mail it is about. Returns "came back", "known already", "of no mail of ours" or "no bounce"."""
    found = read(raw)
    if found is None:
        return "no bounce"
    ids, code = found
    mails = OutgoingMail.objects.filter(message_id__in=ids)
    if mails.filter(bounced_at=None).update(bounced_at=now or timezone.now(), bounce=code):
        return "came back"
    return "known already" if mails.exists() else "of no mail of ours"
