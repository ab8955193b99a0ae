"""The pages on which a holder revises, discards, withdraws and sends again."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from submissions import access, revising
from submissions.models import Call, Publication, Submission, Version
from tests.make import filled, make_draft, make_handle, make_publication, make_submission

pytestmark = pytest.mark.django_db
POSTED = ("revise", "discard", "withdraw-submission", "send-again")


def page_of(name, handle):
    return reverse(f"submissions:{name}", args=(handle,))


def close():
    Call.objects.update(closes_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def sent(call):
    return make_submission(call, draft_consent="named", declares_authority=True)


def test_from_the_receipt_to_a_new_receipt(client, sent):
    handle = make_handle(client, sent)
    assert "Revise my submission" in client.get(page_of("receipt", handle)).text

    opened = client.post(page_of("revise", handle))
    saved = client.post(page_of("draft", handle), filled(**{"text-achievements": "Tunnels.", "check": "1"}))
    checked = client.get(saved["Location"]).text
    done = client.post(saved["Location"], {"edition": "1"}, follow=True)

    assert opened["Location"] == page_of("draft", handle)
    assert "This replaces what you sent before." in checked
    assert done.request["PATH_INFO"] == page_of("receipt", handle)
    assert done.context["version"].number == 2 and "Tunnels." in done.text


def test_the_private_link_leads_to_the_receipt_which_tells_of_the_revision(client, sent):
    revising.revise(sent)

    response = client.get(reverse("submissions:link", args=(access.token_of(sent),)), follow=True)

    assert response.request["PATH_INFO"].endswith("/receipt/")
    assert "You have a revision that is not sent yet." in response.text
    assert "Revise my submission" not in response.text


def test_I10_after_the_deadline_no_revision_is_begun_and_the_page_says_so(client, sent):
    handle = make_handle(client, sent)
    close()

    response = client.post(page_of("revise", handle), follow=True)

    assert "The call has closed, so your submission can no longer be revised." in response.text
    assert f'action="{page_of("revise", handle)}"' not in response.text
    assert Version.objects.count() == 1


def test_I7_a_revision_sent_after_the_deadline_is_kept_as_late_and_replaces_nothing(client, sent):
    handle = make_handle(client, sent)
    client.post(page_of("revise", handle))
    client.post(page_of("draft", handle), filled(**{"text-achievements": "Tunnels."}))
    close()

    unsent = client.get(page_of("receipt", handle)).text
    late = client.post(page_of("draft-check", handle), {"edition": "1"})
    receipt = client.get(page_of("receipt", handle)).text

    assert (late.status_code, late["Location"]) == (302, page_of("draft-check", handle))
    assert "if you submit it now, it is marked as late" in unsent
    assert "You have a revision that waits to be admitted." in receipt and "Tunnels." not in receipt
    assert "Tunnels." in client.get(page_of("draft", handle)).text
    sent.refresh_from_db()
    assert sent.current_version.number == 1


def test_discarding_asks_once(client, sent):
    handle = make_handle(client, sent)
    client.post(page_of("revise", handle))

    asked = client.get(page_of("discard", handle))
    between = Version.objects.count()
    done = client.post(page_of("discard", handle), follow=True)

    assert (asked.status_code, between, Version.objects.count()) == (200, 2, 1)
    assert "Your revision is discarded. What you sent stays as it is." in done.text


def test_I8_a_revision_discarded_meanwhile_is_not_sent_and_its_text_comes_back(client, sent):
    handle = make_handle(client, sent)
    client.post(page_of("revise", handle))
    revising.discard(sent)

    saved = client.post(page_of("draft", handle), filled(**{"text-achievements": "Tunnels."}))
    checked = client.post(page_of("draft-check", handle), {"edition": "0"})

    assert saved.status_code == 409 and "Tunnels." in saved.text
    assert "press “Revise my submission”" in saved.text
    assert checked["Location"] == page_of("receipt", handle)


@pytest.mark.parametrize("name", ["revise", "send-again"])
def test_what_changes_something_rejects_get(client, sent, name):
    handle = make_handle(client, sent)

    assert client.get(page_of(name, handle)).status_code == 405


def test_I9_get_changes_nothing(client, call):
    publication = make_publication(call)
    handle = make_handle(client, publication.submission)
    revising.revise(publication.submission)

    for name in ("discard", "withdraw-submission"):
        assert client.get(page_of(name, handle)).status_code == 200
        assert client.head(page_of(name, handle)).status_code == 200

    assert Publication.objects.live().count() == 1
    assert Version.objects.count() == 2
    assert Submission.objects.get().withdrawn_at is None


@pytest.mark.parametrize("name", POSTED)
def test_I9_a_handle_of_another_session_opens_nothing(client, sent, name):
    handle = make_handle(client, sent)

    response = Client().post(page_of(name, handle))

    assert response.status_code == 404
    assert (Version.objects.count(), Submission.objects.get().withdrawn_at) == (1, None)


@pytest.mark.parametrize("name", POSTED)
def test_a_draft_that_was_never_sent_is_neither_revised_nor_withdrawn(client, call, name):
    submission = make_draft(call)
    handle = make_handle(client, submission)

    response = client.post(page_of(name, handle), follow=True)

    assert response.request["PATH_INFO"] == page_of("draft", handle)
    assert Version.objects.count() == 1


def test_I5_withdrawing_the_submission_takes_no_more_steps_than_giving_it(client, call):
    """Giving: the page that checks, then its button. Withdrawing: the page that explains, then its button."""
    handle = make_handle(client, make_publication(call).submission)
    receipt = client.get(page_of("receipt", handle)).text

    asked = client.get(page_of("withdraw-submission", handle))
    form = re.search(r'<form method="post".*?</form>', asked.text, re.DOTALL)[0]
    done = client.post(page_of("withdraw-submission", handle), follow=True)

    assert page_of("withdraw-submission", handle) in receipt
    assert form.count("<button") == 1 and 'type="checkbox"' not in form and "<textarea" not in form
    assert "Your submission is withdrawn" in done.text and "Your submission was received" not in done.text


def test_I1_a_withdrawn_submission_is_gone_from_every_public_address_at_once(client, call):
    make_publication(call, "Ministry of Lakes", answers={"achievements": "Lakes are clean."})
    submission = make_publication(call, "Ministry of Rivers", answers={"achievements": "Ferries run."}).submission
    handle = make_handle(client, submission)

    client.post(page_of("withdraw-submission", handle))

    stranger, base = Client(), f"/calls/{call.slug}/"
    assert stranger.get(f"{base}submissions/2/").status_code == 410
    for address in ("/", base, *(base + part for part in ("submissions/", "submissions/2/", "submissions/?q=ferries", "data/"))):
        page = stranger.get(address).text
        assert "Ministry of Rivers" not in page and "Ferries run." not in page
    for address in (base + "data/submissions.csv", base + "data/submissions.jsonl", base + "questions/achievements/"):
        content = stranger.get(address).getvalue().decode()
        assert "Lakes are clean." in content
        assert "Ministry of Rivers" not in content and "Ferries run." not in content


def test_withdrawn_it_offers_to_be_sent_again_and_no_consent(client, sent):
    handle = make_handle(client, sent)
    page = client.post(page_of("withdraw-submission", handle), follow=True).text
    assert "Send it again" in page and 'name="level"' not in page

    refused = client.post(page_of("consent", handle), {"level": "named"}, follow=True).text
    sent.refresh_from_db()
    level_while_withdrawn = sent.consent.level
    again = client.post(page_of("send-again", handle), follow=True).text

    assert "Send it again before you change your consent." in refused
    assert level_while_withdrawn == "none"
    assert "Choose anew whether it may be published." in again and 'name="level"' in again
    assert "Received; consent taken back, not public" in again


def test_I10_withdrawn_after_the_deadline_it_is_withdrawn_for_good(client, sent):
    handle = make_handle(client, sent)
    close()

    asked = client.get(page_of("withdraw-submission", handle)).text
    done = client.post(page_of("withdraw-submission", handle), follow=True).text
    refused = client.post(page_of("send-again", handle), follow=True).text

    assert "you cannot send it again afterwards" in asked
    assert "Send it again" not in done
    assert "can no longer be sent again" in refused
    assert Submission.objects.get().withdrawn_at is not None


def test_a_revision_of_a_withdrawn_submission_is_kept_and_not_sent(client, sent):
    handle = make_handle(client, sent)
    client.post(page_of("revise", handle))
    client.post(page_of("withdraw-submission", handle))

    saved = client.post(page_of("draft", handle), filled(**{"text-achievements": "Tunnels."}))
    checked = client.post(page_of("draft-check", handle), {"edition": "1"})

    assert saved.status_code == 302
    assert checked["Location"] == page_of("receipt", handle)
    assert sent.draft.answers.get().text == "Tunnels."
    assert Submission.objects.get().current_version.number == 1


def test_the_receipt_tells_the_status(client, call):
    publication = make_publication(call)
    submission = make_submission(call, "Second")
    handles = {s: make_handle(client, s) for s in (publication.submission, submission)}

    def status(submission):
        page = client.get(page_of("receipt", handles[submission])).text
        return " ".join(re.sub("<[^>]+>", " ", re.search(r"<dt>Status</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)[1]).split())

    assert status(publication.submission) == "Received, and published as no. 1"
    assert status(submission) == "Received; not published yet"
    Submission.objects.update(in_review_since=timezone.now().replace(2026, 5, 3))
    assert status(publication.submission) == "Received, and published as no. 1"
    assert status(submission) == "In review since 3 May 2026"
    revising.withdraw_submission(submission)
    assert status(submission).startswith("Withdrawn on ")


def test_the_receipt_says_which_version_the_public_reads(client, call):
    publication = make_publication(call, draft_consent="named")
    revising.revise(publication.submission)
    handle = make_handle(client, publication.submission)
    before = client.get(page_of("receipt", handle)).text
    client.post(page_of("draft", handle), filled(check="1"))
    client.post(page_of("draft-check", handle), {"edition": "1"})

    after = client.get(page_of("receipt", handle)).text

    assert "The public reads version" not in before
    assert "The public reads version 1 until the secretariat has looked at the newer one." in after


def test_the_pages_keep_the_language_of_the_address(client, sent):
    handle = make_handle(client, sent)
    asked, revised = (f"/ar/draft/{handle}/{name}/" for name in ("withdraw-submission", "revise"))

    response = client.post(revised)

    assert response["Location"] == f"/ar/draft/{handle}/"
    assert 'dir="rtl"' in client.get(asked).text


def test_the_grace_is_told_only_to_those_who_are_in_it(client, sent):
    handle = make_handle(client, sent)
    closes_at, grace = sent.call.closes_at, sent.call.last_moment
    before = client.get(page_of("receipt", handle)).text
    Call.objects.update(closes_at=timezone.now() - timedelta(minutes=5))
    sent.call.refresh_from_db()

    within = client.get(page_of("receipt", handle)).text

    assert f"until {closes_at:%-d %B %Y, %H:%M} UTC" in before and f"{grace:%H:%M} UTC" not in before
    assert f"until {sent.call.last_moment:%-d %B %Y, %H:%M} UTC" in within
