"""Coding a passage: what may be selected, what becomes of it, and what is refused."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from review.models import Code, Coding, Excerpt
from review.models.coding import NotCodable, code_excerpt
from submissions import drafting
from tests.make import TEXT, code_span, make_call, make_code, make_draft, make_staff, make_submission


def workspace(submission):
    return reverse("admin:review_coding", args=(submission.pk,))


@pytest.fixture
def health(call, code):
    return make_code(call, "C7-e-health", "7h", "E-health")


def words(answer, quote, **fields):
    """What the script posts for selected words."""
    start = answer.text.index(quote)
    return {"answer": answer.pk, "start": start, "end": start + len(quote), "quote": quote, **fields}


def standing():
    return {(coding.excerpt.quote, coding.code.identifier) for coding in Coding.objects.live()}


def test_a_code_that_was_retired_meanwhile_takes_no_new_words(staff, answer, code):
    Code.objects.update(retired_at=timezone.now())

    with pytest.raises(NotCodable, match="was retired meanwhile"):
        code_excerpt(answer, start=0, end=4, quote=answer.text[:4], codes=list(Code.objects.all()), by=staff)

    assert standing() == set()


def test_selected_words_are_coded_and_the_page_comes_back_to_them(desk, submission, answer, code):
    response = desk.post(workspace(submission), words(answer, "schools came", code=code.pk))

    excerpt = Excerpt.objects.get()
    assert (response.status_code, response.url) == (302, f"{workspace(submission)}#excerpt-{excerpt.pk}")
    assert (excerpt.quote, excerpt.start, excerpt.prefix[-6:], excerpt.suffix[:7]) == ("schools came", 25, " Then ", ". Nobod")
    assert standing() == {("schools came", "C4")}


def test_codes_are_ticked_pressed_and_typed_in_one_post(desk, call, submission, answer, code, health):
    theme = make_code(call, "inclusion", "in", "Inclusion", facet="theme")

    desk.post(workspace(submission), words(answer, "schools", code=[code.pk, theme.pk], notation="7H, 4"))

    assert standing() == {("schools", "C4"), ("schools", "inclusion"), ("schools", "C7-e-health")}


def test_coding_the_same_twice_changes_nothing(desk, submission, answer, code):
    desk.post(workspace(submission), words(answer, "schools", code=code.pk))

    desk.post(workspace(submission), words(answer, "schools", code=code.pk))

    assert (Excerpt.objects.count(), Coding.objects.count()) == (1, 1)


def test_a_selection_is_widened_to_whole_words(desk, submission, answer, code):
    desk.post(workspace(submission), words(answer, "hools ca", code=code.pk))

    assert standing() == {("schools came", "C4")}


def test_line_feeds_that_the_form_turned_into_crlf_still_match(desk, call, code):
    submission = make_submission(call, "Two Lines", answers={"achievements": "One\ntwo"})
    answer = submission.all_answers.get()

    desk.post(workspace(submission), {"answer": answer.pk, "start": 0, "end": 7, "quote": "One\r\ntwo", "code": code.pk})

    assert standing() == {("One\ntwo", "C4")}


def test_without_script_sentences_from_the_first_to_the_last_are_one_passage(desk, submission, answer, code):
    page = desk.get(workspace(submission))
    values = [sentence.value for sentence in page.context["reads"][0].sentences]

    desk.post(workspace(submission), {"sentence": [values[1], values[2]], "code": code.pk})

    assert [sentence.text for sentence in page.context["reads"][0].sentences] == [
        "Roads came first.",
        "😀 Then schools came.",
        "Nobody asked the villages.",
    ]
    assert standing() == {("😀 Then schools came. Nobody asked the villages.", "C4")}


def test_without_script_a_whole_answer_is_coded(desk, submission, answer, code):
    desk.post(workspace(submission), {"sentence": f"{answer.pk}:0:{len(TEXT)}", "notation": "4"})

    assert standing() == {(TEXT, "C4")}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Select some words in an answer, or pick sentences under it, before you choose a code."),
        ({"sentence": "x"}, "The selection could not be read; reload the page and select again."),
        ({"start": "-1", "end": "2", "answer": "1"}, "The selection could not be read; reload the page and select again."),
        ({"start": "9" * 5000, "end": "2", "answer": "1"}, "The selection could not be read; reload the page and select again."),
        ({"sentence": ["1:0:3", "2:0:3"]}, "You picked sentences of several answers; pick those of one answer at a time."),
    ],
)
def test_an_unclear_selection_is_told_in_a_sentence(desk, submission, code, fields, sentence):
    response = desk.post(workspace(submission), {"notation": "4", **fields})

    assert (response.status_code, response.context["problem"]) == (400, sentence)
    assert standing() == set()


def test_an_unknown_notation_keeps_what_was_picked(desk, submission, answer, code):
    value = f"{answer.pk}:0:18"

    response = desk.post(workspace(submission), {"sentence": value, "notation": "9x", "code": code.pk})

    assert response.context["problem"] == "There is no code with the notation “9x” in this codebook."
    assert f'value="{value}" checked' in response.text
    assert f'name="code" value="{code.pk}"' in response.text
    assert 'value="9x"' in response.text
    assert standing() == set()


def test_a_selection_without_a_code_is_told_and_kept(desk, submission, answer, code):
    response = desk.post(workspace(submission), words(answer, "schools"))

    assert response.context["problem"] == "Choose a code, or type its notation, for example “4”."
    assert 'name="quote" value="schools"' in response.text


def test_I13_an_excerpt_equals_its_slice(answer, code, staff):
    excerpt = code_excerpt(answer, start=18, end=19, quote="😀", codes=[code], by=staff)

    assert excerpt.quote == answer.text[excerpt.start : excerpt.end]
    assert excerpt.prefix + excerpt.quote + excerpt.suffix == answer.text[max(0, excerpt.start - 32) : excerpt.end + 32]


def test_I13_words_that_do_not_stand_there_are_refused_with_both_texts(desk, submission, answer, code):
    response = desk.post(workspace(submission), {**words(answer, "schools", code=code.pk), "quote": "palaces"})

    assert response.status_code == 409
    assert (response.context["selected"], response.context["now"]) == ("palaces", "schools")
    assert Excerpt.objects.count() == 0


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 2), (60, 500), (500, 600)])
def test_I13_a_span_outside_the_answer_is_refused(desk, submission, answer, code, start, end):
    response = desk.post(workspace(submission), {"answer": answer.pk, "start": start, "end": end, "quote": "Roads", "code": code.pk})

    assert response.status_code == 409
    assert Excerpt.objects.count() == 0


def test_I13_a_selection_of_space_is_refused(desk, submission, answer, code):
    response = desk.post(workspace(submission), {"answer": answer.pk, "start": 17, "end": 18, "quote": " ", "code": code.pk})

    assert (response.status_code, str(response.context["refusal"])) == (409, "There are no words in the selection.")


def test_I13_the_database_refuses_an_excerpt_that_is_not_as_long_as_its_span(answer):
    with pytest.raises(IntegrityError), transaction.atomic():
        Excerpt.objects.create(answer=answer, start=0, end=9, quote="Roads")


def test_I13_an_answer_replaced_by_a_newer_version_is_refused(desk, call, submission, answer, code):
    version = submission.versions.create(number=2)
    for link in submission.current_version.answer_links.all():
        version.answer_links.create(question=link.question, answer=link.answer)
    drafting.save(version, edition=0, answers={answer.question: ("Rails came first.", [])})
    drafting.submit(version, consent="named", wording="", language="en")

    response = desk.post(workspace(submission), words(answer, "Roads", code=code.pk))

    assert (response.status_code, response.context["selected"], response.context["now"]) == (409, "Roads", "Rails")


def test_a_draft_is_not_found(desk, call, code):
    draft = make_draft(call, "Secret Draft")
    answer = draft.all_answers.get()

    assert desk.get(workspace(draft)).status_code == 404
    assert desk.post(workspace(draft), words(answer, "Secret", code=code.pk)).status_code == 404
    with pytest.raises(NotCodable):
        code_span(answer, start=0, end=6, quote="Secret", code=code, by=make_staff("other"))


def test_an_answer_of_another_submission_is_not_found(desk, call, submission, answer, code):
    other = make_submission(call, "Other")

    assert desk.post(workspace(other), words(answer, "schools", code=code.pk)).status_code == 404
    assert standing() == set()


def test_a_code_of_another_call_is_refused(desk, submission, answer, code):
    foreign = make_code(make_call("another"), "C9", "9", "Media")

    response = desk.post(workspace(submission), words(answer, "schools", code=foreign.pk))

    assert (response.status_code, response.context["problem"]) == (400, "One of the codes is no longer in the codebook; reload the page.")


def test_what_was_removed_can_be_coded_again(desk, staff, submission, answer, code):
    coding = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)
    desk.post(reverse("admin:review_coding_remove", args=(coding.pk,)))

    desk.post(workspace(submission), words(answer, "Roads", code=code.pk))

    assert standing() == {("Roads", "C4")}
    assert Coding.objects.count() == 2


def test_coding_a_passage_takes_eight_queries_beside_those_of_the_session(desk, submission, answer, code, django_assert_max_num_queries):
    with django_assert_max_num_queries(2 + 8):
        response = desk.post(workspace(submission), words(answer, "schools", code=code.pk))

    assert response.status_code == 302
