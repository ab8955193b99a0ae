"""Redacting on the publication desk: by words or sentences, refused in a sentence, with warnings of what a redaction does not reach."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from review.models import Redaction
from submissions.models import Event
from tests.make import make_staff, make_submission
from tests.review.test_redacting import LEFT, SAYS, SECRET, strike

pytestmark = pytest.mark.django_db


def page(name, submission):
    return reverse(f"admin:review_{name}", args=(submission.pk,))


@pytest.fixture
def sent(call):
    return make_submission(call, answers={"achievements": SAYS, "challenges": "Floods."})


def test_desk_redacts_what_was_selected_and_shows_the_copy_without_it(desk, sent, staff):
    answer = sent.all_answers.get(question__identifier="achievements")
    at = SAYS.index(SECRET)
    selected = {"answer": answer.pk, "start": at, "end": at + len(SECRET), "quote": SECRET}

    response = desk.post(page("redact", sent), {**selected, "reason": "personal-data", "note": "An engineer"}, follow=True)

    redaction = Redaction.objects.get()
    assert (redaction.quote, redaction.reason, redaction.note, redaction.made_by) == (SECRET, "personal-data", "An engineer", staff)
    copy, original = response.text.split('id="as-sent"')
    assert LEFT.replace("[…]", '<span class="desk-redacted">[…]</span>') in copy and SECRET not in copy
    assert SECRET in original and "An engineer" in original


def test_desk_redacts_picked_sentences_without_a_script(desk, sent):
    picked = desk.get(page("publish", sent)).context["answers"][0].sentences[1][0]

    desk.post(page("redact", sent), {"sentence": picked, "reason": "others"})

    assert Redaction.objects.get().quote == "Our engineer Ada Shore fell ill."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"reason": "others"}, "before you redact"),
        ({"start": "x", "reason": "others"}, "could not be read"),
        ({"answer": "0", "start": "1", "end": "2", "quote": "e", "reason": "others"}, "sent a newer version"),
    ],
)
def test_desk_says_why_nothing_was_redacted_and_keeps_what_was_written(desk, sent, data, sentence):
    response = desk.post(page("redact", sent), {**data, "note": "Kept words"})

    assert response.status_code == 400
    assert sentence in response.text and 'value="Kept words"' in response.text
    assert not Redaction.objects.exists()


def test_desk_warns_of_words_that_the_copy_still_says_elsewhere(desk, call):
    submission = make_submission(call, "Ada Shore Institute", answers={"achievements": SAYS, "challenges": "None."})
    strike(submission)

    text = desk.get(page("publish", submission)).text

    assert "this copy still says them in another:" in text


def test_desk_removes_a_redaction_and_says_who(desk, sent, staff):
    redaction = strike(sent)

    response = desk.post(page("redact_remove", sent), {"redaction": redaction.pk}, follow=True)

    redaction.refresh_from_db()
    assert redaction.removed_by == staff and redaction.removed_at
    assert SAYS in response.text.split('id="as-sent"')[0]
    assert Event.objects.filter(verb="remove redaction", actor=staff).count() == 1


@pytest.mark.parametrize("name", ["redact", "redact_remove"])
def test_redacting_is_for_those_who_may_change_submissions_and_by_post_alone(client, desk, sent, name):
    redaction = strike(sent)
    assert desk.get(page(name, sent)).status_code == 405
    other = make_staff("looker", superuser=False)
    other.user_permissions.set(Permission.objects.filter(codename="view_submission"))
    client.force_login(other)

    assert client.post(page(name, sent), {"redaction": redaction.pk}).status_code == 403


def test_a_redaction_of_another_submission_is_not_found(desk, sent, call):
    redaction = strike(make_submission(call, "Other", answers={"achievements": SAYS}))

    for key in (redaction.pk, "x", ""):
        assert desk.post(page("redact_remove", sent), {"redaction": key}).status_code == 302
    assert Redaction.objects.live().count() == 1


def test_desk_takes_the_same_queries_for_any_number_of_redactions(desk, sent, django_assert_num_queries):
    strike(sent)
    desk.get(page("publish", sent))
    with django_assert_num_queries(17):
        desk.get(page("publish", sent))
    strike(sent, "bridges")
    strike(sent, "schools")
    with django_assert_num_queries(17):
        desk.get(page("publish", sent))
