"""Setting aside: with the reason shown in list and filter, a duplicate of one that stays, and a way back."""

import pytest
from django.urls import reverse

from review.models import Review
from review.publishing import set_aside
from submissions.revising import withdraw_submission
from tests.make import make_submission

LIST = reverse("admin:submissions_submission_changelist")


@pytest.fixture
def original(call):
    return make_submission(call, "Delta Alliance")


def page(submission):
    return reverse("admin:review_set_aside", args=(submission.pk,))


def duplicate(reference):
    return {"reason": "duplicate", "duplicate_of": reference}


@pytest.mark.parametrize(("reason", "label"), Review.Reason.choices)
def test_reason_is_shown_in_the_list_and_filters_it(desk, submission, original, staff, reason, label):
    set_aside(submission, reason=reason, by=staff)

    listed = desk.get(LIST, {"set_aside": reason})

    assert [row.pk for row in listed.context["cl"].result_list] == [submission.pk]
    assert f"Set aside · {label}" in listed.text
    other = next(value for value in Review.Reason.values if value != reason)
    assert desk.get(LIST, {"set_aside": other}).context["cl"].result_count == 0


def test_reference_of_the_one_that_stays_may_be_typed_without_hyphens(desk, submission, original):
    desk.post(page(submission), duplicate(original.reference.replace("-", "").lower()))

    assert Review.objects.get(submission=submission).duplicate_of == original
    shown = desk.get(reverse("admin:submissions_submission_change", args=(submission.pk,))).text
    assert f"Duplicate of {original.reference}" in " ".join(shown.split())


@pytest.mark.parametrize("act", ["set aside", "withdraw"])
def test_one_that_does_not_stay_itself_is_refused_in_a_sentence(desk, submission, original, staff, act):
    if act == "set aside":
        set_aside(original, reason="duplicate", by=staff, duplicate_of=submission)
    else:
        withdraw_submission(original)

    refused = desk.post(page(submission), duplicate(original.reference))

    assert f"{original.reference} does not stay" in refused.text
    assert f'value="{original.reference}"' in refused.text
    assert not Review.objects.filter(submission=submission, set_aside_at__isnull=False).exists()


def test_setting_aside_the_one_that_stays_names_its_duplicates(desk, submission, original, staff):
    set_aside(submission, reason="duplicate", by=staff, duplicate_of=original)

    told = desk.post(page(original), {"reason": "spam", "duplicate_of": ""}, follow=True).text

    assert f"Set aside as duplicates of it, look at them again: {submission.reference}." in told


def test_I8_second_to_set_aside_hears_of_the_first_and_overwrites_nothing(desk, submission, staff):
    desk.get(page(submission))
    set_aside(submission, reason="test", by=staff)

    told = desk.post(page(submission), {"reason": "spam", "duplicate_of": ""}, follow=True).text

    assert "is set aside already, as “Test”. Take that back to give another reason." in told
    assert Review.objects.get().set_aside_reason == "test"


def test_way_back_leads_to_the_list_of_those_to_decide(desk, submission, original, staff):
    set_aside(submission, reason="duplicate", by=staff, duplicate_of=original)

    desk.post(reverse("admin:review_take_back", args=(submission.pk,)))

    review = Review.objects.get()
    assert (review.set_aside_at, review.set_aside_reason, review.duplicate_of) == (None, "", None)
    assert submission.pk in [row.pk for row in desk.get(LIST, {"status": "awaiting"}).context["cl"].result_list]
