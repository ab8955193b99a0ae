"""The clocks: what is kept no longer goes, by stated days; what was received, published or sent late stays."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from review import retention
from review.integrity import problems
from review.progress import progress
from submissions import revising
from submissions.models import Endorsement, Event, OutgoingMail, PublishedAnswer, Submission, Version
from tests.make import endorser, make_call, make_draft, make_publication, make_submission

CLOSED = datetime(2026, 2, 1, tzinfo=UTC)
ADA = "ada@rivers.example"

pytestmark = pytest.mark.django_db


def days_after(days, seconds=0):
    return CLOSED + timedelta(days=days, seconds=seconds)


def aged(call):
    """The call closed on CLOSED, and everything in it was made before."""
    call.closes_at = CLOSED
    call.save()
    before = CLOSED - timedelta(days=1)
    Version.objects.update(saved_at=before)
    Submission.objects.update(entered_at=before)
    OutgoingMail.objects.update(sent_at=before)
    return call


@pytest.mark.parametrize("moment, gone", [(days_after(180), 0), (days_after(180, 1), 1)])
def test_draft_goes_when_its_days_are_over_and_not_before(call, moment, gone):
    make_draft(call, email=ADA)
    aged(call)

    counts = retention.expire(moment)

    assert (counts["drafts"], progress(call).drafts) == (gone, 1 - gone)
    assert Submission.objects.filter(contact_email="").count() == gone


def test_unfinished_revision_is_discarded_and_what_was_sent_stays(call):
    submission = make_submission(call, answers={"achievements": "What we sent."})
    revising.revise(submission)
    aged(call)

    retention.expire(days_after(181))

    again = Submission.objects.get()
    assert (again.draft, again.erased_at, again.current_version.answers.get().text) == (None, None, "What we sent.")
    assert list(problems(call)) == []


def test_I10_late_text_and_one_that_may_still_be_submitted_stay(call):
    late, allowed = make_draft(call, "Late"), make_draft(call, "Allowed")
    late.versions.update(late_at=CLOSED)
    Submission.objects.filter(pk=allowed.pk).update(late_until=days_after(10))
    aged(call)

    counts = retention.expire(days_after(181))

    assert counts["drafts"] == 0
    assert set(Version.objects.values_list("stakeholder_name", flat=True)) == {"Late", "Allowed"}


def test_draft_of_an_open_call_stays_however_old(call):
    make_draft(call)
    Version.objects.update(saved_at=CLOSED - timedelta(days=900))

    assert retention.expire()["drafts"] == 0


@pytest.mark.parametrize("moment, gone", [(days_after(730), 0), (days_after(730, 1), 1)])
def test_contact_goes_when_its_days_are_over_and_not_before(call, moment, gone):
    make_submission(call, email=ADA, endorsers=[endorser("Ally", "ally@who.example")])
    aged(call)

    counts = retention.expire(moment)

    addresses = (Submission.objects.get().contact_email, Endorsement.objects.get().contact_email)
    assert counts["contacts"] == gone
    assert addresses == (("", "") if gone else (ADA, "ally@who.example"))
    assert list(problems(call)) == []


def test_I1_published_record_never_expires(client, call):
    publication = make_publication(call, email=ADA, endorsers=("Ally",))
    aged(call)
    page = client.get(publication.get_absolute_url()).content

    retention.expire(days_after(36000))

    assert client.get(publication.get_absolute_url()).content == page
    assert PublishedAnswer.objects.count() == 1


def test_mails_and_sessions_go_by_their_own_clocks(client, call):
    make_submission(call, email=ADA)
    make_submission(make_call("open"), email=ADA)
    client.get(reverse("submissions:respond", args=(call.slug,)))
    aged(call)
    Session.objects.create(session_key="old", session_data="", expire_date=days_after(90))
    Session.objects.create(session_key="new", session_data="", expire_date=days_after(92))

    counts = retention.expire(days_after(91))

    assert (counts["mails"], counts["sessions"]) == (2, 1)  # link and receipt
    assert {mail.submission.call.slug for mail in OutgoingMail.objects.all()} == {"open"}
    assert set(Session.objects.values_list("session_key", flat=True)) == {"new"}


def test_an_event_tells_the_counts_and_nothing_is_recorded_when_nothing_went(call):
    make_draft(call)
    aged(call)

    retention.expire(days_after(181))
    retention.expire(days_after(182))

    assert [event.after for event in Event.objects.filter(verb="expire")] == [{"drafts": 1, "contacts": 0, "mails": 0, "sessions": 0}]


def test_dry_run_says_what_would_go_and_changes_nothing(call):
    make_draft(call, email=ADA)
    call.closes_at = timezone.now() - timedelta(days=300)
    call.opens_at = call.closes_at - timedelta(days=30)
    call.save()
    Version.objects.update(saved_at=call.opens_at)
    said = io.StringIO()

    call_command("expire", dry_run=True, stdout=said)

    assert "unfinished drafts and revisions: 1 would be deleted" in said.getvalue()
    assert Submission.objects.get().contact_email == ADA
    call_command("expire", stdout=said)
    assert Submission.objects.get().contact_email == ""


def test_privacy_statement_tells_the_days_of_the_settings(client, settings):
    settings.KEEP_DRAFTS_DAYS, settings.KEEP_CONTACTS_DAYS = 77, 1

    page = client.get(reverse("submissions:privacy")).text

    assert "A draft that is never submitted is kept for 77 days after the call has closed, and then deleted." in page
    assert "or more time was given, the days count from then." in page
    assert "are kept for 1 day after the call has closed, and then deleted." in page
