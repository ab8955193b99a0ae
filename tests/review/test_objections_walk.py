"""The whole way of a reading that is contested: an edition is issued, a mail leads to its use, an objection to its answer, and so again."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from review.models import Statement
from submissions import outbox
from submissions.models import Objection, OutgoingMail
from submissions.models.publication import withdraw
from tests.editions import approve, make_edition, make_summary, support
from tests.public_side import opened, public_addresses, read

LINK = re.compile(r"https?://[^/\s]+(/s/\S+)")

pytestmark = pytest.mark.django_db


@pytest.fixture
def summary(call):
    return make_summary(call)


@pytest.fixture
def delta(summary):
    """A published submission with an address on which the summary's one statement rests, and one that is not published."""
    statement = Statement.objects.get()
    support(statement, "Shy Institute", consent="none", email="shy@institute.example")
    submission = support(statement, "Delta Alliance", email="delta@alliance.example")
    approve(statement)
    OutgoingMail.objects.all().delete()
    return submission


def received(address):
    """The bodies of the mails to an address since the last look."""
    outbox.send_due()
    bodies = [message.body for message in mail.outbox if message.to == [address]]
    mail.outbox.clear()
    return bodies


def open_use(body):
    """A browser that came by the link of a mail, and the answer of the page to which the receipt leads."""
    browser = Client()
    receipt = browser.get(LINK.search(body)[1], follow=True)
    address = re.search(r'href="([^"]+/summary/)"', receipt.text)[1]
    return browser, browser.get(address)


def test_from_the_issue_of_an_edition_to_an_answer_and_a_corrected_edition(desk, summary, delta):
    make_edition(summary)
    (told,) = received("delta@alliance.example")
    browser, page = open_use(told)
    (answer,) = page.context["rest"]
    (use,) = answer.rests

    browser.post(page.request["PATH_INFO"], {"edition": 1, "statement": use.statement, "text": "We named bridges, not boats."})
    objection = Objection.objects.get()
    at_desk = desk.get(reverse("admin:submissions_objection_change", args=(objection.pk,)))
    desk.post(at_desk.request["PATH_INFO"], {"text": "You are right; the next edition says bridges."})
    (answered,) = received("delta@alliance.example")

    assert (use.statement, use.lead) == ("I.1", "Boats")
    assert f"#statement-{use.statement}" in page.text
    assert f'id="statement-{use.statement}"' in Client().get(use.edition.get_absolute_url()).text
    assert at_desk.context["printed"].startswith("Boats – ") and "named boats, such as" in at_desk.context["printed"]
    builder = desk.get(at_desk.context["builder"].partition("#")[0])
    assert builder.context["statement"] == Statement.objects.get()
    assert "bridges" not in told + answered
    assert [
        address for address in public_addresses(summary.call, range(1, 6)) if any(b"bridges" in part for part in opened(read(address)[2]))
    ] == []
    assert "the next edition says bridges" in open_use(answered)[1].text


def test_who_is_not_published_is_told_as_well_and_sees_that_nothing_is_listed(summary, delta):
    make_edition(summary)

    (told,) = received("shy@institute.example")
    browser, page = open_use(told)
    sent = browser.post(page.request["PATH_INFO"], {"edition": 1, "text": "You left us out."})

    assert "Your submission is not published." in page.text and "Boats" not in page.text
    assert sent.status_code == 302 and Objection.objects.get().submission.contact_email == "shy@institute.example"


def test_a_withdrawal_takes_the_list_down_and_a_corrected_edition_brings_it_back_with_a_mail(summary, delta, call):
    make_edition(summary)
    (told,) = received("delta@alliance.example")
    other = call.publications.exclude(submission=delta).first().submission

    withdraw(other)
    _browser, down = open_use(told)
    approve(Statement.objects.get())
    make_edition(summary)
    (corrected,) = received("delta@alliance.example")

    assert "Edition 1 is not shown for now" in down.text and "Boats" not in down.text
    assert "A corrected edition" in corrected and "edition 2" in corrected and "corrected" not in told
    assert "I.1 Boats" in open_use(corrected)[1].text


def test_copy_published_anew_after_the_edition_is_told_as_one_that_is_not_shown(summary, delta):
    """The edition knows another copy, so it is down; nothing claims that no statement rests on the answers."""
    make_edition(summary)
    (told,) = received("delta@alliance.example")
    delta.publication.copy_hash = "0" * 64
    delta.publication.published_at = timezone.now()
    delta.publication.save()

    page = open_use(told)[1].text

    assert "Edition 1 is not shown for now" in page and "No statement is listed" not in page
