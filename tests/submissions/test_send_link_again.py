""" "Send me my link again": the same answer for everyone, and mail only to the address of the submission."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from submissions import access, links, outbox
from submissions.models import OutgoingMail
from tests.make import make_call, make_draft, make_submission

pytestmark = pytest.mark.django_db

ADA, STRANGER = "ada@rivers.example", "nobody@lakes.example"


def page(call):
    return reverse("submissions:send-link-again", args=(call.slug,))


def ask(call, address=ADA):
    return Client().post(page(call), {"contact_email": address})


def sent_long_ago():
    """As if every mail queued so far had gone out yesterday."""
    yesterday = timezone.now() - timedelta(days=1)
    OutgoingMail.objects.update(queued_at=yesterday, sent_at=yesterday)


def test_I14_link_goes_to_the_address_of_its_submission_and_nowhere_else(call):
    draft, received = make_draft(call, email=ADA), make_submission(call, email="Ada@Rivers.example")
    make_draft(call, email="bo@rivers.example")
    make_draft(make_call("other"), email=ADA)
    make_draft(call)
    sent_long_ago()

    response = ask(call, "ADA@rivers.example")
    queued, in_request = OutgoingMail.objects.filter(sent_at=None).count(), len(mail.outbox)
    outbox.send_due()

    assert (response.status_code, queued, in_request) == (200, 2, 0)
    assert [letter.to for letter in mail.outbox] == [["Ada@Rivers.example"], ["ada@rivers.example"]]
    assert [access.mailed_link(owner) in letter.body for letter, owner in zip(mail.outbox, (received, draft), strict=True)] == [True, True]
    assert ["It is not submitted yet." in letter.body for letter in mail.outbox] == [False, True]
    assert ["You sent a submission to" in letter.body for letter in mail.outbox] == [True, False]


def test_I14_answer_is_the_same_to_the_byte_for_known_and_unknown_addresses(call):
    make_draft(call, email=ADA)
    sent_long_ago()

    answers = [ask(call, address) for address in (ADA, STRANGER, *[ADA] * 5)]

    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}
    headers = [{name: value for name, value in answer.headers.items() if name != "Expires"} for answer in answers]  # that is the time
    assert headers == [headers[0]] * 7
    assert all(words not in answers[0].text for words in (ADA, STRANGER))
    assert answers[0].cookies == {}


def test_I14_at_most_three_link_mails_an_hour_go_to_one_address(call):
    other = make_call("other")
    first, second = make_draft(call, email=ADA), make_draft(other, email=ADA.upper())
    sent_long_ago()

    for each in (call, other) * 4:
        ask(each)
        outbox.send_due()  # else one that waits is not queued a second time
    in_one_hour = OutgoingMail.objects.filter(queued_at__gt=timezone.now() - timedelta(hours=1))

    assert sorted(in_one_hour.values_list("submission", flat=True)) == [first.pk, first.pk, second.pk]


def test_asking_again_later_reaches_those_whose_link_was_mailed_longest_ago(call):
    drafts = [make_draft(call, email=ADA).pk for _n in range(5)]
    reached = []

    for _hour in range(2):
        sent_long_ago()
        OutgoingMail.objects.filter(submission__in=reached).update(queued_at=timezone.now() - timedelta(hours=2))
        ask(call)
        reached += OutgoingMail.objects.filter(sent_at=None).values_list("submission", flat=True)

    assert sorted(set(reached)) == drafts
    assert len(reached) == 6


def test_a_link_that_waits_is_not_queued_twice(call):
    make_draft(call, email=ADA)

    ask(call)

    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_I14_the_cap_holds_when_many_ask_at_once():
    call = make_call()
    make_draft(call, email=ADA)
    OutgoingMail.objects.update(attempts=1)  # taken by a sender: it no longer stands for the next
    together = Barrier(6)

    def click(_n):
        together.wait()
        try:
            links.send_again(call, ADA)
            OutgoingMail.objects.update(attempts=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(click, range(6)))

    assert OutgoingMail.objects.count() <= 3


@pytest.mark.parametrize("address", ("", "no address", "a" * 250 + "@rivers.example", "x@\x00.example"))
def test_what_is_no_address_comes_back_with_a_sentence(client, call, address):
    response = client.post(page(call), {"contact_email": address})

    assert response.status_code == 200
    assert not response.context["was_asked"]
    assert response.context["form"].errors
    assert OutgoingMail.objects.count() == 0


def test_page_is_there_for_listed_calls_alone(client, call):
    hidden = make_call("hidden", is_listed=False)
    past = make_call("past", closes_at=timezone.now() - timedelta(days=1))

    statuses = [client.get(page(each)).status_code for each in (call, past, hidden)]

    assert (statuses, client.post(page(hidden), {"contact_email": ADA}).status_code) == ([200, 200, 404], 404)
    assert client.put(page(call)).status_code == 405


def test_page_is_linked_from_the_call_the_start_and_the_lost_session(client, call):
    addresses = [reverse(f"submissions:{name}", args=(call.slug,)) for name in ("call", "respond")]
    addresses.append(reverse("submissions:draft", args=("lost",)))

    assert [page(call) in client.get(address).text for address in addresses] == [True] * 3


def test_I14_asking_writes_and_reads_the_same_for_an_unknown_address(call):
    make_draft(call, email=ADA)
    sent_long_ago()
    asked = {}

    for address in (STRANGER, ADA):
        with CaptureQueriesContext(connection) as queries:
            links.send_again(call, address)
        asked[address] = [query["sql"].split()[0] for query in queries if "SAVEPOINT" not in query["sql"]]

    # The address's rows, their mails and those of the call; of a draft its language.
    assert asked[STRANGER] == ["SELECT", "SELECT", "SELECT"]
    assert asked[ADA] == [*asked[STRANGER], "SELECT", "SELECT", "INSERT"]
