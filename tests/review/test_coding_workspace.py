import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.urls import reverse

from review.models import Coding, Excerpt, Review
from review.models.coding import NotCodable, code_excerpt, code_span
from submissions import drafting
from submissions.models import Event
from tests.make import make_call, make_code, make_draft, make_staff, make_submission

TEXT = "Roads came first. 😀 Then schools came. Nobody asked the villages."


@pytest.fixture
def submission(call):
    return make_submission(call, answers={"achievements": TEXT, "challenges": "Money is short."})


@pytest.fixture
def answer(submission):
    return submission.all_answers.get(question__identifier="achievements")


@pytest.fixture
def code(call):
    return make_code(call)


@pytest.fixture
def health(call, code):
    return make_code(call, "C7-e-health", "7h", "E-health")


def words(answer, quote, **fields):
    """What the script posts for selected words."""
    start = answer.text.index(quote)
    return {"answer": answer.pk, "start": start, "end": start + len(quote), "quote": quote, **fields}


def workspace(submission):
    return reverse("admin:review_coding", args=(submission.pk,))


def standing():
    return {(coding.excerpt.quote, coding.code.identifier) for coding in Coding.objects.live()}


def make_reviewer(*permissions, username="maria"):
    user = make_staff(username, superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


REVIEWER = ("view_submission", "view_coding", "add_coding")


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
    values = [sentence.value for sentence in page.context["answers"][0].sentences]

    desk.post(workspace(submission), {"sentence": [values[1], values[2]], "code": code.pk})

    assert [sentence.text for sentence in page.context["answers"][0].sentences] == [
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


def test_the_marks_show_code_and_coder_beside_the_text(desk, staff, submission, answer, code):
    maria = make_reviewer(*REVIEWER)
    first = code_excerpt(answer, start=0, end=38, quote=TEXT[:38], codes=[code], by=staff)
    code_excerpt(answer, start=0, end=38, quote=TEXT[:38], codes=[code], by=maria)
    code_excerpt(answer, start=18, end=64, quote=TEXT[18:64], codes=[code], by=maria)

    marked = desk.get(workspace(submission)).context["answers"][0]

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


def test_what_was_removed_can_be_coded_again(desk, staff, submission, answer, code):
    coding = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)
    desk.post(reverse("admin:review_coding_remove", args=(coding.pk,)))

    desk.post(workspace(submission), words(answer, "Roads", code=code.pk))

    assert standing() == {("Roads", "C4")}
    assert Coding.objects.count() == 2


def test_a_coder_removes_own_codings_and_those_of_others_with_the_permission_alone(client, staff, answer, code):
    maria = make_reviewer(*REVIEWER)
    own = code_span(answer, start=0, end=5, quote="Roads", code=code, by=maria)
    others = code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)
    client.force_login(maria)

    answers = [client.post(reverse("admin:review_coding_remove", args=(coding.pk,))).status_code for coding in (own, others)]

    assert answers == [302, 403]
    assert [coding.pk for coding in Coding.objects.filter(removed_at=None)] == [others.pk]


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
        client.post(workspace(submission), words(answer, "Roads", code=code.pk)),
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


def test_coding_a_passage_takes_eight_queries_beside_those_of_the_session(desk, submission, answer, code, django_assert_max_num_queries):
    with django_assert_max_num_queries(2 + 8):
        response = desk.post(workspace(submission), words(answer, "schools", code=code.pk))

    assert response.status_code == 302


def queries_of(desk, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(100) as queries:
        desk.get(address)
    return len(queries)


def test_the_queries_of_the_pages_do_not_grow_with_their_rows(desk, staff, call, submission, answer, code, django_assert_max_num_queries):
    code_span(answer, start=0, end=5, quote="Roads", code=code, by=staff)
    addresses = (workspace(submission), reverse("admin:review_coding_queue", args=(call.pk,)), reverse("admin:review_coding_changelist"))
    before = [queries_of(desk, address, django_assert_max_num_queries) for address in addresses]
    for number in range(3):
        make_submission(call, f"Number {number}")
        code_span(answer, start=6, end=10 + number, quote=TEXT[6 : 10 + number], code=make_code(call, f"C{number}", f"n{number}"), by=staff)

    after = [queries_of(desk, address, django_assert_max_num_queries) for address in addresses]

    assert after == before
    assert max(after) <= 15
