"""Who answered, chose and raised: every rule of counting by an example."""

import pytest
from django.utils import timezone

from review import counting
from review.counting import READ, STRUCK, UNPUBLISHED
from review.models import Coding, Review
from review.progress import progress
from submissions import endorsing
from submissions.models.publication import withdraw
from tests.make import code_span, make_call, make_code, make_draft, make_joint, make_publication, make_staff, make_submission

PARENTS = {"C7-health": "C7", "C7-science": "C7"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], {}),
        ([("q", "C4", 1)], {"q": {"C4": 1}}),
        ([("q", "C4", 1), ("q", "C4", 1)], {"q": {"C4": 1}}),
        ([("q", "C4", 1), ("q", "C4", 2)], {"q": {"C4": 2}}),
        ([("q", "C7-health", 1)], {"q": {"C7-health": 1, "C7": 1}}),
        ([("q", "C7-health", 1), ("q", "C7-science", 1), ("q", "C7", 1)], {"q": {"C7-health": 1, "C7-science": 1, "C7": 1}}),
        ([("q", "C7-health", 1), ("q", "C7-science", 2)], {"q": {"C7-health": 1, "C7-science": 1, "C7": 2}}),
        ([("q", "C4", 1), ("r", "C4", 1)], {"q": {"C4": 1}, "r": {"C4": 1}}),
    ],
)
def test_count_raised_counts_submissions_once_and_sub_lines_for_their_parent(rows, expected):
    assert counting.count_raised([(*row, READ) for row in rows], PARENTS) == expected


def unpublished(code, *submissions, has=UNPUBLISHED):
    return [("q", code, submission, has) for submission in submissions]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (unpublished("C4", 1, 2), {}),
        (unpublished("C4", 1, 2, 3), {"C4": 3}),
        ([("q", "C4", 9, READ), *unpublished("C4", 1)], {"C4": 1}),
        ([("q", "C4", 9, READ), *unpublished("C4", 1, 2, 3)], {"C4": 4}),
        ([*unpublished("C4", 9), ("q", "C4", 9, READ)], {"C4": 1}),  # one of its passages can be read
        (unpublished("C7-health", 1) + unpublished("C7-science", 2, 3), {"C7": 3}),
        (unpublished("C7-health", 1, 2, 3, 4) + unpublished("C7", 5), {"C7": 5}),
        (unpublished("C7-health", 1, 2, 3, 4, 5) + unpublished("C7", 6), {"C7": 6, "C7-health": 3}),
        (unpublished("C7-health", 1, 2, 3) + unpublished("C7-science", 4, 5, 6), {"C7": 6, "C7-health": 3, "C7-science": 3}),
        (unpublished("C4", 1, has=STRUCK) + unpublished("C4", 2, 3), {}),
        (unpublished("C4", 1, 2, 3, has=STRUCK) + unpublished("C4", 4, 5), {"C4": 3}),
        ([*unpublished("C4", 1, has=STRUCK), ("q", "C4", 1, READ)], {"C4": 1}),
    ],
)
def test_what_one_or_two_unpublished_submissions_raise_counts_for_the_parent_alone(rows, expected):
    assert counting.count_raised(rows, PARENTS).get("q") == expected


def test_lineage_ends_where_the_data_go_in_a_circle():
    assert counting.lineage("a", {"a": "b", "b": "a"}) == ["a", "b"]


def test_count_choices_counts_an_option_once_a_submission():
    rows = [("q", 1, ["C1", "C2", "C1"], True, "choices"), ("q", 2, ["C2"], True, "choices"), ("r", 1, [], True, "choices")]

    assert counting.count_choices(rows) == {"q": {"C1": 1, "C2": 2}}


@pytest.mark.parametrize(("kind", "figures"), [("choices", {"C1": 1}), ("choices-and-text", {"C1": 4, "C2": 3})])
def test_count_choices_tells_no_option_by_subtraction_where_everybody_chose(kind, figures):
    """Who answers with a text may have chosen nothing, and the whole says nothing of C3 then."""
    hidden = (["C1"], ["C1"], ["C1"], ["C2"], ["C2", "C3"], ["C2", "C3"])
    rows = [("q", 0, ["C1"], True, kind), *(("q", number, values, False, kind) for number, values in enumerate(hidden, 1))]

    assert counting.count_choices(rows) == {"q": figures}


def test_answered_leaves_out_drafts_blanks_and_what_was_set_aside(call):
    make_publication(call, answers={"achievements": "Yes.", "challenges": "n/a"}, stakeholder_type="academia")
    make_publication(call, answers={"achievements": "Cables.", "challenges": " \n "})
    make_draft(call, answers={"achievements": "A draft."})
    aside = make_submission(call, answers={"achievements": "Buy pills."})
    Review.objects.create(submission=aside, set_aside_at=timezone.now(), set_aside_reason="spam")

    achievements = call.questions.get(identifier="achievements").pk
    assert counting.answered_by_type(call) == {achievements: {"academia": 1, "government": 1}}
    assert counting.by_type(call) == {"academia": 1, "government": 1}
    assert counting.totals(call) == counting.Totals(received=3, set_aside=1, withdrawn=0, entities=3, published=2)


def test_answered_counts_a_choice_without_text(db):
    call = make_call(choices=("challenges",))
    make_publication(call, answers={"challenges": ("", ["C1"])})
    make_publication(call, answers={"challenges": ("Both.", ["C1", "C2"])})

    challenges = call.questions.get(identifier="challenges").pk
    assert counting.answered_by_type(call) == {challenges: {"government": 2}}
    assert counting.chosen(call) == {challenges: {"C1": 2, "C2": 1}}


def test_I12_one_that_declines_is_no_entity_anywhere(call):
    submission = make_joint(call, joined={"Boat Club": "a@boats.example", "Lake Union": "b@lake.example", "Quiet Club": ""})
    make_submission(make_call("other"), endorsers=("Elsewhere",))

    endorsing.reply(submission.endorsements.get(contact_email="a@boats.example"), "declined")
    endorsing.reply(submission.endorsements.get(contact_email="b@lake.example"), "confirmed")

    public = call.figures.get(name="entities").value
    assert (counting.totals(call).entities, progress(call).entities, public) == (3, 3, 3)


def test_totals_count_joint_submissions_as_entities_and_drop_a_withdrawn_publication(call):
    first = make_publication(call, endorsers=("League of Lakes", "Union of Ponds"))
    make_publication(call, name="Society of Streams", consent="anonymous")
    before = counting.totals(call)

    withdraw(first.submission)

    assert before == counting.Totals(received=2, set_aside=0, withdrawn=0, entities=4, published=2)
    assert counting.totals(call) == counting.Totals(received=2, set_aside=0, withdrawn=0, entities=4, published=1)


def test_raised_leaves_out_removed_codings_and_what_was_set_aside(call):
    coder, parent = make_staff(), make_code(call, "C7", "7", "ICT applications")
    health = make_code(call, "C7-e-health", "7h", "E-health", parent=parent)
    answers = [make_publication(call, name).version.answers.get() for name in ("Kept", "Removed", "Aside")]
    for answer in answers:
        code_span(answer, start=0, end=4, quote=answer.text[:4], code=health, by=coder)
    Coding.objects.filter(excerpt__answer=answers[1]).update(removed_at=timezone.now())
    Review.objects.create(submission=answers[2].submission, set_aside_at=timezone.now(), set_aside_reason="spam")

    assert counting.raised(call) == {answers[0].question_id: {health.pk: 1, parent.pk: 1}}
