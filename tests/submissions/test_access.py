"""The private link and what it opens."""

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.urls import reverse

from submissions import access, links
from submissions.models import Submission
from tests.make import make_draft, make_handle, make_publication, make_submission

pytestmark = pytest.mark.django_db

PAGES = ("draft", "draft-check", "receipt", "receipt-json")


def everything():
    """All rows of both apps, as text."""
    models = [model for app in ("submissions", "review") for model in apps.get_app_config(app).get_models()]
    return [serializers.serialize("json", model.objects.order_by("pk")) for model in models]


def link_of(submission):
    return reverse("submissions:link", args=(access.token_of(submission),))


@pytest.mark.parametrize(("language", "prefix"), [("ar", "/ar"), ("zh", "/zh-hans"), ("fr-CA", "/fr"), ("sw", ""), ("en", "")])
def test_I9_link_opens_its_draft_in_the_language_nearest_to_the_draft(client, call, language, prefix):
    submission = make_draft(call, language=language)

    response = client.get(link_of(submission))

    assert response["Location"] == f"{prefix}/draft/{make_handle(client, submission)}/"
    assert access.token_of(submission) not in response["Location"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def test_I9_link_of_a_received_submission_opens_its_receipt(client, call):
    submission = make_submission(call)

    response = client.get(link_of(submission), follow=True)

    assert response.request["PATH_INFO"] == reverse("submissions:receipt", args=(make_handle(client, submission),))


def test_I9_two_links_in_one_session_do_not_mix(client, call):
    mine, other = make_draft(call, "Mine"), make_draft(call, "Neighbour")
    handles = [make_handle(client, submission) for submission in (mine, other)]

    pages = [client.get(reverse("submissions:draft", args=(handle,))) for handle in handles]

    assert [page.context["submission"] for page in pages] == [mine, other]
    assert "Neighbour" not in pages[0].text


@pytest.mark.parametrize("page", PAGES)
def test_I9_a_handle_opens_nothing_in_another_session(client, call, page):
    submission = make_submission(call)
    stranger = Client()
    make_handle(stranger, make_draft(call, "Stranger"))

    response = stranger.get(reverse(f"submissions:{page}", args=(make_handle(client, submission),)))

    assert response.status_code == 404
    assert submission.reference not in response.text


def flipped(token):
    """The token with another character at each of its places, one at a time."""
    return [token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(len(token))]


def test_I9_a_wrong_token_is_not_found(client, call):
    submission, other = make_draft(call), make_draft(call)
    token = access.token_of(submission)
    swapped = token[:21] + access.token_of(other)[21:]
    wrong = (*flipped(token), swapped, token[:-1], token + "A", submission.reference, str(submission.pk), submission.token_hash)

    assert (len(token), {client.get(f"/s/{text}/").status_code for text in wrong}) == (43, {404})
    assert access.HANDLES not in client.session


def test_I9_a_session_of_before_links_were_replaced_goes_on(client, call):
    submission = make_draft(call)
    session = client.session
    session[access.HANDLES] = {"old-handle": submission.reference}
    session.save()

    assert client.get(reverse("submissions:draft", args=("old-handle",))).status_code == 200


def test_I9_a_replaced_link_opens_nothing_and_neither_do_sessions_that_it_opened(client, call, staff):
    submission, old = make_draft(call), make_draft(call)
    other = make_handle(client, submission)
    handle, link = make_handle(client, old), link_of(old)
    replaced = links.replace(old, by=staff, reason="Sent to a former colleague.")

    statuses = [client.get(reverse(f"submissions:{page}", args=(handle,))).status_code for page in PAGES]
    posted = client.post(reverse("submissions:draft", args=(handle,)), {"text-achievements": "Typed meanwhile", "edition": "1"})

    assert (client.get(link).status_code, statuses, posted.status_code) == (404, [404] * len(PAGES), 404)
    assert "Typed meanwhile" in posted.text
    assert client.get(reverse("submissions:draft", args=(other,))).status_code == 200
    assert client.get(reverse("submissions:draft", args=(make_handle(client, replaced),))).context["submission"] == replaced
    assert [version.submission for _handle, version in client.get(reverse("submissions:respond", args=(call.slug,))).context["drafts"]] == [
        replaced,
        submission,
    ]


def test_I9_get_and_head_change_nothing(client, call):
    draft, received, published = make_draft(call), make_submission(call), make_publication(call).submission
    before = everything()

    for submission in (draft, received, published):
        for method in (client.head, client.get, client.head):
            assert method(link_of(submission)).status_code == 302
            for page in PAGES:
                method(reverse(f"submissions:{page}", args=(make_handle(client, submission),)))
            method(reverse("submissions:respond", args=(call.slug,)))

    assert everything() == before
    assert Submission.objects.count() == 3


@pytest.mark.parametrize("page", PAGES)
def test_pages_behind_the_link_are_stored_nowhere(client, call, page):
    submission = make_submission(call) if page.startswith("receipt") else make_draft(call)

    response = client.get(reverse(f"submissions:{page}", args=(make_handle(client, submission),)))

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_the_link_rejects_post(client, call):
    assert client.post(link_of(make_draft(call))).status_code == 405
