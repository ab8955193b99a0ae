"""What the holder of a private link sees of the use of what was submitted: only what rests on it, and only while that may be shown."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from submissions.models import Call, Objection, PublishedSource
from submissions.models.publication import withdraw
from tests.contesting import make_edition, make_use, page_of
from tests.make import make_call, make_publication, make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(call):
    return make_edition(call)


def test_published_answers_list_the_statements_that_rest_on_them_and_lead_there(client, call, edition):
    publication = make_publication(call, answers={"achievements": "Schools.", "challenges": "Money."})
    make_use(edition, publication, "I.2", "I. Achievements", "More schools")
    make_use(make_edition(call, 2), publication, "I.4", "I. Achievements", "Fewer schools")

    response = client.get(page_of(client, publication.submission))

    rests = [(answer.question.identifier, [use.statement for use in answer.rests]) for answer in response.context["answers"]]
    assert rests == [("achievements", ["I.4"]), ("challenges", [])]
    assert '/summary/editions/2/#statement-I.4" lang="en" dir="auto">I.4 Fewer schools</a>' in response.text
    assert "More schools" not in response.text
    assert [value for value, _label in response.context["form"].fields["statement"].choices] == ["", "I.4"]


def test_I9_nothing_that_rests_on_others_stands_on_the_page(client, call, edition):
    mine, theirs = make_publication(call, "Mine"), make_publication(call, "Theirs")
    make_use(edition, mine, "I.1", lead="On mine")
    make_use(edition, theirs, "I.2", lead="On theirs")
    Objection.objects.create(submission=theirs.submission, edition=edition, text="Their words", answer="To them")

    page = client.get(page_of(client, mine.submission)).text

    assert "On mine" in page
    assert all(hidden not in page for hidden in ("On theirs", "I.2", "Their words", "To them"))


@pytest.mark.parametrize("consent", ["none", "named"])
def test_what_is_not_published_is_told_so_plainly_and_listed_nowhere(client, call, edition, consent):
    submission = make_submission(call, consent=consent)

    response = client.get(page_of(client, submission))

    assert "Your submission is not published." in response.text and "neither quoted nor named" in response.text
    assert response.context["answers"] == []
    assert "statement" not in response.context["form"].fields


def test_copy_taken_down_takes_its_list_along(client, call, edition):
    publication = make_publication(call)
    make_use(edition, publication, lead="On schools")
    withdraw(publication.submission)

    page = client.get(page_of(client, publication.submission)).text

    assert "On schools" not in page and "Your submission is not published." in page


def test_receipt_leads_to_the_page_once_an_edition_is_issued(client, call):
    submission = make_submission(call)
    address = page_of(client, submission)
    receipt = address.replace("/summary/", "/receipt/")
    before = client.get(receipt).text
    to_receipt = client.get(address)
    make_edition(call)

    after = client.get(receipt).text

    assert address not in before
    assert (to_receipt.status_code, to_receipt.url) == (302, receipt)
    assert f'href="{address}"' in after


def test_instants_are_told_in_utc_and_in_the_zone_of_the_call(client):
    call = make_call(time_zone="Asia/Tokyo")
    edition = make_edition(call)
    edition.issued_at = timezone.now() - timedelta(days=2, hours=1)
    edition.save()

    page = client.get(page_of(client, make_submission(call))).text

    until = edition.objections_until
    assert f"{until.day} {until:%B %Y, %H:%M} UTC" in page
    local = until.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"{local.day} {local:%B %Y, %H:%M} in Asia/Tokyo" in page


def test_page_asks_as_often_with_many_statements_and_objections_as_with_one(client, call, edition, django_assert_num_queries):
    publication = make_publication(call, answers={"achievements": "Schools.", "challenges": "Money."})
    address = page_of(client, publication.submission)
    client.get(address)

    def fill(number):
        make_use(edition, publication, f"I.{number}")
        make_use(edition, publication, f"II.{number}", question="challenges")
        Objection.objects.create(submission=publication.submission, edition=edition, text=f"Wrong {number}.")

    fill(1)
    with django_assert_num_queries(7):
        client.get(address)
    for number in range(2, 20):
        fill(number)
    with django_assert_num_queries(7):
        client.get(address)


@pytest.mark.parametrize("reason", ["a source withdrawn", "paused"])
def test_I1_an_edition_that_is_not_shown_is_not_told_here_either_and_may_be_contested(client, call, edition, reason):
    publication, other = make_publication(call), make_publication(call, "Other")
    make_use(edition, publication, lead="Words that rest on both")
    PublishedSource.objects.create(edition=edition, publication=other, copy_hash=other.copy_hash)
    shown = client.get(page_of(client, publication.submission)).text
    if reason == "paused":
        Call.objects.update(paused_at=timezone.now())
    else:
        withdraw(other.submission)

    response = client.get(page_of(client, publication.submission))

    assert "Words that rest on both" in shown
    assert "Words that rest" not in response.text and "Edition 1 is not shown for now" in response.text
    assert client.post(page_of(client, publication.submission), {"edition": 1, "text": "Not so."}).status_code == 302
    assert Objection.objects.count() == 1
