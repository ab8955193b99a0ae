"""The only door to the public."""

import pytest
from django.db import IntegrityError, transaction

from submissions.figures import refresh_figures
from submissions.models import Answer, Publication, PublishedAnswer, PublishedFigure, Submission, Version
from submissions.models.publication import NotPublishable, approve, change_consent, copy_hash, public_copy, withdraw
from tests.make import make_draft, make_publication, make_submission, publish


def test_approving_copies_exactly_what_was_seen(call):
    submission = make_submission(call, "Ministry of Rivers", answers={"achievements": "Bridges."}, endorsers=["Delta Union"])
    seen = public_copy(submission.current_version, {})

    publication = approve(submission.current_version, by=None, seen=copy_hash(seen), redacted={})

    assert (publication.number, publication.name, publication.copy_hash) == (1, "Ministry of Rivers", copy_hash(seen))
    assert [endorser["name"] for endorser in publication.endorsers] == ["Delta Union"]
    assert list(publication.answers.values_list("question__identifier", "text")) == [("achievements", "Bridges.")]


def test_I4_a_copy_that_changed_since_it_was_seen_is_refused(call):
    submission = make_submission(call, consent="named")
    seen = copy_hash(public_copy(submission.current_version, {}))
    change_consent(submission, level="anonymous")

    with pytest.raises(NotPublishable, match="changed since you looked at it"):
        approve(submission.current_version, by=None, seen=seen, redacted={})

    assert not Publication.objects.exists()


def test_without_consent_nothing_is_published(call):
    submission = make_submission(call, consent="none")

    with pytest.raises(NotPublishable, match="did not consent"):
        publish(submission)


def test_a_draft_is_not_published(call):
    submission = make_draft(call)
    version = submission.draft

    with pytest.raises(NotPublishable, match="only the newest submitted version"):
        approve(version, by=None, seen="", redacted={})


def test_anonymous_means_type_and_region_only(call):
    publication = make_publication(
        call, "Shy Institute", "anonymous", answers={"achievements": "Bridges."}, endorsers=["Friend"], country="CH", region="Europe"
    )

    fields = ("name", "stakeholder_type", "region", "country", "country_as_written", "scope", "endorsers")
    assert [getattr(publication, field) for field in fields] == ["", "government", "Europe", "", "", "", []]
    assert publication.display_name == "Anonymous"
    assert "shy" not in publication.search_terms


def test_withdrawing_leaves_a_blank_tombstone_and_republishing_keeps_the_number(call):
    first = make_publication(call, "First")
    make_publication(call, "Second")

    withdraw(first.submission, reason="by letter")

    first.refresh_from_db()
    assert (first.number, first.name, first.search_terms, first.copy_hash, first.version) == (1, "", "", "", None)
    assert first.withdrawn_at is not None
    assert list(PublishedAnswer.objects.values_list("publication__number", flat=True)) == [2]

    change_consent(first.submission, level="named")
    submission = Submission.objects.get(pk=first.submission_id)
    assert publish(submission).number == 1


def test_withdrawing_twice_records_it_once(call):
    publication = make_publication(call)

    withdraw(publication.submission)
    withdraw(Submission.objects.get(pk=publication.submission_id))

    assert list(publication.submission.consent_records.values_list("level", "withdrawn")) == [("named", False), ("none", True)]


def test_a_consent_that_narrows_takes_the_copy_down_and_one_that_widens_waits_for_a_person(call):
    publication = make_publication(call, "Bold")

    change_consent(publication.submission, level="anonymous")
    publication.refresh_from_db()
    assert publication.withdrawn_at is not None

    publish(Submission.objects.get(pk=publication.submission_id))
    change_consent(publication.submission, level="named")
    publication.refresh_from_db()
    assert (publication.withdrawn_at, publication.level, publication.name) == (None, "anonymous", "")


def test_the_database_refuses_a_publication_without_consent(call):
    publication = make_publication(call)

    for change in ({"level": "none"}, {"level": ""}, {"withdrawn_at": publication.published_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.filter(pk=publication.pk).update(**change)


def test_the_database_refuses_two_drafts_and_a_receipt_without_hash(call):
    submission = make_draft(call)

    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(submission=submission, number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(submission=submission).update(submitted_at=submission.entered_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(state="received")


def test_the_figures_count_received_submissions_and_their_entities(call):
    make_submission(call, "One", endorsers=["A", "B"])
    make_submission(call, "Two", consent="none")
    make_draft(call, "Three", endorsers=["C"])

    refresh_figures(call)

    assert dict(PublishedFigure.objects.values_list("name", "value")) == {"received": 2, "entities": 4}


def test_blank_answers_are_not_published(call):
    submission = make_submission(call, answers={"achievements": "Text.", "challenges": "  \n"})

    publication = publish(submission)

    assert publication.answers.count() == 1
    assert Answer.objects.filter(versions=submission.current_version).count() == 1
