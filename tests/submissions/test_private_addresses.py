"""Every private address against every wrong credential: 404, nothing of the submission in the page, nothing changed.

The addresses come from `submissions/urls.py`: one that holds anything but a call's public names is private, and must be declared here.
"""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from submissions import access, urls
from tests.contesting import make_edition
from tests.make import make_call, make_draft, make_handle, make_submission
from tests.submissions.test_access import everything

PUBLIC_ARGUMENTS = {"slug", "number", "identifier", "version"}
OPENED_BY = {  # the name of a private address → what opens it
    **dict.fromkeys(("link", "join-link", "stop", "not-mine"), "token"),
    **dict.fromkeys(
        ("draft", "draft-check", "draft-autosave", "draft-state", "receipt", "receipt-json", "own-copy-docx", "own-copy-pdf"), "handle"
    ),
    **dict.fromkeys(("confirm", "consent", "withdraw", "revise", "discard", "versions", "version", "used"), "handle"),
    **dict.fromkeys(("withdraw-submission", "send-again", "ask-for-erasure", "join"), "handle"),
}
HANDLE_ADDRESSES = [name for name, credential in OPENED_BY.items() if credential == "handle"]
TOKEN_ADDRESSES = [name for name, credential in OPENED_BY.items() if credential == "token"]
SECRETS = ("Ministry of Secrets", "What only we know.", "ada@secrets.example", "Hidden Ally")

pytestmark = pytest.mark.django_db


@pytest.fixture(params=("draft", "received"))
def submission(request):
    make = make_draft if request.param == "draft" else make_submission
    answers = {"achievements": "What only we know."}
    call = make_call()
    make_edition(call)
    return make(call, "Ministry of Secrets", answers=answers, email="ada@secrets.example", endorsers=("Hidden Ally",))


def flipped(text):
    """The same with its last letter but one changed; the last one of a token does not carry all its bits."""
    return text[:-2] + ("A" if text[-2] != "A" else "B") + text[-1]


def wrong_handles(submission):
    """(what is wrong, a browser, the handle that it tries)."""
    owner, neighbour = Client(), Client()
    handle = make_handle(owner, submission)
    theirs = make_handle(neighbour, make_draft(submission.call, "Neighbour"))
    yield "in a browser that opened nothing", Client(), handle
    yield "of another browser, beside one's own", neighbour, handle
    yield "flipped", owner, flipped(handle)
    yield "of the neighbour, in the owner's browser", owner, theirs
    for text in (submission.reference, access.token_of(submission), submission.token_hash, str(submission.pk), "0", "null"):
        yield f"replaced by {text}", owner, text
    expired = Client()
    old = make_handle(expired, submission)
    Session.objects.filter(pk=expired.session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    yield "of an expired session", expired, old
    ended = Client()
    gone = make_handle(ended, submission)
    ended.logout()
    yield "of a session that was ended", ended, gone
    forged = Client()
    forged.cookies["sessionid"] = flipped(owner.session.session_key)
    yield "with a forged session", forged, handle


def wrong_tokens(submission):
    token = access.token_of(submission)
    neighbour = Client()
    make_handle(neighbour, make_draft(submission.call, "Neighbour"))
    for text in (flipped(token), token[:-1], token + "A", token.swapcase(), submission.token_hash, submission.reference, "A" * 43, "0"):
        yield f"replaced by {text}", neighbour, text


def address_of(name, credential):
    """The address with this credential; a number beside it is 1."""
    converters = next(pattern.pattern.converters for pattern in urls.urlpatterns if pattern.name == name)
    return reverse(f"submissions:{name}", kwargs={key: credential if key == OPENED_BY[name] else 1 for key in converters})


def leaks(submission, wrong, names):
    """What went wrong, in sentences: every address, by every method, with every wrong credential. One that takes no POST may say so."""
    secrets, found = (*SECRETS, submission.reference, access.token_of(submission)), []
    for what, browser, credential in wrong:
        for name in names:
            address = address_of(name, credential)
            for method, data in (("get", {}), ("head", {}), ("post", {"edition": "1", "level": "none", "stakeholder_name": "Thief"})):
                response = getattr(browser, method)(address, data)
                if response.status_code != 404 and (method, response.status_code) != ("post", 405):
                    found.append(f"{method} {name} with a credential {what}: {response.status_code}")
                found += [f"{method} {name} with a credential {what} shows {s}" for s in secrets if s in response.text and s not in address]
    return found


def test_every_private_address_says_what_opens_it():
    private = {
        pattern.name for pattern in urls.urlpatterns if set(pattern.pattern.converters) - PUBLIC_ARGUMENTS or pattern.name in OPENED_BY
    }

    assert private == set(OPENED_BY)


def test_I9_no_wrong_handle_opens_a_private_address(submission):
    wrong = list(wrong_handles(submission))
    before = everything()

    assert leaks(submission, wrong, HANDLE_ADDRESSES) == []
    assert everything() == before


def test_I9_no_wrong_token_opens_a_private_address(submission):
    wrong = list(wrong_tokens(submission))
    before = everything()

    assert leaks(submission, wrong, TOKEN_ADDRESSES) == []
    assert everything() == before
