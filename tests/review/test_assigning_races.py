"""Two people at one answer at one moment, on a real connection each: one gets it, the other is told who did (I8)."""

import pytest

from review.assigning import NotTaken, assign, finish, take, to_read
from review.models import Assignment
from tests.make import make_call, make_staff, make_submission
from tests.races import at_once

ROUNDS = 12

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(db):
    return [make_staff(name) for name in ("amina", "boris", "chen")]


def test_I8_one_of_three_takes_an_answer_and_the_others_hear_who(people):
    call = make_call()
    for number in range(ROUNDS):
        answer = make_submission(call, f"Body {number}").all_answers.get()

        raised = at_once(*[lambda person=person, answer=answer: take(answer, person) for person in people])

        holder = Assignment.objects.held().get(answer=answer).reader
        refused = [error for error in raised if error is not None]
        assert [type(error) for error in refused] == [NotTaken, NotTaken]
        assert {str(error).split(" ")[0] for error in refused} == {holder.username}
        assert raised[people.index(holder)] is None


def test_I8_two_who_assign_the_same_answers_to_two_readers_give_each_to_one(people):
    call = make_call()
    for number in range(8):
        make_submission(call, f"Body {number}", answers={"achievements": "Roads.", "challenges": "Money."})
    answers = list(to_read(call))
    outcomes = []

    raised = at_once(
        lambda: outcomes.append(assign(answers, people[0], people[2])),
        lambda: outcomes.append(assign(answers[::-1], people[1], people[2])),
    )

    assert raised == [None, None]
    assert sorted(outcome.count for outcome in outcomes) == [0, 16]
    assert Assignment.objects.held().count() == 16


def test_finishing_and_taking_at_once_never_leaves_two_holders(people):
    call = make_call()
    for number in range(ROUNDS):
        answer = make_submission(call, f"Body {number}").all_answers.get()

        raised = at_once(
            *[
                lambda act=act, person=person, answer=answer: act(answer, person)
                for act, person in zip((finish, take, finish), people, strict=True)
            ]
        )

        assert all(error is None or isinstance(error, NotTaken) for error in raised)
        assert Assignment.objects.held().filter(answer=answer).count() <= 1
        assert Assignment.objects.filter(answer=answer).exists()
