"""Publishing, withdrawing and setting aside, as the secretariat does them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from review.models import Review
from review.publishing import publish, publish_consenting, publish_selected, rendered_copy, set_aside, take_back, withdraw_selected
from submissions.models import ConsentRecord, Event, Publication, Submission
from submissions.models.publication import NotPublishable
from tests.make import make_call, make_draft, make_publication, make_submission


def public_names(call):
    return {publication.name for publication in Publication.objects.of(call)}


def test_publish_consenting_publishes_those_who_consent_and_says_why_the_others_are_left(call, staff):
    make_submission(call, "Ministry of Rivers")
    make_publication(call, "Delta Alliance")
    make_submission(call, "Shy Institute", consent="none")
    make_draft(call, "Slow Union")
    set_aside(make_submission(call, "Spam Works"), reason="spam", by=staff)
    make_submission(make_call("other"), "Elsewhere")

    outcome = publish_consenting(call, by=staff)

    assert outcome.published == 1
    assert outcome.left == {
        "It is public already, as it stands.": 1,
        "It did not consent to publication.": 1,
        "It is set aside.": 1,
    }
    assert public_names(call) == {"Ministry of Rivers", "Delta Alliance"}


def test_publish_selected_names_each_submission_it_left(call, staff):
    shy = make_submission(call, "Shy Institute", consent="none")
    slow = make_draft(call, "Slow Union")

    outcome = publish_selected(Submission.objects.all(), by=staff)

    assert outcome.published == 0
    assert outcome.refused == (
        (shy.reference, "It did not consent to publication."),
        (slow.reference, "It is a draft that was not submitted."),
    )


def test_publish_refuses_a_submission_set_aside_after_the_preview(call, staff):
    submission = make_submission(call)
    _copy, seen = rendered_copy(submission)
    set_aside(submission, reason="duplicate", by=staff)

    with pytest.raises(NotPublishable, match="is set aside"):
        publish(submission, by=staff, seen=seen)

    assert not Publication.objects.exists()


def test_set_aside_takes_the_public_copy_down_and_take_back_publishes_nothing(call, staff):
    publication = make_publication(call, "Ministry of Rivers")

    set_aside(publication.submission, reason="spam", by=staff)
    take_back(publication.submission, by=staff)

    assert public_names(call) == set()
    review = Review.objects.get()
    assert (review.set_aside_at, review.set_aside_reason) == (None, "")
    verbs = Event.objects.filter(submission=publication.submission, actor=staff).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["set aside", "take down", "take back"]


def test_withdraw_selected_leaves_those_who_never_consented(call, staff):
    make_publication(call, "Ministry of Rivers")
    make_submission(call, "Delta Alliance")
    shy = make_submission(call, "Shy Institute", consent="none")
    make_draft(call, "Slow Union")

    count = withdraw_selected(Submission.objects.all(), by=staff, reason="By letter")

    assert count == 2
    assert public_names(call) == set()
    assert shy.consent_records.count() == 1
    assert set(ConsentRecord.objects.filter(withdrawn=True).values_list("channel", "recorded_by")) == {("staff", staff.pk)}


def test_publish_consenting_takes_as_many_queries_for_one_as_for_three(django_assert_num_queries, staff):
    one, three = make_call("one"), make_call("three")
    make_submission(one, "Ministry of Rivers")
    for name in ("Delta Alliance", "Hill Union", "Plain Institute"):
        make_submission(three, name)
    with CaptureQueriesContext(connection) as queries:
        publish_consenting(one, by=staff)

    with django_assert_num_queries(len(queries)):
        outcome = publish_consenting(three, by=staff)

    assert outcome.published == 3
    assert list(Publication.objects.of(three).values_list("number", "name")) == [
        (3, "Plain Institute"),
        (2, "Hill Union"),
        (1, "Delta Alliance"),
    ]
    assert set(Event.objects.filter(call=three, verb="publish").values_list("submission", "actor")) == {
        (publication.submission_id, staff.pk) for publication in Publication.objects.of(three)
    }
