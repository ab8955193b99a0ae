"""The reviewer's walk: its filters, its two ways, and what `done` finishes on the way."""

import pytest
from django.urls import reverse
from django.utils import timezone

from review.assigning import assign
from review.models.coding import Excerpt
from review.models.reading import Assignment
from tests.make import code_span, make_staff, make_submission


def workspace(submission, query=""):
    return reverse("admin:review_coding", args=(submission.pk,)) + query


def done(submission, query=""):
    return reverse("admin:review_coding_done", args=(submission.pk,)) + query


@pytest.fixture
def four(call):
    """Four submissions: both questions in English, one question each in Arabic and French, both again."""
    both = {"achievements": "Roads came first. Then schools.", "challenges": "Money is short."}
    return [
        make_submission(call, "First", answers=both),
        make_submission(call, "Second", answers={"achievements": "شبكة جديدة."}, language="ar"),
        make_submission(call, "Third", answers={"challenges": "Rien."}, language="fr"),
        make_submission(call, "Fourth", answers=both),
    ]


def question_of(submission, identifier):
    return submission.call.questions.get(identifier=identifier)


def stops(desk, submission, query):
    return [stop.current_version.stakeholder_name for stop in desk.get(workspace(submission, query)).context["stops"]]


def test_the_filters_of_the_list(desk, staff, code, four):
    first = four[0]
    answer = first.all_answers.get(question__identifier="challenges")
    code_span(answer, start=0, end=5, quote="Money", code=code, by=staff)
    challenges, achievements = question_of(first, "challenges").pk, question_of(first, "achievements").pk

    assert stops(desk, first, "") == ["First", "Second", "Third", "Fourth"]
    assert stops(desk, first, "?show=uncoded") == ["Second", "Third", "Fourth"]
    assert stops(desk, first, "?show=coded") == ["First"]
    assert stops(desk, first, "?language=ar") == ["Second"]
    assert stops(desk, first, f"?question={challenges}") == ["First", "Third", "Fourth"]
    assert stops(desk, first, f"?question={challenges}&show=uncoded") == ["Third", "Fourth"]
    assert stops(desk, first, f"?question={achievements}&show=uncoded") == ["First", "Second", "Fourth"]
    assert stops(desk, first, "?question=x&show=nonsense&mine=perhaps") == ["First", "Second", "Third", "Fourth"]


def test_moved_passages_are_a_list_of_their_own(desk, staff, code, four):
    answer = four[3].all_answers.get(question__identifier="challenges")
    code_span(answer, start=0, end=5, quote="Money", code=code, by=staff)
    Excerpt.objects.update(anchor=Excerpt.Anchor.CHANGED)

    assert stops(desk, four[0], "?show=moved") == ["Fourth"]


def test_a_walk_by_question_shows_that_answer_alone_and_goes_on_with_it(desk, four):
    question = question_of(four[0], "challenges")
    query = f"?question={question.pk}&show=uncoded"

    page = desk.get(workspace(four[0], query.replace("?question", "?x=1&question")))

    assert [read.answer.question for read in page.context["reads"]] == [question]
    assert page.context["next"] == four[2].pk
    assert f'href="{workspace(four[2])}?show=uncoded&amp;question={question.pk}"' in page.text


def test_what_waits_for_me_and_how_far_i_am(desk, staff, four):
    texts = [submission.all_answers.first() for submission in four]
    assign(texts[1:3], staff, staff)
    Assignment.objects.filter(answer=texts[1]).update(done_at=timezone.now())

    page = desk.get(workspace(four[0], "?mine=yes"))

    assert [stop.pk for stop in page.context["stops"]] == [four[2].pk]
    assert (page.context["done"], page.context["assigned"]) == (1, 2)


def test_done_finishes_mine_and_goes_on_in_the_same_list(desk, staff, four):
    assign(four[0].all_answers.filter(question__identifier="challenges"), staff, staff)

    response = desk.post(done(four[0], "?show=uncoded"))

    assert response.url == workspace(four[1], "?show=uncoded")
    [finished] = Assignment.objects.exclude(done_at=None)
    assert (finished.answer.question.identifier, finished.reader) == ("challenges", staff)


def test_done_without_an_assignment_notes_that_all_was_read(desk, staff, four):
    desk.post(done(four[0]))
    desk.post(done(four[3], f"?question={question_of(four[0], 'challenges').pk}"))

    read = Assignment.objects.exclude(done_at=None).values_list("answer__submission", "answer__question__identifier")
    assert set(read) == {(four[0].pk, "achievements"), (four[0].pk, "challenges"), (four[3].pk, "challenges")}


def test_done_at_the_end_leads_to_the_list_and_says_who_holds_what(desk, four):
    boris = make_staff("boris")
    assign(four[3].all_answers.all(), boris, boris)

    response = desk.post(done(four[3], "?language=en"), follow=True)

    assert response.redirect_chain[0][0] == reverse("admin:review_coding_queue", args=(four[3].call_id,)) + "?language=en"
    told = [str(message) for message in response.context["messages"]]
    assert [sentence.partition(",")[0] for sentence in told] == [
        "boris is reading this answer",
        "That was the last one of this list.",
    ]
    assert Assignment.objects.exclude(done_at=None).count() == 0


def test_the_page_says_who_reads_an_answer(desk, staff, four):
    boris = make_staff("boris")
    assign(four[0].all_answers.all(), boris, boris)
    assign(four[3].all_answers.all(), staff, staff)

    assert "boris is reading this, until" in desk.get(workspace(four[0])).text
    assert "Yours to read" in desk.get(workspace(four[3])).text
