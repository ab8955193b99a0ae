"""A submission that its stakeholder withdrew as a whole: the secretariat sees it, and nothing counts or publishes it."""

import pytest
from django.urls import reverse

from review import counting, publishing
from review.document import wording
from review.integrity import problems
from review.models import Review
from review.progress import Status, progress, with_status
from submissions import revising
from submissions.models import Event, Publication, Submission
from submissions.models.publication import NotPublishable, change_consent, copy_hash, public_copy
from tests.make import make_publication, make_submission

pytestmark = pytest.mark.django_db


def change_page(submission):
    return reverse("admin:submissions_submission_change", args=(submission.pk,))


@pytest.mark.parametrize("consent", ["named", "anonymous", "none"])
def test_I12_it_reads_as_withdrawn_and_the_figures_add_up(call, consent):
    make_publication(call, "Other")
    withdrawn = revising.withdraw_submission(make_submission(call, consent=consent))

    now = progress(call)

    assert with_status(Submission.objects).get(pk=withdrawn.pk).status == Status.WITHDRAWN
    assert (now.received, now.published, now.withdrawn, now.withheld, now.awaiting) == (2, 1, 1, 0, 0)
    assert list(problems(call)) == []


def test_it_no_longer_counts_in_the_summary(call):
    make_publication(call, "Stays", stakeholder_type="academia")
    revising.withdraw_submission(make_submission(call))

    achievements = call.questions.get(identifier="achievements").pk
    totals = counting.totals(call)

    assert counting.by_type(call) == {"academia": 1}
    assert counting.answered_by_type(call) == {achievements: {"academia": 1}}
    assert (totals.received, totals.withdrawn, totals.counted) == (2, 1, 1)
    assert "1 submission received was withdrawn by its stakeholder and is not counted in the sections." in wording.method(totals, 0)


def test_one_that_is_set_aside_too_is_taken_off_once(call):
    submission = make_submission(call)
    publishing.set_aside(submission, reason="spam", by=None)
    revising.withdraw_submission(submission)

    totals = counting.totals(call)

    assert (totals.set_aside, totals.withdrawn, totals.counted) == (1, 0, 0)


def test_it_is_left_out_of_publishing_with_its_reason_even_where_a_consent_stands(call):
    submission = revising.withdraw_submission(make_submission(call))
    change_consent(submission, level="named")

    outcome = publishing.publish_consenting(call, by=None)

    assert outcome.refused == ((submission.reference, "Its stakeholder withdrew it as a whole."),)
    submission.refresh_from_db()
    with pytest.raises(NotPublishable):
        publishing.publish(submission, by=None, seen=copy_hash(public_copy(submission.current_version, {})))
    assert not Publication.objects.exists()


def test_integrity_names_a_withdrawn_submission_that_is_public(call):
    submission = make_publication(call).submission
    Submission.objects.update(withdrawn_at=submission.received_at)

    assert next(iter(problems(call))).startswith("Number 1 is public")


def test_sent_again_it_awaits_a_decision_once_consent_is_given_anew(call):
    submission = revising.send_again(revising.withdraw_submission(make_publication(call).submission))
    between = with_status(Submission.objects).get().status

    change_consent(submission, level="named")

    assert (between, with_status(Submission.objects).get().status) == (Status.WITHDRAWN, Status.AWAITING)
    assert publishing.publish_consenting(call, by=None).published == 1
    assert Publication.objects.get().number == 1


def test_staff_see_it_marked_and_find_it_no_more_in_the_coding_queue(desk, call):
    make_submission(call, "Harbour Office")
    withdrawn = revising.withdraw_submission(make_submission(call, "Ferry Office"))

    page = desk.get(change_page(withdrawn)).text
    publish = desk.get(reverse("admin:review_publish", args=(withdrawn.pk,))).text
    queue = desk.get(reverse("admin:review_coding_queue", args=(call.pk,))).text

    assert "Withdrawn as a whole by its stakeholder on" in page and "Submission withdrawn" in page
    assert "Its stakeholder withdrew it as a whole. It cannot be published." in publish
    assert "Harbour Office" in queue and "Ferry Office" not in queue


@pytest.mark.parametrize(("state", "told"), [("new", False), ("in-review", True)])
def test_a_review_tells_the_holder_once_that_it_is_being_read(desk, call, staff, state, told):
    submission = make_submission(call)
    data = {
        **{"review-TOTAL_FORMS": 1, "review-INITIAL_FORMS": 0, "review-0-state": state, "review-0-assignee": staff.pk},
        **{"initial-review-0-state": "new", "initial-review-0-assignee": ""},
        **{"notes-TOTAL_FORMS": 1, "notes-INITIAL_FORMS": 0, "notes-0-text": ""},
    }

    desk.post(change_page(submission), data)
    first = Submission.objects.get().in_review_since
    review = Review.objects.get()
    again = {"review-INITIAL_FORMS": 1, "review-0-id": review.pk, "review-0-submission": submission.pk, "review-0-state": "in-review"}
    desk.post(change_page(submission), {**data, **again, "initial-review-0-state": state})

    assert (first is not None) == told
    assert Submission.objects.get().in_review_since is not None if told else state == "new"
    assert not told or Submission.objects.get().in_review_since == first
    assert Event.objects.filter(verb="in review").count() == 1
