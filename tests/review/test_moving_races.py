"""Coders, movers and revisions at one moment, on a real connection each: no coding is lost, and of two who settle one thing one is told."""

import pytest

from review.integrity import problems
from review.models import Coding, Excerpt
from review.models.coding import code_excerpt
from review.moving import move_excerpts
from review.placing import SettledMeanwhile, confirm, drop, newest_answer, place, seen
from submissions.models import Event
from tests.make import make_call, make_code, make_staff, make_submission, revise
from tests.races import at_once

OLD = "Roads came first, and nobody asked the villages about them. Then schools came to every village of the region."
SCHOOLS = "Then schools came to every village of the region."
CHANGED = OLD.replace("every village", "each single village")
ROUNDS = 8

pytestmark = pytest.mark.django_db(transaction=True)


def coded(call, code, by, number):
    submission = make_submission(call, f"Institute {number}", answers={"achievements": OLD})
    start = OLD.index(SCHOOLS)
    answer = submission.all_answers.get()
    return submission, code_excerpt(answer, start=start, end=len(OLD), quote=SCHOOLS, codes=[code], by=by)


def test_I8_two_who_open_the_desk_at_once_move_each_excerpt_once():
    call = make_call()
    code, coder = make_code(call), make_staff()
    for number in range(ROUNDS):
        submission, _excerpt = coded(call, code, coder, number)
        revise(submission, answers={"achievements": f"A new beginning of it all. {OLD}"})

        raised = at_once(*[lambda: move_excerpts(call)] * 3)

        assert raised == [None] * 3
    assert Event.objects.filter(verb="move excerpts").count() == ROUNDS
    assert Coding.objects.of(call).count() == ROUNDS


def test_I8_a_coding_put_while_its_excerpt_is_moved_is_not_lost():
    call = make_call()
    code, theme, coder, other = make_code(call), make_code(call, "th", "th", "Theme", facet="theme"), make_staff(), make_staff("alma")
    for number in range(ROUNDS):
        submission, excerpt = coded(call, code, coder, number)
        old, span = excerpt.answer, {"start": excerpt.start, "end": excerpt.end, "quote": SCHOOLS}
        revise(submission, answers={"achievements": f"A new beginning of it all. {OLD}"})

        raised = at_once(
            lambda: move_excerpts(call), lambda old=old, span=span: code_excerpt(old, **span, codes=[theme], by=other), lambda: None
        )

        assert raised == [None] * 3
    move_excerpts(call)
    assert Coding.objects.of(call).filter(code=theme).count() == ROUNDS
    assert Coding.objects.of(call).filter(code=code).count() == ROUNDS
    assert Excerpt.objects.count() == ROUNDS
    assert list(problems(call)) == []


def test_I8_of_two_who_settle_one_passage_at_once_one_is_told():
    call = make_call()
    code, coder, other = make_code(call), make_staff(), make_staff("alma")
    for number in range(ROUNDS):
        submission, excerpt = coded(call, code, coder, number)
        revise(submission, answers={"achievements": CHANGED})
        move_excerpts(call)
        excerpt = Excerpt.objects.select_related("answer__submission", "answer__question").get(pk=excerpt.pk)
        newest = newest_answer(excerpt)
        was = seen(excerpt, newest)
        words = {"answer": newest.pk, "start": 0, "end": 5, "quote": "Roads"}

        raised = at_once(
            lambda pk=excerpt.pk, was=was: confirm(pk, was_seen=was, by=coder),
            lambda pk=excerpt.pk, was=was, words=words: place(pk, was_seen=was, by=other, **words),
            lambda pk=excerpt.pk, was=was: drop(pk, was_seen=was, by=other),
        )

        assert sorted(map(str, map(type, raised))) == sorted(map(str, (type(None), SettledMeanwhile, SettledMeanwhile)))
    assert Event.objects.filter(verb__in=("confirm excerpt", "place excerpt", "drop excerpt")).count() == ROUNDS


def test_I13_excerpts_moved_while_versions_arrive_end_on_the_newest_or_are_lost():
    call = make_call()
    code, coder = make_code(call), make_staff()
    submission, _excerpt = coded(call, code, coder, 0)
    for number in range(ROUNDS):
        text = f"Beginning number {number}. {OLD}"

        raised = at_once(lambda text=text: revise(submission, answers={"achievements": text}), lambda: move_excerpts(call))

        assert raised == [None, None]
    move_excerpts(call)
    assert [coding.excerpt.quote for coding in Coding.objects.of(call)] == [SCHOOLS]
    assert list(problems(call)) == []
