"""An anonymous copy whose answers say who speaks: the desk names the words before anybody publishes them."""

import pytest
from django.urls import reverse

from tests.make import make_submission

pytestmark = pytest.mark.django_db
SAYS = {"achievements": "We, the SHY INSTITUTE, write from office@shy.example, as Contact of Shy Institute may confirm."}


def named(desk, submission):
    return list(desk.get(reverse("admin:review_publish", args=(submission.pk,))).context["who_speaks"])


def test_names_and_addresses_in_an_anonymous_text_are_listed_once_each(desk, call):
    submission = make_submission(call, "Shy Institute", consent="anonymous", email="office@shy.example", answers=SAYS, endorsers=["Bo"])

    page = desk.get(reverse("admin:review_publish", args=(submission.pk,))).text

    assert named(desk, submission) == ["Shy Institute", "Contact of Shy Institute", "office@shy.example", "shy.example"]
    assert "its text says who speaks" in page


@pytest.mark.parametrize("consent, text", [("named", SAYS), ("none", SAYS), ("anonymous", {"achievements": "Bridges."})])
def test_nothing_is_listed_where_the_name_is_public_or_nothing_is_or_no_text_says_it(desk, call, consent, text):
    assert named(desk, make_submission(call, "Shy Institute", consent, answers=text)) == []
