"""What the operators are told when something goes wrong, and what never."""

import logging
import os
import subprocess
import sys

import pytest
from django.core import mail
from django.urls import reverse

from submissions import access
from submissions.urls import urlpatterns
from tests.make import make_draft, make_handle
from tests.test_source import ROOT
from wsisportal.logs import HideTokens, MailAdmins

FAILS = "import logging; logging.getLogger('django.request').error('Internal Server Error: %s', '/s/secret/')"


@pytest.fixture
def admins(settings):
    """Errors are mailed to one operator, as they are where ADMINS is set."""
    settings.ADMINS = ["operator@portal.example"]
    handler = MailAdmins(logging.ERROR)
    handler.addFilter(HideTokens())
    logging.getLogger("django").addHandler(handler)
    yield
    logging.getLogger("django").removeHandler(handler)


def fail_with(words):
    def fail(*args, **kwargs):
        shown = words
        try:
            raise LookupError(shown)
        except LookupError as error:
            raise ValueError(f"no good: {shown}") from error

    return fail


def test_mail_of_an_error_says_where_and_holds_neither_answer_nor_token(client, call, admins, monkeypatch):
    submission = make_draft(call, "Shy Institute", email="shy@institute.example")
    token, handle = access.token_of(submission), make_handle(client, submission)
    link = reverse("submissions:link", args=(token,))
    monkeypatch.setattr("submissions.drafting.save", fail_with(f"Secret thoughts {link}"))
    monkeypatch.setattr("submissions.access.open_handle", fail_with(f"{token} {submission.reference}"))
    client.raise_request_exception = False

    draft = reverse("submissions:draft", args=(handle,))
    client.post(draft, {"text-achievements": "Secret thoughts", "edition": "1", "stakeholder_name": "Shy Institute"})
    client.get(link, {"q": "Secret thoughts"}, headers={"X-Secret": "Secret thoughts"})

    first, second = mail.outbox
    assert (first.to, first.subject) == (["operator@portal.example"], f"[Django] ERROR Internal Server Error: {draft}")
    assert second.subject == "[Django] ERROR Internal Server Error: /s/…/"
    for message in mail.outbox:
        assert all(part in message.body for part in ("submissions/views/respond.py", "LookupError", "ValueError"))
        hidden = ("Secret thoughts", "Shy", "shy@", token, submission.reference, client.cookies["sessionid"].value)
        assert [word for word in hidden if word in message.subject + message.body] == []
        assert message.alternatives == []


@pytest.mark.parametrize(("admins_set", "count"), [("ops@portal.example", 1), ("", 0)])
def test_errors_are_mailed_where_admins_is_set(tmp_path, admins_set, count):
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "ADMINS": admins_set, "DJANGO_SETTINGS_MODULE": "wsisportal.settings"}

    run = subprocess.run([sys.executable, "-c", f"import django; django.setup(); {FAILS}"], cwd=ROOT, env=environment, capture_output=True)

    assert run.returncode == 0
    mails = [file.read_text() for file in tmp_path.glob("mail/*.eml")]
    assert [("To: ops@portal.example" in text, "secret" in text) for text in mails] == [(True, False)] * count


def masked(message, *arguments):
    record = logging.LogRecord("portal", logging.WARNING, __file__, 1, message, arguments, None)
    assert HideTokens().filter(record)
    return record.getMessage()


TOKENED = [pattern.name for pattern in urlpatterns if "token" in pattern.pattern.converters]


@pytest.mark.parametrize("name", TOKENED)
@pytest.mark.parametrize("prefix", ("", "/ar", "/zh-hans", "https://calls.example.org"))
def test_I9_no_token_of_any_address_stands_in_the_log(name, prefix):
    token = "aB3-_x7" * 6 + "Q"
    address = reverse(f"submissions:{name}", args=(token,))

    for message, arguments in ((f"Not Found: {prefix}{address}", ()), ("%s %s", ("Not Found:", f"{prefix}{address}?m=Sixteen_letters-1"))):
        line = masked(message, *arguments)
        assert token not in line
        assert line.startswith(f"Not Found: {prefix}/")
        assert "Sixteen" not in line


def test_log_hides_mistyped_links_and_shows_other_addresses():
    call = "/calls/" + "a-call-with-a-long-name-" * 2 + "indeed/"

    assert masked("/s/short/ /not-mine/ab?x=1 /s/a.b/x") == "/s/…/ /not-mine/…?x=1 /s/…/x"
    assert masked(f"{call} /draft/Ab3dEf6hIj9kLm_o/") == f"{call} /draft/Ab3dEf6hIj9kLm_o/"
