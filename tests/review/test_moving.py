"""Excerpts follow the newest version: exact, changed or lost, never silently, and no coding is lost on the way."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from review import moving
from review.erasure import erase
from review.integrity import problems
from review.models import Coding, Excerpt, Memo
from review.models.coding import code_excerpt, remove_coding
from review.moving import ToPlace, move_excerpts, to_place
from submissions import entering
from submissions.models import Event, Submission
from tests.make import code_span, make_call, make_code, make_staff, make_submission, revise

pytestmark = pytest.mark.django_db

OLD = (
    "Roads came first, and nobody asked the villages about them. Then schools came to every village of the region. "
    "Thank you for asking us about this. Water is what we need before anything else is built here."
)
SCHOOLS = "Then schools came to every village of the region."
WATER = "Water is what we need before anything else is built here."
THANKS = "Thank you for asking us about this."


@pytest.fixture
def submission(call):
    return make_submission(call, answers={"achievements": OLD, "challenges": "Money is short, and nobody lends us any."})


@pytest.fixture
def mark(answer, code, staff):
    """A function that codes words of the answer and returns their Excerpt."""

    def mark(quote, by=staff, codes=(code,), on=answer):
        start = on.text.index(quote)
        return code_excerpt(on, start=start, end=start + len(quote), quote=quote, codes=codes, by=by)

    return mark


def newest(submission, question="achievements"):
    return Submission.objects.get(pk=submission.pk).current_version.answers.filter(question__identifier=question).first()


def stands(excerpt):
    """(words, anchor, whether on the newest answer) of an excerpt as it is saved; its context is right or this fails."""
    excerpt = Excerpt.objects.select_related("answer__submission").get(pk=excerpt.pk)
    text = excerpt.answer.text
    assert text[excerpt.start : excerpt.end] == excerpt.quote
    assert excerpt.prefix + excerpt.quote + excerpt.suffix == text[max(0, excerpt.start - 32) : excerpt.end + 32]
    return excerpt.quote, excerpt.anchor, excerpt.answer == newest(excerpt.answer.submission)


def test_I13_after_a_revision_an_excerpt_is_exact_changed_or_lost_and_says_so(call, submission, mark):
    water, schools, thanks = mark(WATER), mark(SCHOOLS), mark(THANKS)
    new = f"A new beginning of it all. {OLD}".replace("every village", "each single village").replace(THANKS, "Now to water.")
    revise(submission, answers={"achievements": new})

    assert move_excerpts(call=call) == {"exact": 1, "changed": 1, "lost": 1}
    assert stands(water) == (WATER, "exact", True)
    assert stands(schools) == ("Then schools came to each single village of the region.", "changed", True)
    assert stands(thanks) == (THANKS, "lost", False)
    assert to_place(call) == ToPlace(changed=1, lost=1)


def test_the_event_keeps_where_each_excerpt_was_and_no_words(call, submission, answer, mark):
    schools = mark(SCHOOLS)
    start = schools.start
    revise(submission, answers={"achievements": f"Something before it. {OLD}"})

    move_excerpts(call=call)

    event = Event.objects.get(verb=moving.MOVED)
    added = len("Something before it. ")
    assert (event.submission, event.actor, event.before) == (
        submission,
        None,
        {"question": "achievements", "answer": answer.pk, "places": {str(schools.pk): [start, schools.end, "exact"]}},
    )
    assert event.after == {
        "answer": newest(submission).pk,
        "places": {str(schools.pk): [start + added, schools.end + added, "exact"]},
        "merged": {},
        "exact": 1,
    }


def test_a_staff_correction_moves_excerpts_as_a_revision_does(call, submission, staff, mark):
    schools = mark(SCHOOLS)
    version = submission.current_version
    profile = {field: getattr(version, field) for field in ("stakeholder_name", "stakeholder_type", "scope", "language")}
    answers = {answer.question: (answer.text, []) for answer in version.answers_in_order()}
    question = call.questions.get(identifier="achievements")
    corrected = {**answers, question: (OLD.replace("Roads came", "Roads and rails came"), [])}
    entering.correct(submission, seen=1, by=staff, reason="Misread letter", profile=profile, answers=corrected, endorsers=[])

    assert move_excerpts(call=call) == {"exact": 1}
    assert stands(schools) == (SCHOOLS, "exact", True)


def test_an_answer_that_did_not_change_keeps_its_excerpts_without_an_event(call, submission, mark):
    schools = mark(SCHOOLS)
    revise(submission, answers={"challenges": "Time is short."})

    assert move_excerpts(call=call) == {}
    assert stands(schools) == (SCHOOLS, "exact", True)
    assert not Event.objects.filter(verb=moving.MOVED).exists()


def test_a_question_answered_no_longer_loses_its_excerpts_and_keeps_their_codes(call, submission, mark):
    schools = mark(SCHOOLS)
    revise(submission, answers={"achievements": ""})

    assert move_excerpts(call=call) == {"lost": 1}
    assert stands(schools) == (SCHOOLS, "lost", False)
    assert schools.codings.filter(removed_at=None).count() == 1
    assert not Coding.objects.of(call).exists()


def test_a_twin_left_when_the_marked_one_is_deleted_is_not_taken(call, staff, code, mark):
    text = f"{THANKS} {OLD}"
    twice = make_submission(call, "Twice Thankful", answers={"achievements": text})
    thanks = mark(THANKS, on=twice.all_answers.get())
    revise(twice, answers={"achievements": OLD})

    move_excerpts(call=call)

    assert stands(thanks) == (THANKS, "lost", False)


def test_moving_twice_changes_nothing_and_asks_one_query(call, submission, mark, django_assert_num_queries):
    mark(SCHOOLS), mark(THANKS)
    revise(submission, answers={"achievements": OLD.replace(THANKS, "")})
    move_excerpts(call=call)

    with django_assert_num_queries(1):
        assert move_excerpts(call=call) == {}
    assert Event.objects.filter(verb=moving.MOVED).count() == 1


def test_a_changed_excerpt_stays_to_confirm_however_exact_the_next_version_is(call, submission, mark):
    schools = mark(SCHOOLS)
    once = OLD.replace("every village", "each single village")
    revise(submission, answers={"achievements": once})
    move_excerpts(call=call)
    revise(submission, answers={"achievements": f"{once} The end of what we say."})

    assert move_excerpts(call=call) == {"changed": 1}
    assert stands(schools) == ("Then schools came to each single village of the region.", "changed", True)


def test_versions_that_nobody_looked_at_between_are_skipped(call, submission, mark):
    schools = mark(SCHOOLS)
    revise(submission, answers={"achievements": "A slip of the pen."})
    revise(submission, answers={"achievements": f"Once more, in full. {OLD}"})

    assert move_excerpts(call=call) == {"exact": 1}
    assert stands(schools) == (SCHOOLS, "exact", True)


def test_a_span_that_lands_where_an_excerpt_stands_is_merged_without_a_double_coding(call, submission, staff, code, mark):
    other, alma, theme = (
        make_code(call, "C2", "2", "Infrastructure"),
        make_staff("alma"),
        make_code(call, "th", "th", "Theme", facet="theme"),
    )
    schools = mark(SCHOOLS, codes=(code, other))
    mark(SCHOOLS, by=alma)
    Memo.objects.create(call=call, excerpt=schools, text="Compare with others.", written_by=staff)
    revise(submission, answers={"achievements": f"Before all that. {OLD}"})
    fresh = mark(SCHOOLS, codes=(code, theme), on=newest(submission))

    move_excerpts(call=call)

    assert [excerpt.pk for excerpt in Excerpt.objects.all()] == [fresh.pk]
    assert stands(fresh) == (SCHOOLS, "exact", True)
    standing = Coding.objects.live().values_list("code__identifier", "coder__username").order_by("code__identifier", "coder__username")
    me = staff.username
    assert sorted(standing) == sorted([("C2", me), ("C4", me), ("C4", "alma"), ("th", me)])
    assert Coding.objects.count() == 5  # the doubled one is kept, removed
    assert Memo.objects.get().excerpt == fresh


def test_a_changed_excerpt_makes_the_one_it_is_merged_with_one_to_confirm(call, submission, code, mark):
    mark(SCHOOLS, codes=(make_code(call, "C2", "2", "Infrastructure"),))
    revise(submission, answers={"achievements": OLD.replace("every village", "each single village")})
    fresh = mark("Then schools came to each single village of the region.", on=newest(submission))

    move_excerpts(call=call)

    assert stands(fresh)[1] == "changed"
    assert Coding.objects.live().count() == 2


def test_two_excerpts_of_the_old_answer_that_become_the_same_words_are_merged(call, submission, mark):
    mark("Then schools came to every village of the region"), mark("schools came to every village of the region")
    revise(submission, answers={"achievements": OLD.replace("Then schools", "Schools")})

    move_excerpts(call=call)

    assert Coding.objects.live().count() >= 1
    assert list(problems(call)) == []


def test_removed_codings_move_along_and_stay_removed(call, submission, code, staff, answer, mark):
    schools = mark(SCHOOLS)
    remove_coding(schools.codings.get(), by=staff)
    revise(submission, answers={"achievements": f"Before all that. {OLD}"})

    move_excerpts(call=call)

    assert stands(schools)[1:] == ("exact", True)
    assert (Coding.objects.live().count(), to_place(call)) == (0, ToPlace(0, 0))


def test_other_calls_are_left_alone_unless_all_are_moved(call, submission, mark):
    schools = mark(SCHOOLS)
    revise(submission, answers={"achievements": f"Before all that. {OLD}"})

    assert move_excerpts(call=make_call("other")) == {}
    assert stands(schools)[2] is False
    assert move_excerpts() == {"exact": 1}


def test_the_command_says_what_it_moved(call, submission, mark):
    mark(SCHOOLS), mark(THANKS)
    revise(submission, answers={"achievements": OLD.replace(THANKS, "")})
    out = StringIO()

    call_command("moveexcerpts", stdout=out)

    assert out.getvalue() == "Passages moved: exact 1, changed 0, lost 1.\n"


def test_integrity_holds_after_moving(call, submission, mark):
    mark(SCHOOLS), mark(THANKS), mark(WATER)
    revise(submission, answers={"achievements": f"😀 {OLD}".replace(THANKS, "").replace("anything else", "all else")})

    move_excerpts(call=call)

    assert list(problems(call)) == []


def test_integrity_finds_a_lost_excerpt_on_the_newest_answer(call, mark):
    Excerpt.objects.filter(pk=mark(SCHOOLS).pk).update(anchor="lost")

    assert [sentence.partition(": ")[2] for sentence in problems(call)] == [
        "the excerpt at 60–109 of “achievements” is lost although its answer is that of the newest version."
    ]


def test_an_erased_submission_has_nothing_to_move(call, submission, mark):
    mark(SCHOOLS)
    revise(submission, answers={"achievements": "Nothing of that."})
    erase(submission)

    assert move_excerpts(call=call) == {}
    assert to_place(call) == ToPlace(0, 0)


@pytest.mark.parametrize("name", ["review_coding_queue", "review_coding", "review_quotes", "review_matrix"])
def test_opening_a_page_of_codings_moves_what_was_superseded(desk, call, submission, mark, name):
    schools = mark(SCHOOLS)
    revise(submission, answers={"achievements": f"Before all that. {OLD}"})
    key = submission.pk if name == "review_coding" else call.pk

    response = desk.get(reverse(f"admin:{name}", args=(key,)))

    assert response.status_code == 200
    assert stands(schools) == (SCHOOLS, "exact", True)


def test_a_code_put_by_a_stale_tab_after_the_move_is_moved_next_time(call, submission, answer, code, staff, mark):
    mark(SCHOOLS)
    revise(submission, answers={"achievements": f"Before all that. {OLD}"})
    move_excerpts(call=call)
    theme = make_code(call, "th", "th", "Theme", facet="theme")
    code_span(answer, start=60, end=109, quote=SCHOOLS, code=theme, by=staff)

    move_excerpts(call=call)

    assert sorted(coding.code.identifier for coding in Coding.objects.of(call)) == ["C4", "th"]
    assert Excerpt.objects.count() == 1
