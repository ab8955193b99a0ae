"""Answers shared out: equal shares, a submission's answers together where that fits, nothing twice and nothing lost."""

from hypothesis import given
from hypothesis import strategies as st

from review.sharing import share


def test_equal_shares_keep_a_submission_together():
    answers = [(1, "a"), (2, "a"), (3, "b"), (4, "b"), (5, "c"), (6, "d")]

    assert share(answers, ("Amina", "Boris")) == ({"Amina": [1, 2, 5], "Boris": [3, 4, 6]}, [])


def test_what_is_more_than_each_may_get_stays_for_whoever_comes():
    answers = [(1, "a"), (2, "a"), (3, "a"), (4, "b")]

    assert share(answers, ("Amina", "Boris"), at_most=2) == ({"Amina": [1, 2], "Boris": [4]}, [3])


@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 5), st.none() | st.integers(1, 20))
def test_every_answer_goes_to_one_reader_or_to_the_rest(submissions, people, at_most):
    answers = list(enumerate(submissions))

    shares, rest = share(answers, range(people), at_most)

    assert sorted([key for keys in shares.values() for key in keys] + rest) == [key for key, _submission in answers]
    assert all(len(keys) <= (at_most or len(answers)) for keys in shares.values())


@given(st.integers(0, 60), st.integers(1, 5))
def test_shares_of_single_answers_differ_by_one_at_most(count, people):
    shares, rest = share([(number, number) for number in range(count)], range(people))

    sizes = [len(keys) for keys in shares.values()]
    assert max(sizes) - min(sizes) <= 1
    assert rest == []
