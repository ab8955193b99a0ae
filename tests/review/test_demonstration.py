import pytest

from review.demonstration import apply_codings
from review.models import Coding
from review.models.coding import NotCodable, remove_coding
from submissions.models import Submission
from tests.make import make_code, make_submission


@pytest.fixture
def rows(call):
    for number, text in enumerate(("Schools first. Schools again.", "القرى 😀 بعيدة"), 1):
        submission = make_submission(call, answers={"achievements": text})
        Submission.objects.filter(pk=submission.pk).update(external_id=f"demo-{number}")
    make_code(call)
    make_code(call, "inclusion", "in", "Inclusion", facet="theme")
    return [
        {"external_id": "demo-1", "codings": [{"question": "achievements", "quote": "Schools", "codes": ["C4", "inclusion"]}]},
        {"external_id": "demo-2", "codings": [{"question": "achievements", "quote": "بعيدة", "codes": ["C4"]}]},
    ]


def standing():
    return {(c.excerpt.quote, c.excerpt.start, c.code.identifier) for c in Coding.objects.live().select_related("excerpt", "code")}


def test_codings_stand_where_their_quotes_first_do(call, staff, rows):
    count = apply_codings(call, rows, by=staff)

    assert count == 3
    assert standing() == {("Schools", 0, "C4"), ("Schools", 0, "inclusion"), ("بعيدة", 8, "C4")}


def test_a_second_run_adds_nothing_and_brings_nothing_back(call, staff, rows):
    apply_codings(call, rows, by=staff)
    remove_coding(Coding.objects.select_related("excerpt__answer__submission").get(excerpt__start=8), by=staff)

    count = apply_codings(call, rows, by=staff)

    assert count == 0
    assert standing() == {("Schools", 0, "C4"), ("Schools", 0, "inclusion")}


def test_codings_are_written_in_bulk(call, staff, rows, django_assert_num_queries):
    with django_assert_num_queries(8):
        apply_codings(call, rows, by=staff)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"quote": "Palaces"}, "demo-2: the answer to “achievements” does not hold the quote “Palaces”."),
        ({"quote": ""}, "demo-2: the answer to “achievements” does not hold the quote “”."),
        ({"question": "dreams"}, "demo-2: the answer to “dreams” does not hold the quote “بعيدة”."),
        ({"codes": ["C99"]}, "demo-2: there is no code “C99” in the codebook."),
    ],
)
def test_what_is_not_found_is_told_and_nothing_is_coded(call, staff, rows, change, sentence):
    rows[1]["codings"][0].update(change)

    with pytest.raises(NotCodable) as refusal:
        apply_codings(call, rows, by=staff)

    assert str(refusal.value) == sentence
    assert Coding.objects.count() == 0
