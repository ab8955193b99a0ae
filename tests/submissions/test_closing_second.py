"""The closing second: what arrives by the last moment is received, what arrives after it is kept. Hundreds of posts: `tests/benchmarks`."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from submissions.models import Submission
from tests.closing import TEXT, close_in, send_around, wrong_outcomes
from tests.make import make_call, make_draft, make_handle

POSTS = 24

pytestmark = pytest.mark.django_db(transaction=True)


def test_I10_posts_around_the_last_moment_are_received_or_kept_and_none_is_lost():
    call, names, posts = make_call(), [f"Body {number}" for number in range(POSTS)], []
    for name in names:
        submission = make_draft(
            call, name, answers={"achievements": TEXT.format(name=name)}, declares_authority=True, draft_consent="named"
        )
        client = Client()
        address = reverse("submissions:draft-check", args=(make_handle(client, submission),))
        posts.append(lambda client=client, address=address: post(client, address))
    last_moment = close_in(call, 1.5)

    outcomes = send_around(posts, last_moment, spread=2.4, threads=6)

    assert wrong_outcomes(names, outcomes, last_moment) == []
    received = Submission.objects.received().count()
    assert 0 < received < POSTS


def post(client, address):
    try:
        response = client.post(address, {"edition": "1"})
        return response.status_code, response.headers.get("Location", "")
    finally:
        connection.close()
