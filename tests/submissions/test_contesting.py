"""The holder of a private link contests how the summary reads what was submitted: until when, once, and with no text lost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from submissions import guard, objecting
from submissions.models import Event, Objection, Submission
from submissions.revising import withdraw_submission
from tests.contesting import make_edition, make_use, page_of
from tests.make import make_call, make_draft, make_publication, make_submission
from tests.races import at_once

WRONG = "We said that schools need teachers,\nnot tablets."

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(call):
    return make_edition(call)


def post(client, submission, text=WRONG, edition=1, **posted):
    return client.post(page_of(client, submission), {"edition": edition, "text": text, **posted})


def texts():
    return list(Objection.objects.values_list("text", flat=True))


def expire(edition, **ago):
    """Let the period of 30 days end so long ago."""
    edition.issued_at = timezone.now() - timedelta(days=30) - timedelta(**ago)
    edition.save()


def test_a_draft_has_no_use_yet(client, call, edition):
    response = client.get(page_of(client, make_draft(call)))

    assert response.url.endswith("/") and "summary" not in response.url
    assert post(client, make_draft(call)).status_code == 302
    assert not Objection.objects.exists()


def test_holder_contests_a_statement_and_reads_the_exchange_there(client, call, edition, staff):
    publication = make_publication(call)
    make_use(edition, publication)

    response = post(client, publication.submission, WRONG.replace("\n", "\r\n") + "\x0b", statement="V.3")

    objection = Objection.objects.get()
    assert (response.status_code, response.url) == (302, page_of(client, publication.submission))
    assert (objection.submission, objection.edition, objection.statement) == (publication.submission, edition, "V.3")
    assert objection.text == WRONG + "\n"
    page = client.get(response.url).text
    assert "The secretariat has what you wrote." in page and WRONG in page and "has not answered yet" in page
    objection.answer, objection.answered_at, objection.answered_by = "It will be mended.", timezone.now(), staff
    objection.save()
    assert "It will be mended." in client.get(response.url).text


def test_event_tells_that_it_was_contested_and_nothing_of_the_text(client, call, edition):
    publication = make_publication(call)
    make_use(edition, publication)

    post(client, publication.submission, statement="V.3")

    event = Event.objects.get(verb=objecting.OBJECTED)
    assert (event.submission, event.actor_role, event.actor) == (publication.submission, "stakeholder", None)
    assert (event.before, event.after, event.reason) == ({}, {"edition": 1, "statement": "V.3"}, "")


def test_I6_sent_twice_it_is_one_and_other_words_are_another(client, call, edition):
    submission = make_submission(call)

    for text in (WRONG, WRONG, "And the figures are wrong."):
        assert post(client, submission, text).status_code == 302

    assert texts() == [WRONG, "And the figures are wrong."]
    assert Event.objects.filter(verb=objecting.OBJECTED).count() == 2


@pytest.mark.django_db(transaction=True)
def test_I6_two_presses_at_one_moment_are_one():
    submission = make_submission(make_call())
    make_edition(submission.call)
    said = {"number": 1, "statement": "", "text": WRONG}

    raised = at_once(*[lambda: objecting.contest(Submission.objects.get(pk=submission.pk), **said) for _press in range(4)])

    assert raised == [None] * 4
    assert texts() == [WRONG]


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({"text": " \n\t "}, "Write what is read wrongly."),
        ({"text": "x" * 200_001}, "Your text has 200001 characters; at most 200000 can be taken."),
        ({"text": WRONG, "statement": "IX.9"}, "“IX.9” is not among the statements above"),
    ],
    ids=["blank", "too long", "another statement"],
)
def test_I7_bad_input_is_told_in_a_sentence_and_the_text_stays(client, call, edition, posted, told):
    publication = make_publication(call)
    make_use(edition, publication)

    response = post(client, publication.submission, **{"statement": "V.3", **posted})

    assert response.status_code == 200
    assert told in response.text and "Nothing was sent" in response.text
    assert response.context["form"]["text"].value() == posted["text"]
    assert not Objection.objects.exists()


@pytest.mark.parametrize(("before", "is_taken"), [({"seconds": -60}, True), ({"seconds": 1}, False)])
def test_I10_the_period_is_that_of_the_call_and_ends_at_one_instant(client, call, edition, before, is_taken):
    submission = make_submission(call)
    expire(edition, **before)

    response = post(client, submission)

    assert Objection.objects.exists() is is_taken
    assert response.status_code == (302 if is_taken else 409)
    assert is_taken or ("This edition could be contested until" in response.text and WRONG in response.text)


def test_after_the_period_the_page_is_to_read(client, call, edition):
    submission = make_submission(call)
    post(client, submission)
    expire(edition, seconds=1)

    page = client.get(page_of(client, submission)).text

    assert WRONG in page and "This edition could be contested until" in page
    assert "<form" not in page and "desk@portal.example" in page


def test_a_longer_period_of_the_call_holds_at_once(client, call, edition):
    submission = make_submission(call)
    expire(edition, days=3)
    call.objection_days = 60
    call.save()

    assert post(client, submission).status_code == 302


def test_I8_an_edition_issued_meanwhile_is_told_and_the_text_stays(client, call, edition):
    submission = make_submission(call)
    make_edition(call, 2)

    response = post(client, submission, edition=1)

    assert response.status_code == 409
    assert "Edition 2 was issued meanwhile." in response.text
    assert response.context["form"]["text"].value() == WRONG and 'name="edition" value="2"' in response.text
    assert not Objection.objects.exists()
    assert post(client, submission, edition=2).status_code == 302


def test_withdrawn_submission_contests_nothing_and_keeps_its_exchange(client, call, edition):
    submission = make_submission(call)
    post(client, submission)
    withdraw_submission(submission)

    response = post(client, submission, "One more.")

    assert response.status_code == 409
    assert "Your submission is withdrawn" in response.text and "One more." in response.text and WRONG in response.text
    assert texts() == [WRONG]
    assert "<form" not in client.get(page_of(client, submission)).text


def test_I7_text_sent_when_the_session_is_over_comes_back_under_the_words_of_the_page(client, call, edition):
    address = page_of(client, make_submission(call))
    client.cookies.clear()

    response = client.post(address, {"edition": 1, "text": WRONG})

    assert response.status_code == 404
    assert "What is read wrongly, and what would be right" in response.text and WRONG in response.text


def test_I7_text_without_the_form_s_token_comes_back_under_the_words_of_its_own_page(call, edition, staff):
    client = Client(enforce_csrf_checks=True)
    address = page_of(client, make_submission(call))
    objection = Objection.objects.create(submission=Submission.objects.get(), edition=edition, text=WRONG)
    client.force_login(staff)

    of_holder = client.post(address, {"edition": 1, "text": WRONG})
    of_staff = client.post(reverse("admin:submissions_objection_change", args=(objection.pk,)), {"text": "Our answer."})

    label = "What is read wrongly, and what would be right"
    assert (of_holder.status_code, of_staff.status_code) == (403, 403)
    assert label in of_holder.text and WRONG in of_holder.text
    assert "Our answer." in of_staff.text and label not in of_staff.text
    assert Objection.objects.get() == objection and not Objection.objects.get().answer


def test_I7_too_many_are_refused_for_a_while_and_the_text_stays(client, call, edition, monkeypatch):
    monkeypatch.setitem(guard.LIMITS, "object", guard.Limit(timedelta(days=1), most=1, most_suspicious=1))
    submission = make_submission(call)
    post(client, submission)

    response = post(client, submission, "One more.")

    assert response.status_code == 429
    assert "One more." in response.text and texts() == [WRONG]


def test_right_to_left_submission_has_its_language_on_what_was_written(client, call, edition):
    submission = make_submission(call, language="ar")
    post(client, submission, "لم نقل ذلك.")

    page = client.get(page_of(client, submission)).text

    assert '<p class="kept-lines" lang="ar" dir="auto">لم نقل ذلك.</p>' in page
    box = re.search(r"<textarea[^>]*>", page)[0]
    assert 'lang="ar"' in box and 'dir="rtl"' in box
