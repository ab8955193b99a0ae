"""A submission signed off as reviewed: when its answers are read or with a reason, and never over a newer version (I8)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from review.assigning import finish, to_read
from review.models import Review
from review.publishing import set_aside
from review.signing_off import NotSignedOff, SeenOtherwise, Unread, open_again, sign_off, state_of
from submissions import drafting, revising
from submissions.closing import admit
from submissions.models import Call, Event, Version
from tests.make import make_submission
from tests.review.test_screening_desk import change_page, forms_of_page


def page(submission):
    return reverse("admin:review_sign_off", args=(submission.pk,))


def signed(submission, by):
    for answer in to_read(submission.call).filter(submission=submission):
        finish(answer, by)
    return sign_off(submission, by=by, seen=state_of(submission))


def test_submission_whose_answers_are_read_is_signed_off(submission, amina):
    review = signed(submission, amina)

    assert (review.state, review.reviewed_by, review.reviewed_version) == ("reviewed", amina, submission.current_version)
    assert review.reviewed_at is not None
    event = Event.objects.get(verb="signed off")
    assert (event.actor, event.after, event.reason) == (amina, {"version": 1, "unread": 0}, "")


def test_unread_answers_are_listed_and_refuse_the_sign_off(submission, answer, amina):
    finish(answer, amina)

    with pytest.raises(Unread) as refused:
        sign_off(submission, by=amina, seen=state_of(submission))

    assert [answer.question.identifier for answer in refused.value.answers] == ["challenges"]
    assert not Review.objects.exclude(reviewed_at=None).exists()


def test_a_reason_signs_off_what_was_not_read(submission, amina):
    sign_off(submission, by=amina, seen=state_of(submission), reason=" Copy of an earlier letter. ")

    event = Event.objects.get(verb="signed off")
    assert (event.after["unread"], event.reason) == (2, "Copy of an earlier letter.")


def test_set_aside_is_not_signed_off(submission, amina, staff):
    set_aside(submission, reason="spam", by=staff)

    with pytest.raises(NotSignedOff, match="set aside or withdrawn"):
        sign_off(submission, by=amina, seen=state_of(submission), reason="Why not.")


def test_new_version_makes_it_changed_since_sign_off_and_signing_again_mends_that(desk, submission, amina, send_anew):
    signed(submission, amina)
    listed = reverse("admin:submissions_submission_changelist") + "?review=changed"
    before = desk.get(listed).context["cl"].result_count

    send_anew(submission, achievements="Rails came first.")
    shown, changed = desk.get(change_page(submission)).text, desk.get(listed)
    submission.refresh_from_db()
    signed(submission, amina)

    assert (before, changed.context["cl"].result_count) == (0, 1)
    assert "Changed since sign-off: version 2 has come in." in shown
    assert "Changed since sign-off" in changed.text
    assert desk.get(listed).context["cl"].result_count == 0
    assert Review.objects.get().reviewed_version.number == 2


def test_late_text_sent_before_the_sign_off_and_admitted_after_it_counts_as_changed(desk, call, submission, amina, staff):
    draft = revising.revise(submission)
    drafting.save(draft, edition=0, answers={call.questions.get(identifier="achievements"): ("Late roads.", [])})
    Call.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(drafting.TooLate):
        drafting.submit(Version.objects.get(pk=draft.pk), consent="named", wording="", language="en")
    signed(submission, amina)
    Version.objects.filter(pk=draft.pk).update(draft_consent="named", declares_authority=True)
    draft.refresh_from_db()

    admit(submission, edition=draft.edition, by=staff, reason="The line was cut.")

    assert desk.get(reverse("admin:submissions_submission_changelist") + "?review=changed").context["cl"].result_count == 1


def test_opening_again_puts_it_in_review(submission, amina, boris):
    signed(submission, amina)

    open_again(submission, by=boris, seen=state_of(submission))

    review = Review.objects.get()
    assert (review.state, review.reviewed_by, review.reviewed_at, review.reviewed_version) == ("in-review", None, None, None)
    assert Event.objects.get(verb="opened again").before == {"version": 1}
    with pytest.raises(NotSignedOff, match="not signed off"):
        open_again(submission, by=boris, seen=state_of(submission))


def test_I8_version_that_came_meanwhile_is_not_signed_off_unseen(desk, submission, staff, send_anew):
    for answer in to_read(submission.call):
        finish(answer, staff)
    seen = desk.get(page(submission)).context["seen"]
    send_anew(submission, achievements="Rails came first.")

    conflict = desk.post(page(submission), {"seen": seen, "sign": "", "reason": "Read."})

    assert conflict.status_code == 409
    assert "Version 1" in conflict.text
    assert "Version 2" in conflict.text
    assert 'value="Read."' in conflict.text
    assert not Review.objects.exclude(reviewed_at=None).exists()


def test_I8_second_to_sign_off_hears_of_the_first(submission, amina, boris):
    seen = state_of(submission)
    signed(submission, amina)

    with pytest.raises(SeenOtherwise):
        sign_off(submission, by=boris, seen=seen, reason="Read.")

    assert Review.objects.get().reviewed_by == amina


def test_I8_state_on_an_old_page_does_not_undo_a_sign_off(desk, submission, staff, amina):
    signed(submission, amina)

    desk.post(change_page(submission), forms_of_page(**{"review-0-state": "in-review", "review-0-assignee": staff.pk}))

    review = Review.objects.get()
    assert (review.state, review.reviewed_by, review.assignee) == ("reviewed", amina, staff)


def test_desk_lists_unread_answers_takes_the_reason_and_opens_again(desk, submission):
    form = {"seen": desk.get(page(submission)).context["seen"], "sign": ""}

    refused = desk.post(page(submission), form)
    long = desk.post(page(submission), form | {"reason": "x" * 501})
    done = desk.post(page(submission), form | {"reason": "Known text."}, follow=True)
    again = desk.post(page(submission), {"seen": desk.get(page(submission)).context["seen"], "open": ""}, follow=True)

    assert (refused.status_code, long.status_code) == (400, 400)
    assert "2 answers were not read to their end" in refused.text
    assert "shorten it to 500" in long.text
    assert "is signed off as reviewed." in done.text
    assert "Signed off by reviewer on" in done.text
    assert "is in review again." in again.text


def test_page_offers_reviewed_to_none_by_hand(desk, submission):
    assert '<option value="reviewed"' not in desk.get(change_page(submission)).text


def test_page_asks_as_much_for_many_answers_as_for_one(desk, call, submission, django_assert_max_num_queries):
    single = make_submission(call, "One", answers={"achievements": "Roads."})
    counts = []
    for one in (single, submission):
        with django_assert_max_num_queries(20) as counted:
            desk.get(page(one))
        counts.append(len(counted))

    assert counts[0] == counts[1]
