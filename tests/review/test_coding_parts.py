"""What the workspace's script gets: the answer alone, a sentence, or both texts; memos; marks that are not sure."""

from datetime import timedelta

import pytest
from django.urls import reverse

from review import memos
from review.assigning import take
from review.models import Coding, Excerpt, Memo
from review.models.coding import code_excerpt
from review.models.reading import Assignment
from submissions.models import Event
from tests.make import code_span, make_code, make_staff, make_submission

FETCH = {"x-requested-with": "fetch"}


def workspace(submission):
    return reverse("admin:review_coding", args=(submission.pk,))


def memo_address(submission, memo=None):
    if memo:
        return reverse("admin:review_coding_memo_edit", args=(submission.pk, memo.pk))
    return reverse("admin:review_coding_memo", args=(submission.pk,))


def words(answer, quote, **fields):
    start = answer.text.index(quote)
    return {"answer": answer.pk, "start": start, "end": start + len(quote), "quote": quote, **fields}


def test_a_coding_by_script_brings_the_answer_alone_in_eight_queries(desk, submission, answer, code, django_assert_max_num_queries):
    code_span(answer, start=0, end=5, quote="Roads", code=code, by=make_staff("amina"))

    with django_assert_max_num_queries(2 + 8):  # two of the session
        response = desk.post(workspace(submission), words(answer, "schools", notation="4"), headers=FETCH)

    assert response.status_code == 200
    assert "<html" not in response.text
    assert response.text.count("<mark") == 2
    assert 'data-said="Coded: C4: Capacity building"' in response.text


def test_the_queries_of_a_coding_do_not_grow_with_its_marks(desk, call, submission, answer, code, amina, django_assert_num_queries):
    for number in range(6):
        code_excerpt(answer, start=0, end=5 + number * 2, quote=answer.text[: 5 + number * 2], codes=[code], by=amina)

    with django_assert_num_queries(2 + 8):
        desk.post(workspace(submission), words(answer, "schools", notation="4"), headers=FETCH)


def test_what_is_unclear_or_not_there_comes_without_a_page(desk, submission, answer, code):
    unclear = desk.post(workspace(submission), words(answer, "schools", notation="9x"), headers=FETCH)
    refused = desk.post(workspace(submission), {**words(answer, "schools", notation="4"), "quote": "palaces"}, headers=FETCH)

    assert (unclear.status_code, unclear.text) == (400, "There is no code with the notation “9x” in this codebook.")
    assert refused.status_code == 409
    assert "<html" not in refused.text
    assert (">palaces<" in refused.text, ">schools<" in refused.text) == (True, True)
    assert Coding.objects.count() == 0


def test_a_retired_code_is_offered_to_nobody_and_keeps_its_marks(desk, staff, submission, answer, code):
    code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)
    code.retired_at = answer.frozen_at
    code.save(update_fields=("retired_at",))

    page = desk.get(workspace(submission))
    response = desk.post(workspace(submission), words(answer, "schools", code=code.pk))

    assert page.context["facets"] == []
    assert [mark.excerpt.quote for mark in page.context["reads"][0].marked.marks] == ["Roads"]
    assert (response.status_code, Coding.objects.count()) == (400, 1)


def test_a_changed_mark_says_so_and_a_lost_one_is_listed_apart(desk, staff, submission, answer, code):
    changed = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff).excerpt
    lost = code_span(answer, start=25, end=32, quote="schools", code=code, by=staff).excerpt
    Excerpt.objects.filter(pk=changed.pk).update(anchor="changed")
    Excerpt.objects.filter(pk=lost.pk).update(anchor="lost")

    page = desk.get(workspace(submission))
    read = page.context["reads"][0]

    assert [mark.excerpt for mark in read.marked.marks] == [changed]
    assert [mark.excerpt for mark in read.lost] == [lost]
    assert 'class="over-1 changed"' in read.text
    assert read.text.count("<mark") == 1
    assert reverse("admin:review_excerpt_place", args=(lost.pk,)) in page.text


def test_passages_of_a_question_that_is_answered_no_longer_are_listed_too(desk, staff, submission, answer, code, send_anew):
    code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)
    send_anew(submission, achievements="")

    page = desk.get(workspace(submission))

    listed = [mark for read in page.context["reads"] for mark in read.lost] + page.context["lost"]
    assert [mark.excerpt.quote for mark in listed] == ["Roads"]


def test_two_passages_that_begin_together_have_each_their_own_anchor(desk, staff, submission, answer, code):
    short = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff).excerpt
    long = code_span(answer, start=0, end=10, quote="Roads came", code=code, by=staff).excerpt

    text = desk.get(workspace(submission)).context["reads"][0].text

    assert [text.count(f'id="excerpt-{excerpt.pk}"') for excerpt in (short, long)] == [1, 1]


@pytest.mark.parametrize("name", ["<b>C4</b>", '" onmouseover="x'])
def test_labels_and_memos_are_escaped(desk, staff, call, submission, answer, name):
    code = make_code(call, "C5", "5", name)
    excerpt = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff).excerpt
    memos.write(excerpt, name, "note", staff)

    page = desk.get(workspace(submission)).text

    assert name not in page


def test_a_memo_stands_on_the_words_that_are_selected_without_coding_them(desk, staff, submission, answer):
    response = desk.post(memo_address(submission), words(answer, "hools", memo="Which ones?", kind="question"), headers=FETCH)

    memo = Memo.objects.get()
    assert (memo.text, memo.kind, memo.written_by, memo.excerpt.quote) == ("Which ones?", "question", staff, "schools")
    assert Coding.objects.count() == 0
    assert (response.status_code, response.text.count("<mark")) == (200, 1)
    assert "Which ones?" in response.text


def test_a_memo_without_a_selection_is_about_the_submission(desk, submission):
    response = desk.post(memo_address(submission) + "?show=coded", {"memo": "Read again."})

    assert response.url == f"{workspace(submission)}?show=coded#memos"
    assert Memo.objects.get().submission == submission
    assert "Read again." in desk.get(workspace(submission)).text


def test_an_empty_memo_is_told(desk, submission, answer):
    response = desk.post(memo_address(submission), words(answer, "schools", memo="  "), headers=FETCH)

    assert (response.status_code, response.text, Excerpt.objects.count()) == (400, "A memo needs some words.", 0)


def test_a_memo_is_changed_by_its_writer_alone_and_never_over_another_change(desk, client, staff, submission, answer):
    memo = memos.write(submission, "First", "note", staff)
    name = f"memo-{memo.pk}"

    changed = desk.post(memo_address(submission, memo), {name: "Second", f"{name}-seen": ""}, headers=FETCH)
    again = desk.post(memo_address(submission, memo), {name: "Third", f"{name}-seen": ""}, headers=FETCH)
    client.force_login(make_staff("boris"))
    foreign = client.post(memo_address(submission, memo), {name: "Mine", f"{name}-seen": ""}, headers=FETCH)

    assert (changed.status_code, again.status_code, foreign.status_code) == (200, 409, 400)
    assert ("Third" in again.text, "Second" in again.text) == (True, True)
    memo.refresh_from_db()
    assert memo.text == "Second"


def test_a_memo_of_another_submission_is_not_found(desk, call, staff, submission):
    memo = memos.write(make_submission(call, "Other"), "First", "note", staff)

    assert desk.post(memo_address(submission, memo), {f"memo-{memo.pk}": "Second"}).status_code == 404


def test_coding_what_one_holds_keeps_the_lease(desk, staff, submission, answer, code):

    held = take(answer, staff, lease=timedelta(minutes=5))
    desk.post(workspace(submission), words(answer, "schools", notation="4"), headers=FETCH)

    assert Assignment.objects.get().lease_until - held.lease_until > timedelta(minutes=100)
    assert Event.objects.filter(verb="coding removed").count() == 0
