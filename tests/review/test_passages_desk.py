"""The desk of passages to place: where they were, where they may be, and what a person decides; nobody overwrites another."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from review import placing
from review.models import Coding, Excerpt
from review.models.coding import code_excerpt
from review.moving import ToPlace, move_excerpts, to_place
from review.roles import set_up_groups
from submissions.models import Event, Submission
from tests.make import make_code, make_staff, make_submission, revise

OLD = (
    "Roads came first, and nobody asked the villages about them. Then schools came to every village of the region. "
    "Thank you for asking us about this. Water is what we need before anything else is built here."
)
NEW = OLD.replace("every village", "each single village").replace("Thank you for asking us about this. ", "")
SCHOOLS, THANKS = "Then schools came to every village of the region.", "Thank you for asking us about this."
SCHOOLS_NOW = "Then schools came to each single village of the region."


@pytest.fixture
def submission(call):
    return make_submission(call, answers={"achievements": OLD, "challenges": "Money is short."})


def mark(answer, quote, code, by):
    start = answer.text.index(quote)
    return code_excerpt(answer, start=start, end=start + len(quote), quote=quote, codes=[code], by=by)


@pytest.fixture
def changed(submission, answer, code, staff):
    """An excerpt that a revision changed."""
    return mark(answer, SCHOOLS, code, staff)


@pytest.fixture
def lost(submission, answer, code, staff):
    """An excerpt that the revision of `moved` loses."""
    return mark(answer, THANKS, code, staff)


@pytest.fixture
def moved(call, submission, changed, lost):
    """Both, after the revision; returns the newest answer."""
    revise(submission, answers={"achievements": NEW})
    move_excerpts(call=call)
    return newest(submission)


def newest(submission):
    return Submission.objects.get(pk=submission.pk).current_version.answers.get(question__identifier="achievements")


def address(excerpt):
    return reverse("admin:review_excerpt_place", args=(excerpt.pk,))


def post(desk, excerpt, act, **fields):
    """Press a button of the page as it is now."""
    seen = desk.get(address(excerpt)).context
    return desk.post(address(excerpt), {"seen": seen["seen"], "proposed": seen["proposal"], "act": act, **fields})


def words(answer, quote):
    start = answer.text.index(quote)
    return {"answer": answer.pk, "start": start, "end": start + len(quote), "quote": quote}


def now(excerpt):
    excerpt = Excerpt.objects.get(pk=excerpt.pk)
    return excerpt.quote, excerpt.anchor


def test_the_queue_lists_what_changed_and_what_was_lost(desk, call, moved):
    response = desk.get(reverse("admin:review_excerpt_changelist"), {"answer__question__call__id__exact": call.pk})

    assert [(row.quote, row.anchor) for row in response.context["cl"].result_list] == [(SCHOOLS_NOW, "changed"), (THANKS, "lost")]


def test_the_coding_queue_says_how_many_wait_and_leads_there(desk, call, moved):
    response = desk.get(reverse("admin:review_coding_queue", args=(call.pk,)))

    assert response.context["to_place"] == ToPlace(changed=1, lost=1)
    assert "2 passages to place" in response.text
    assert f'href="{reverse("admin:review_excerpt_changelist")}?answer__question__call__id__exact={call.pk}"' in response.text


def test_the_queue_asks_as_many_queries_for_three_as_for_one(desk, call, submission, answer, code, staff, django_assert_max_num_queries):
    mark(answer, SCHOOLS, code, staff)
    revise(submission, answers={"achievements": NEW})
    desk.get(reverse("admin:review_excerpt_changelist"))
    with django_assert_max_num_queries(50) as first:
        desk.get(reverse("admin:review_excerpt_changelist"))
    for number in range(2):
        other = make_submission(call, f"Other {number}", answers={"achievements": OLD})
        mark(other.all_answers.get(), SCHOOLS, code, staff)
        revise(other, answers={"achievements": NEW})
    move_excerpts()

    with django_assert_max_num_queries(len(first)):
        response = desk.get(reverse("admin:review_excerpt_changelist"))
    assert len(response.context["cl"].result_list) == 3


def test_a_changed_passage_shows_both_places_and_the_difference_in_words(desk, changed, moved):
    response = desk.get(address(changed))

    assert response.context["old"].text == SCHOOLS
    assert response.context["old"].before.endswith("about them. ")
    assert [piece.text for piece in response.context["pieces"] if piece.excerpts] == [SCHOOLS_NOW]
    assert [(piece.kind, piece.text) for piece in response.context["changes"]] == [
        ("same", "Then schools came to "),
        ("removed", "every"),
        ("added", "each single"),
        ("same", " village of the region."),
    ]


def test_confirming_makes_it_exact_and_goes_on_to_the_next(desk, changed, lost, moved, staff):
    response = post(desk, changed, "confirm")

    assert (response.status_code, response.url) == (302, address(lost))
    assert now(changed) == (SCHOOLS_NOW, "exact")
    event = Event.objects.get(verb=placing.CONFIRMED)
    assert (event.actor, event.before["anchor"], event.after["anchor"]) == (staff, "changed", "exact")


def test_after_the_last_one_the_queue_comes_back(desk, call, lost, moved, changed):
    post(desk, changed, "confirm")

    response = post(desk, lost, "drop")

    assert response.url == f"{reverse('admin:review_excerpt_changelist')}?answer__question__call__id__exact={call.pk}"
    assert to_place(call) == ToPlace(0, 0)


def test_a_lost_passage_is_placed_at_selected_words(desk, lost, moved):
    response = post(desk, lost, "place", **words(moved, "Water is what we need"))

    assert response.status_code == 302
    assert now(lost) == ("Water is what we need", "exact")
    assert Excerpt.objects.get(pk=lost.pk).answer == moved
    assert Coding.objects.live().filter(excerpt=lost).count() == 1


def test_without_script_a_passage_is_placed_at_picked_sentences(desk, lost, moved):
    sentences = [value for value, text in desk.get(address(lost)).context["sentences"] if text.startswith("Water")]

    post(desk, lost, "place", sentence=sentences)

    assert now(lost) == ("Water is what we need before anything else is built here.", "exact")


def test_a_lost_passage_whose_words_stand_elsewhere_once_is_proposed_and_not_placed(desk, call, submission, changed):
    revise(submission, answers={"achievements": f"{OLD.replace(SCHOOLS, '')} That is all. {SCHOOLS}"})
    move_excerpts(call=call)
    assert now(changed) == (SCHOOLS, "lost")

    page = desk.get(address(changed))
    assert [piece.text for piece in page.context["pieces"] if piece.excerpts] == [SCHOOLS]
    post(desk, changed, "proposed")

    assert now(changed) == (SCHOOLS, "exact")
    assert Excerpt.objects.get().answer == newest(submission)


def test_placing_where_an_excerpt_stands_gives_that_one_the_codings(desk, call, lost, moved, staff):
    other = make_code(call, "C2", "2", "Infrastructure")
    water = mark(moved, "Water is what we need", other, staff)

    post(desk, lost, "place", **words(moved, "Water is what we need"))

    assert not Excerpt.objects.filter(pk=lost.pk).exists()
    assert sorted(coding.code.identifier for coding in Coding.objects.live().filter(excerpt=water)) == ["C2", "C4"]


def test_dropping_takes_the_codings_off_and_says_which(desk, lost, moved):
    coding = Coding.objects.get(excerpt=lost)

    post(desk, lost, "drop")

    assert not Coding.objects.filter(excerpt=lost, removed_at=None).exists()
    assert Event.objects.get(verb=placing.DROPPED).before["codings"] == [coding.pk]


@pytest.mark.parametrize("act", ["confirm", "drop", "place"])
def test_each_act_can_be_taken_back(desk, call, changed, moved, act):
    before = Excerpt.objects.filter(pk=changed.pk).values().get()
    post(desk, changed, act, **(words(moved, "Water is what we need") if act == "place" else {}))
    page = desk.get(address(changed))

    desk.post(reverse("admin:review_excerpt_undo", args=(changed.pk,)), {"event": page.context["last_act"].pk})

    assert Excerpt.objects.filter(pk=changed.pk).values().get() == before
    assert Coding.objects.filter(excerpt=changed, removed_at=None).count() == 1
    assert to_place(call) == ToPlace(changed=1, lost=1)


def test_what_was_taken_back_is_not_taken_back_twice(desk, changed, moved):
    post(desk, changed, "confirm")
    event = desk.get(address(changed)).context["last_act"].pk
    undo = reverse("admin:review_excerpt_undo", args=(changed.pk,))
    desk.post(undo, {"event": event})

    desk.post(undo, {"event": event})

    assert now(changed)[1] == "changed"
    assert Event.objects.filter(verb=placing.UNDONE).count() == 1


def test_words_that_do_not_stand_there_are_refused_with_both(desk, lost, moved):
    response = post(desk, lost, "place", **{**words(moved, "Water"), "quote": "Wine"})

    assert (response.status_code, response.context["selected"], response.context["now"]) == (409, "Wine", "Water")
    assert now(lost) == (THANKS, "lost")


def test_a_selection_is_widened_to_whole_words(desk, lost, moved):
    post(desk, lost, "place", **words(moved, "ater is wh"))

    assert now(lost) == ("Water is what", "exact")


def test_nothing_selected_is_told_in_a_sentence(desk, lost, moved):
    response = post(desk, lost, "place")

    assert response.status_code == 400
    assert response.context["problem"].startswith("Select the words in the newest answer")


def test_an_answer_withdrawn_can_only_be_dropped(desk, call, submission, changed):
    revise(submission, answers={"achievements": ""})

    page = desk.get(address(changed))

    assert page.context["excerpt"].anchor == "lost" and page.context["newest"] is None
    assert "does not answer this question in words" in page.text
    assert post(desk, changed, "drop").status_code == 302


def test_codings_of_others_are_dropped_only_by_whoever_may_delete_codings(client, lost, moved):
    reviewer = make_staff("reviewer2", superuser=False)
    set_up_groups()
    reviewer.groups.add(Group.objects.get(name="reviewer"))
    client.force_login(reviewer)

    assert client.get(address(lost)).context["may_drop"] is False
    assert post(client, lost, "drop").status_code == 403
    assert post(client, lost, "place", **words(moved, "Water is what we need")).status_code == 302


def test_a_passage_of_nobody_is_not_found(desk, moved):
    assert desk.get(reverse("admin:review_excerpt_place", args=(10**6,))).status_code == 404


def test_events_hold_no_words(desk, changed, lost, moved):
    post(desk, changed, "confirm")
    post(desk, lost, "place", **words(moved, "Water is what we need"))

    told = str(list(Event.objects.filter(verb__contains="excerpt").values_list("before", "after")))
    assert not any(word in told for word in ("schools", "Water", "Thank"))
