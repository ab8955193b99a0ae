"""Whether somebody else saved, who may ask and save, and how long a session lasts: asking changes nothing."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from submissions import access
from submissions.models.submission import Version
from tests.make import make_draft, make_handle, make_submission
from tests.submissions.drafts import FIRST, SECOND, Page, contents

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(call):
    return make_draft(call, answers={"achievements": "Base"}, endorsers=("River Users Union",))


@pytest.fixture
def mine(client, draft):
    """One person's page: remembers the edition and the fingerprints that it was made from, as the script does."""
    return Page(client, draft)


def test_a_submitted_draft_takes_nothing_and_says_where_the_receipt_is(client, call):
    submission = make_submission(call)
    handle = make_handle(client, submission)
    address = reverse("submissions:draft-autosave", args=(handle,))

    posted = client.post(address, {"edition": "1", "base": json.dumps({FIRST: "x"}), FIRST: "More"})
    asked = client.get(reverse("submissions:draft-state", args=(handle,)))

    assert (posted.status_code, asked.status_code) == (409, 409)
    assert posted.json() == asked.json() == {"receipt": reverse("submissions:receipt", args=(handle,))}
    assert submission.current_version.answers.get().text == "Ministry of Rivers reports progress."


def test_state_says_nothing_when_nothing_is_new(mine):
    response = mine.ask(edition=mine.edition)

    assert (response.status_code, response.content) == (204, b"")


def test_state_tells_what_somebody_else_saved(mine, draft):
    Page(Client(), draft).save(stakeholder_type="academia", **{SECOND: "Hers"})

    news = mine.ask(edition=mine.edition).json()
    changed = {name for name, mark in news["base"].items() if mark != mine.base[name]}
    values = mine.ask(field=sorted(changed)).json()["values"]

    assert news["edition"] == draft.draft.edition
    assert changed == {"stakeholder_type", SECOND}
    assert {name: (row["value"], str(row["shown"])) for name, row in values.items()} == {
        "stakeholder_type": ("academia", "Academia"),
        SECOND: ("Hers", "Hers"),
    }


def test_I9_asking_changes_nothing_that_is_stored(mine, draft):
    before = list(Version.objects.values())

    for query in ({"edition": mine.edition}, {"edition": 0}, {"field": [FIRST]}):
        mine.ask(**query)

    assert list(Version.objects.values()) == before


@pytest.mark.parametrize(("name", "method"), [("draft-autosave", "get"), ("draft-state", "post")])
def test_the_wrong_method_is_refused(mine, name, method):
    assert getattr(mine.client, method)(reverse(f"submissions:{name}", args=(mine.handle,))).status_code == 405


@pytest.mark.parametrize("name", ["draft-autosave", "draft-state"])
def test_I9_another_browser_opens_nothing(mine, call, name):
    stranger = Client()
    make_handle(stranger, make_draft(call, "Somebody Else"))
    method = stranger.post if name == "draft-autosave" else stranger.get

    assert method(reverse(f"submissions:{name}", args=(mine.handle,))).status_code == 404


def test_an_autosave_without_the_form_s_token_is_refused(mine, draft):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = mine.client.cookies

    response = strict.post(
        reverse("submissions:draft-autosave", args=(mine.handle,)), {"edition": "1", "base": json.dumps({FIRST: "x"}), FIRST: "Forged"}
    )

    assert response.status_code == 403
    assert contents(draft)[FIRST] == "Base"


def test_nothing_of_it_is_stored_by_a_browser(mine):
    for response in (mine.save(**{FIRST: "x"}), mine.ask(edition=0), mine.ask(edition=1)):
        assert "no-store" in response["Cache-Control"]


def test_queries_do_not_grow_with_the_rows(client, call, django_assert_max_num_queries):
    mine = Page(client, make_draft(call, endorsers=[f"Body {number}" for number in range(30)]))

    with django_assert_max_num_queries(40):
        mine.save(**{FIRST: "Mine"})
    with django_assert_max_num_queries(4):
        mine.ask(edition=mine.submission.draft.edition)


def test_a_session_lasts_from_the_last_save_but_not_by_asking(mine, monkeypatch):
    lasts = 14 * 24 * 3600
    later = access.time.time() + 3 * 24 * 3600
    monkeypatch.setattr(access.time, "time", lambda: later)

    asked = mine.ask(edition=mine.edition)
    saved = mine.save(**{FIRST: "Still here"})

    assert int(asked["Session-Seconds-Left"]) == pytest.approx(lasts - 3 * 24 * 3600, abs=2)
    assert "sessionid" not in asked.cookies
    assert int(saved["Session-Seconds-Left"]) == lasts
    assert "sessionid" in saved.cookies


def test_public_pages_renew_no_session(mine, call):
    response = mine.client.get(call.get_absolute_url())

    assert not response.cookies
