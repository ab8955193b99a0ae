"""Taking back one's own last act of coding, and the one before it."""

import pytest
from django.urls import reverse

from review.models import Coding
from review.models.coding import code_excerpt, remove_coding
from review.undoing import undo
from submissions.models import Event
from tests.make import code_span, make_code, make_submission


def standing():
    return [(coding.excerpt.quote, coding.code.notation, coding.coder.username) for coding in Coding.objects.live().order_by("pk")]


@pytest.fixture
def put(answer, code):
    """A function that codes some words of the answer."""

    def put(words, by, *codes):
        start = answer.text.index(words)
        return code_excerpt(answer, start=start, end=start + len(words), quote=words, codes=codes or [code], by=by)

    return put


def test_undo_takes_back_the_newest_act_first_and_codes_put_at_once_together(call, submission, code, amina, put):
    health = make_code(call, "C7", "7", "Health")
    put("Roads", amina)
    put("schools", amina, code, health)

    first = undo(submission, amina)
    after_one = standing()
    second = undo(submission, amina)
    third = undo(submission, amina)

    assert ({coding.code.notation for coding in first[0]}, first[1]) == ({"4", "7"}, False)
    assert after_one == [("Roads", "4", "amina")]
    assert ([coding.excerpt.quote for coding in second[0]], second[1]) == (["Roads"], False)
    assert (third, standing()) == (([], False), [])


def test_undo_puts_back_what_was_removed_and_then_takes_back_the_coding(submission, answer, code, amina, put):
    put("Roads", amina)
    remove_coding(Coding.objects.get(), by=amina)

    restored = undo(submission, amina)
    after_one = standing()
    undo(submission, amina)

    assert (restored[1], after_one, standing()) == (True, [("Roads", "4", "amina")], [])
    assert list(Event.objects.filter(verb__startswith="coding ").order_by("pk").values_list("verb", flat=True)) == [
        "coding removed",
        "coding restored",
        "coding undone",
    ]
    assert undo(submission, amina) == ([], False)


def test_undo_leaves_what_others_put_and_removed(submission, answer, code, amina, boris, put):
    put("Roads", boris)
    own = code_span(answer, start=6, end=10, quote="came", code=code, by=amina)
    remove_coding(own, by=boris)

    assert undo(submission, amina) == ([], False)
    assert standing() == [("Roads", "4", "boris")]


def test_undo_passes_over_a_removal_that_was_coded_anew(submission, answer, code, amina, put):
    put("Roads", amina)
    remove_coding(Coding.objects.get(), by=amina)
    put("Roads", amina)

    taken = undo(submission, amina)

    assert (taken[1], standing()) == (False, [])
    restored = undo(submission, amina)
    assert (restored[1], standing()) == (True, [("Roads", "4", "amina")])


def test_undo_is_of_one_submission(call, submission, amina, put):
    other = make_submission(call, "Other")
    put("Roads", amina)

    assert undo(other, amina) == ([], False)
    assert standing() == [("Roads", "4", "amina")]


def test_the_button_takes_back_and_says_what(desk, submission, answer, code, staff, put):
    put("Roads", staff)
    undo_it = reverse("admin:review_coding_undo", args=(submission.pk,))

    response = desk.post(undo_it + "?show=coded", headers={"x-requested-with": "fetch"})
    nothing = desk.post(undo_it, headers={"x-requested-with": "fetch"})
    plain = desk.post(undo_it)

    assert response.status_code == 200
    assert 'data-said="Taken back: C4: Capacity building from “Roads”"' in response.text
    assert (nothing.status_code, nothing.text) == (400, "There is nothing of yours to take back in this submission.")
    assert (plain.status_code, plain.context["problem"]) == (400, nothing.text)
    assert standing() == []
