"""Every address of urls.py is either declared public here or keeps what a private page must: it is stored and indexed nowhere."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from submissions import access, urls
from tests.contesting import make_edition
from tests.make import make_draft, make_handle, make_submission

pytestmark = pytest.mark.django_db

PUBLIC = {
    *("home", "privacy", "privacy-version", "accessibility", "accessibility-version", "check"),
    *("call", "published-list", "published", "published-pdf", "question", "statistics", "data", "data-csv", "data-jsonl"),
    *("data-xlsx", "data-zip", "data-dictionary", "feed"),
}
PRIVATE = sorted({pattern.name for pattern in urls.urlpatterns} - PUBLIC)
OF_A_DRAFT = {"draft", "draft-check"}
FIRST_HOPS = ("link", "join-link")  # what leads from a mailed token to an address without it
WITH_THE_LINK = ("draft", "draft-check", "receipt")
OPEN_TO_ALL = ("respond", "send-link-again")
REFERRER = {"not-mine": "strict-origin"}  # its form must be able to say where it was posted from
LINK_BOX = re.compile(r'<p class="private-link">.*?</p>', re.DOTALL)


@pytest.fixture
def submissions(call):
    """A draft and a received submission of a call with a summary, by whether a page is one of a draft's."""
    make_edition(call)
    return {True: make_draft(call, email="ada@rivers.example"), False: make_submission(call, email="bo@rivers.example")}


def address_of(client, name, submission):
    pattern = next(pattern for pattern in urls.urlpatterns if pattern.name == name)
    token = access.token_of(submission) if name == "link" else "x" * 43  # the other tokens are tried where they are made
    known = {"slug": submission.call.slug, "token": token, "handle": make_handle(client, submission), "number": 1}
    return reverse(f"submissions:{name}", kwargs={key: known[key] for key in pattern.pattern.converters})


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("name", PRIVATE)
def test_a_private_page_is_stored_and_indexed_nowhere(client, submissions, name, method):
    address = address_of(client, name, submissions[name in OF_A_DRAFT])

    response = getattr(client, method)(address)

    assert response.status_code < 500
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    is_first_hop = name in FIRST_HOPS and response.status_code == 302
    assert response["Referrer-Policy"] == ("no-referrer" if is_first_hop else REFERRER.get(name, "same-origin"))
    assert "default-src 'none'" in response["Content-Security-Policy"] and "unsafe" not in response["Content-Security-Policy"]
    assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("DENY", "nosniff")


@pytest.mark.parametrize("name", PRIVATE)
def test_what_a_private_page_answers_to_a_stranger_is_stored_nowhere_either(client, submissions, name):
    address = address_of(client, name, submissions[name in OF_A_DRAFT]).replace("/s/", "/s/x")

    response = Client().get(address)

    assert (response.status_code == 200) is (name in OPEN_TO_ALL)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("name", PRIVATE)
def test_I9_no_private_page_holds_the_token_outside_the_box_of_the_private_link(client, submissions, name):
    submission = submissions[name in OF_A_DRAFT]

    response = client.get(address_of(client, name, submission))

    token = access.token_of(submission)
    headers = "".join(f"{key}: {value}" for key, value in response.items())
    body = response.getvalue().decode(errors="replace")
    assert token not in LINK_BOX.sub("", body) + headers
    assert (token in body) is (name in WITH_THE_LINK)


def test_a_page_declared_public_is_no_private_one(client, call):
    """The list above excuses nothing that needs a session."""
    addresses = [reverse(f"submissions:{name}") for name in ("home", "privacy", "accessibility")]
    addresses += [
        reverse(f"submissions:{name}", args=(call.slug,)) for name in ("call", "published-list", "data", "data-csv", "data-jsonl")
    ]

    for address in addresses:
        response = client.get(address)
        assert "Cookie" not in response.get("Vary", "") and not response.cookies
        assert response["Cache-Control"] == "no-cache"
