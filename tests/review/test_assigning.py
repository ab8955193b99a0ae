"""Answers assigned, taken, finished and given back: one person holds an answer at a time, and nobody for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from review.assigning import (
    ASSIGNED_FOR,
    WORKING_FOR,
    NotTaken,
    assign,
    finish,
    give_back,
    held_by,
    renew,
    reopen,
    take,
    to_read,
    waiting_for,
)
from review.models import Assignment
from review.publishing import set_aside
from submissions.models import Event
from submissions.revising import withdraw_submission
from tests.make import make_call, make_draft, make_submission


def run_out(assignment):
    Assignment.objects.filter(pk=assignment.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_answers_to_read_are_those_of_newest_versions_with_a_text(call, staff, send_anew):
    revised = make_submission(call, "Ministry of Rivers", answers={"achievements": "Roads.", "challenges": "Money."})
    set_aside(make_submission(call, "Spam Works"), reason="spam", by=staff)
    withdraw_submission(make_submission(call, "Early Regret"))
    make_draft(call, "Slow Union")
    make_submission(make_call("other"), "Elsewhere")
    old = to_read(call).get(question__identifier="achievements")
    send_anew(revised, achievements="Roads and schools.")

    assert {answer.text for answer in to_read(call)} == {"Roads and schools.", "Money."}
    assert not to_read(call).filter(pk=old.pk).exists()


def test_assigning_gives_a_reader_the_answers_for_three_days(call, answer, amina, staff):
    before = timezone.now()

    outcome = assign(to_read(call), amina, staff)

    assert (outcome.count, outcome.read_before, outcome.gone, outcome.held) == (2, 0, 0, ())
    assert {row.answer for row in held_by(amina, call)} == set(to_read(call))
    assert all(before + ASSIGNED_FOR <= row.lease_until <= timezone.now() + ASSIGNED_FOR for row in held_by(amina))
    event = Event.objects.get(verb="answers assigned")
    assert (event.call, event.actor, event.after) == (call, staff, {"reader": amina.pk, "answers": 2})


def test_assigning_leaves_what_another_holds_and_what_the_reader_has_read(call, answer, amina, boris, staff):
    other = to_read(call).exclude(pk=answer.pk).get()
    take(answer, boris)
    finish(other, amina)

    outcome = assign([answer, other], amina, staff)

    assert (outcome.count, outcome.read_before, [row.reader for row in outcome.held]) == (0, 1, [boris])
    assert not held_by(amina).exists()
    assert not Event.objects.filter(verb="answers assigned").exists()


def test_assigning_what_is_no_longer_to_be_read_says_so(submission, answer, amina, staff):
    set_aside(submission, reason="test", by=staff)

    assert assign([answer], amina, staff).gone == 1
    assert not Assignment.objects.exists()


def test_taking_what_another_holds_names_the_holder(answer, amina, boris):
    take(answer, amina)

    with pytest.raises(NotTaken, match="amina is reading this answer") as refused:
        take(answer, boris)

    assert refused.value.held.reader == amina
    assert [row.reader for row in Assignment.objects.all()] == [amina]


def test_taking_what_is_superseded_is_refused(submission, answer, amina, send_anew):
    send_anew(submission, achievements="Something else.")

    with pytest.raises(NotTaken, match="no longer to be read"):
        take(answer, amina)


def test_lease_that_ran_out_sets_the_answer_free(call, answer, amina, boris):
    run_out(take(answer, amina))

    assert not held_by(amina).exists()
    assert [row.answer for row in waiting_for(amina, call)] == [answer]
    assert take(answer, boris).reader == boris
    assert list(waiting_for(amina, call)) == []


def test_what_another_finished_after_the_lease_ran_out_waits_no_longer(call, answer, amina, boris):
    run_out(take(answer, amina))

    finish(answer, boris)

    assert list(waiting_for(amina, call)) == []


def test_taking_again_lengthens_a_lease_and_never_shortens_it(call, answer, amina, staff):
    assign([answer], amina, staff)
    long = held_by(amina).get().lease_until

    assert take(answer, amina).lease_until == long
    assert take(answer, amina, lease=timedelta(days=9)).lease_until > long
    assert Assignment.objects.count() == 1


def test_work_renews_a_short_lease_and_says_who_holds_nothing(answer, amina, boris):
    assignment = take(answer, amina, lease=timedelta(minutes=1))

    assert renew(answer, amina) is True
    assert held_by(amina).get().lease_until > timezone.now() + WORKING_FOR - timedelta(minutes=1)
    assert renew(answer, amina) is True
    assert renew(answer, boris) is False
    run_out(assignment)
    assert renew(answer, amina) is False


def test_finishing_twice_is_finishing_once(call, answer, amina, boris):
    first = finish(answer, amina)
    again = finish(answer, amina)

    assert first.done_at is not None
    assert again.done_at == first.done_at
    assert not held_by(amina).exists()
    assert list(waiting_for(amina, call)) == []
    assert take(answer, boris).reader == boris  # a second reading
    with pytest.raises(NotTaken):
        reopen(answer, amina)


def test_finishing_what_another_holds_is_refused(answer, amina, boris):
    take(answer, amina)

    with pytest.raises(NotTaken, match="amina"):
        finish(answer, boris)

    assert not Assignment.objects.exclude(done_at=None).exists()


def test_reopened_answer_is_held_again(call, answer, amina):
    finish(answer, amina)

    reopened = reopen(answer, amina)
    again = reopen(answer, amina)

    assert (reopened.done_at, again.pk) == (None, reopened.pk)
    assert [row.answer for row in held_by(amina, call)] == [answer]
    assert Event.objects.filter(verb="answer reopened", actor=amina).count() == 1


def test_giving_back_frees_what_is_not_finished_and_leaves_what_is(call, answer, amina):
    other = to_read(call).exclude(pk=answer.pk).get()
    take(answer, amina)
    finish(other, amina)

    for one in (answer, other, other):
        give_back(one, amina)

    assert [(row.answer, row.done_at is None) for row in Assignment.objects.all()] == [(other, False)]


def test_assigning_asks_as_much_for_many_answers_as_for_one(call, amina, staff, django_assert_num_queries):
    for name in ("One", "Two", "Three"):
        make_submission(call, name)
    answers = list(to_read(call))

    with django_assert_num_queries(9):
        assign(answers[:1], amina, staff)
    with django_assert_num_queries(9):
        assign(answers, amina, staff)
