"""The coding workspace and its queue: what they show, to whom, and codings removed."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from review.models import Coding, Review
from review.models.coding import code_excerpt
from submissions.models import Event
from tests.make import TEXT, code_span, make_call, make_code, make_draft, make_staff, make_submission


def workspace(submission):
    return reverse("admin:review_coding", args=(submission.pk,))


def make_reviewer(*permissions, username="maria"):
    user = make_staff(username, superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


REVIEWER = ("view_submission", "view_coding", "add_coding")


def test_the_marks_show_code_and_coder_beside_the_text(desk, staff, submission, answer, code):
    maria = make_reviewer(*REVIEWER)
    first = code_excerpt(answer, start=0, end=38, quote=TEXT[:38], codes=[code], by=staff)
    code_excerpt(answer, start=0, end=38, quote=TEXT[:38], codes=[code], by=maria)
    code_excerpt(answer, start=18, end=64, quote=TEXT[18:64], codes=[code], by=maria)

    marked = desk.get(workspace(submission)).context["reads"][0].marked

    assert "".join(piece.text for piece in marked.pieces) == TEXT
    assert [[mark.start for mark in piece.excerpts] for piece in marked.pieces] == [[0], [0, 18], [18], []]
    assert [[coding.coder.username for coding in mark.codings] for mark in marked.marks] == [["reviewer", "maria"], ["maria"]]
    assert marked.marks[0].excerpt == first


def test_text_of_a_stakeholder_stays_text(desk, call, code):
    submission = make_submission(call, "<b>Bold</b>", answers={"achievements": "<script>alert(1)</script> & more"})

    page = desk.get(workspace(submission)).text

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def test_removing_leaves_the_row_and_an_event_of_ids(desk, staff, submission, answer, code):
    coding = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)

    response = desk.post(reverse("admin:review_coding_remove", args=(coding.pk,)) + "?show=coded")
    desk.post(reverse("admin:review_coding_remove", args=(coding.pk,)))

    coding.refresh_from_db()
    assert response.url == f"{workspace(submission)}?show=coded#answer-{answer.pk}"
    assert coding.removed_at is not None
    event = Event.objects.get(verb="coding removed")
    facts = {"coding": coding.pk, "excerpt": coding.excerpt_id, "code": code.pk, "coder": staff.pk}
    assert (event.actor, event.submission, event.before) == (staff, submission, facts)


def test_a_coder_removes_own_codings_and_those_of_others_with_the_permission_alone(client, staff, answer, code):
    maria = make_reviewer(*REVIEWER)
    own = code_span(answer, start=0, end=5, quote="Roads", code=code, by=maria)
    others = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)
    client.force_login(maria)

    answers = [client.post(reverse("admin:review_coding_remove", args=(coding.pk,))).status_code for coding in (own, others)]

    assert answers == [302, 403]
    assert [coding.pk for coding in Coding.objects.filter(removed_at=None)] == [others.pk]


def test_deleting_codings_needs_no_permission_to_add_them(client, staff, submission, answer, code):
    coding = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)
    client.force_login(make_reviewer("view_submission", "view_coding", "delete_coding"))

    button = reverse("admin:review_coding_remove", args=(coding.pk,))

    assert button in client.get(workspace(submission)).text
    assert client.post(button).status_code == 302
    assert list(Coding.objects.filter(removed_at=None)) == []


@pytest.mark.parametrize(
    ("permissions", "expected"),
    [
        ((), (403, 403, 403)),
        (("view_submission",), (403, 403, 403)),
        (("view_coding", "add_coding"), (403, 403, 403)),
        (("view_submission", "view_coding"), (200, 403, 200)),
        (REVIEWER, (200, 302, 200)),
    ],
)
def test_the_pages_ask_for_permissions(client, call, submission, answer, code, permissions, expected):
    client.force_login(make_reviewer(*permissions))

    responses = (
        client.get(workspace(submission)),
        client.post(workspace(submission), {"answer": answer.pk, "start": 0, "end": 5, "quote": "Roads", "code": code.pk}),
        client.get(reverse("admin:review_coding_queue", args=(call.pk,))),
    )

    assert tuple(response.status_code for response in responses) == expected
    assert ('name="notation"' in responses[0].text) == (expected[1] == 302)


def test_strangers_are_sent_to_sign_in(client, call, submission):
    for address in (workspace(submission), reverse("admin:review_coding_queue", args=(call.pk,))):
        response = client.get(address)

        assert (response.status_code, "login" in response.url) == (302, True)


def test_removing_and_reading_keep_their_methods(desk, staff, call, submission, answer, code):
    coding = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)

    assert desk.get(reverse("admin:review_coding_remove", args=(coding.pk,))).status_code == 405
    assert desk.put(workspace(submission)).status_code == 405
    assert desk.post(reverse("admin:review_coding_queue", args=(call.pk,))).status_code == 405
    assert desk.post(reverse("admin:review_coding_remove", args=(coding.pk + 1,))).status_code == 404


def test_the_queue_tells_what_is_coded_and_leaves_out_drafts_and_what_was_set_aside(desk, staff, call, submission, answer, code):
    plain = make_submission(call, "Plain")
    make_draft(call, "Unfinished")
    aside = make_submission(call, "Advertising")
    Review.objects.create(submission=aside, set_aside_at=aside.received_at, set_aside_reason="spam")
    code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)
    queue = reverse("admin:review_coding_queue", args=(call.pk,))

    rows = {
        show: [(row.pk, row.answered, row.excerpts) for row in desk.get(queue, {"show": show}).context["page"]]
        for show in ("", "uncoded", "coded", "nonsense")
    }

    coded, uncoded = (submission.pk, 2, 1), (plain.pk, 1, 0)
    assert rows == {"": [coded, uncoded], "uncoded": [uncoded], "coded": [coded], "nonsense": [coded, uncoded]}


def test_previous_and_next_walk_the_same_queue(desk, staff, call, submission, answer, code):
    second, third = make_submission(call, "Second"), make_submission(call, "Third")
    make_submission(make_call("another"), "Elsewhere")
    code_span(second.all_answers.get(), start=0, end=6, quote="Second", code=code, by=staff)

    everything = desk.get(workspace(submission)).context
    uncoded = desk.get(workspace(submission), {"show": "uncoded"}).context
    last = desk.get(workspace(third)).context

    assert (everything["previous"], everything["next"]) == (None, second.pk)
    assert (uncoded["previous"], uncoded["next"]) == (None, third.pk)
    assert (last["previous"], last["next"]) == (second.pk, None)


def queries_of(desk, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(100) as queries:
        desk.get(address)
    return len(queries)


def test_the_queries_of_the_pages_do_not_grow_with_their_rows(desk, staff, call, submission, answer, code, django_assert_max_num_queries):
    code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)
    addresses = (
        workspace(submission),
        reverse("admin:review_coding_queue", args=(call.pk,)),
        reverse("admin:review_quotes", args=(call.pk,)),
    )
    before = [queries_of(desk, address, django_assert_max_num_queries) for address in addresses]
    for number in range(3):
        make_submission(call, f"Number {number}")
        code_span(answer, start=6, end=10 + number, quote=TEXT[6 : 10 + number], code=make_code(call, f"C{number}", f"n{number}"), by=staff)

    after = [queries_of(desk, address, django_assert_max_num_queries) for address in addresses]

    assert after == before
    assert max(after) <= 20
