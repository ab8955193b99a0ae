"""From the check of a draft to the receipt, and consent taken back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from submissions import consent_wording
from submissions.models import ConsentRecord, Event, Option, OutgoingMail, Publication, PublishedAnswer, Submission
from tests.make import make_call, make_draft, make_handle, make_publication, make_submission

CLICKS = 50

pytestmark = pytest.mark.django_db


def page_of(name, handle):
    return reverse(f"submissions:{name}", args=(handle,))


def test_check_lists_what_is_missing_and_submits_nothing(client):
    call = make_call(choices=("challenges",))
    call.questions.filter(identifier="challenges").update(required=True)
    submission = make_draft(call, "", answers={}, stakeholder_type="")
    handle = make_handle(client, submission)

    response = client.post(page_of("draft-check", handle), {"edition": "1"})

    assert [anchor for anchor, _sentence in response.context["missing"]] == [
        "id_stakeholder_name",
        "id_stakeholder_type",
        "id_declares_authority",
        "id_text-challenges",
        "id_draft_consent_0",
    ]
    assert Submission.objects.get().state == "draft"


def test_check_asks_for_at_least_one_answer(client, call):
    submission = make_draft(call, answers={"achievements": "  \n"}, declares_authority=True, draft_consent="none")
    handle = make_handle(client, submission)

    response = client.get(page_of("draft-check", handle))

    assert response.context["missing"] == [("id_text-achievements", "Answer at least one question.")]


def test_I10_a_draft_is_taken_in_the_grace(client, call):
    submission = make_draft(call, declares_authority=True, draft_consent="named")
    handle = make_handle(client, submission)
    call.closes_at = datetime.now(UTC) - timedelta(minutes=29)
    call.save()

    response = client.post(page_of("draft-check", handle), {"edition": "1"})

    assert response["Location"] == page_of("receipt", handle)


def test_I6_submitting_again_gives_the_same_receipt(client, call):
    submission = make_draft(call, declares_authority=True, draft_consent="named", email="ada@rivers.example")
    handle = make_handle(client, submission)

    answers = [client.post(page_of("draft-check", handle), {"edition": "1"}) for _n in range(2)]

    assert [answer["Location"] for answer in answers] == [page_of("receipt", handle)] * 2
    assert ConsentRecord.objects.count() == 1
    assert Event.objects.filter(verb="submit").count() == 1
    assert OutgoingMail.objects.filter(kind="receipt").count() == 1


@pytest.mark.django_db(transaction=True)
def test_I6_fifty_submits_at_once_make_one_submission_and_one_receipt(client):
    submission = make_draft(make_call(), declares_authority=True, draft_consent="named", email="ada@rivers.example")
    handle = make_handle(client, submission)
    together = Barrier(CLICKS)

    def click(_n):
        clicker = Client()
        clicker.cookies = client.cookies
        together.wait()
        try:
            return clicker.post(page_of("draft-check", handle), {"edition": "1"})["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(CLICKS) as pool:
        locations = list(pool.map(click, range(CLICKS)))

    assert locations == [page_of("receipt", handle)] * CLICKS
    assert list(Submission.objects.values_list("state", "versions__number")) == [("received", 1)]
    assert Event.objects.filter(verb="submit").count() == 1
    assert ConsentRecord.objects.count() == 1
    assert OutgoingMail.objects.filter(kind="receipt").count() == 1


def test_receipt_says_where_it_was_published(client, call):
    publication = make_publication(call)
    handle = make_handle(client, publication.submission)

    response = client.get(page_of("receipt", handle))

    assert "published as no. 1" in response.text


def test_I5_consent_is_taken_back_by_one_button(client, call):
    publication = make_publication(call)
    handle = make_handle(client, publication.submission)

    client.post(page_of("withdraw", handle))
    client.post(page_of("withdraw", handle))

    records = list(ConsentRecord.objects.filter(submission=publication.submission))
    assert [(r.level, r.withdrawn, r.channel) for r in records] == [("named", False, "online"), ("none", True, "online")]
    assert PublishedAnswer.objects.count() == 0
    assert Publication.objects.live().count() == 0
    page = client.get(page_of("receipt", handle)).text
    assert "Your submission is not public" in page
    assert "was received" not in page.split("</h1>")[0] and "Thank you" not in page


def test_withdraw_rejects_get(client, call):
    publication = make_publication(call)
    handle = make_handle(client, publication.submission)

    assert client.get(page_of("withdraw", handle)).status_code == 405
    assert Publication.objects.live().count() == 1


def test_receipt_shows_what_was_sent(client):
    call = make_call(choices=("challenges",))
    submission = make_submission(call, answers={"achievements": "Boats\ncame.", "challenges": ("", ["C2"])}, endorsers=("Lake Union",))
    handle = make_handle(client, submission)
    call.questions.filter(identifier="achievements").update(text="Worded anew?")

    page = client.get(page_of("receipt", handle)).text

    assert all(sent in page for sent in ("Boats\ncame.", "C2: Infrastructure", "Lake Union", "What about achievements?"))
    assert not any(unsent in page for unsent in ("C1: Governments", "Worded anew?"))
    assert f'Something wrong? Write to <a href="mailto:desk@portal.example?subject={submission.reference}">' in page


ARABIC = "C2: البنية التحتية"


@pytest.mark.parametrize(
    ("label", "shown"), [(ARABIC, f'<bdi dir="rtl">{ARABIC}</bdi>'), (None, '<bdi dir="ltr">C2: Infrastructure</bdi>')]
)
def test_a_chosen_label_reads_in_the_direction_of_its_letters_whatever_its_code(client, label, shown):
    call = make_call(choices=("challenges",))
    Option.objects.filter(value="C2").update(translations={"label": {"ar": label}} if label else {})
    answers = {"challenges": ("", ["C2"])}
    publication, draft = make_publication(call, answers=answers), make_draft(call, answers=answers)
    sent, drafted = (make_handle(client, submission) for submission in (publication.submission, draft))

    pages = [publication.get_absolute_url(), page_of("receipt", sent), page_of("draft-check", drafted)]

    assert [page for page in pages if shown not in client.get("/ar" + page).text] == []


@pytest.mark.parametrize(
    ("before", "after", "withdrawn", "still_public"),
    [
        ("named", "anonymous", False, False),
        ("named", "none", True, False),
        ("anonymous", "named", False, True),
        ("anonymous", "anonymous", None, True),
        ("anonymous", "all of it", None, True),
    ],
)
def test_I5_consent_is_changed_in_one_step(client, call, before, after, withdrawn, still_public):
    publication = make_publication(call, consent=before)
    handle = make_handle(client, publication.submission)

    response = client.post(page_of("consent", handle), {"level": after})

    newest = ConsentRecord.objects.filter(submission=publication.submission).last()
    changed = withdrawn is not None
    assert response["Location"] == page_of("receipt", handle)
    assert newest.level == (after if changed else before)
    assert ConsentRecord.objects.count() == 1 + changed
    assert Publication.objects.live().exists() == still_public
    if changed:
        assert (newest.wording, newest.language, newest.channel) == (consent_wording.wording(after), "en", "online")
        assert newest.withdrawn == withdrawn


def test_consent_taken_back_can_be_given_again_and_a_person_publishes_it(client, call):
    publication = make_publication(call)
    handle = make_handle(client, publication.submission)
    client.post(page_of("withdraw", handle))

    page = client.post(page_of("consent", handle), {"level": "named"}, follow=True).text

    assert ConsentRecord.objects.filter(submission=publication.submission).last().level == "named"
    assert "Nothing is public until the secretariat has looked at your submission." in page
    assert Publication.objects.live().count() == 0


def test_consent_of_a_draft_is_chosen_in_the_form(client, call):
    submission = make_draft(call)
    handle = make_handle(client, submission)

    posted, asked = client.post(page_of("consent", handle), {"level": "named"}), client.get(page_of("consent", handle))

    assert (posted["Location"], asked.status_code) == (page_of("draft", handle), 405)
    assert ConsentRecord.objects.count() == 0


def test_consent_chosen_as_it_is_says_that_it_stays(client, call):
    publication = make_publication(call)
    handle = make_handle(client, publication.submission)

    page = client.post(page_of("consent", handle), {"level": "named"}, follow=True).text

    assert "Your consent stays as it was." in page
    assert ConsentRecord.objects.count() == 1
    assert Publication.objects.live().count() == 1
