"""What links an Action Line, an objective and a type of statement: table-driven over spans, and through the database."""

import pytest

from review.linkage import Link, count, linkage, on_the_same_words
from review.models import Review
from review.models.coding import remove_coding
from submissions.models.submission import Submission
from tests.linkages import ANSWER, code_words, make_codes
from tests.make import make_joint, make_staff, make_submission

SPANS = {
    "nothing": ([], []),
    "one code": ([(0, 5, "a")], ["a"]),
    "two codes on one passage": ([(0, 5, "a"), (0, 5, "b")], ["ab"]),
    "one within the other": ([(0, 9, "a"), (3, 5, "b")], ["ab"]),
    "overlapping by one character": ([(0, 5, "a"), (4, 9, "b")], ["ab"]),
    "touching": ([(0, 5, "a"), (5, 9, "b")], ["a", "b"]),
    "apart": ([(0, 3, "a"), (5, 9, "b")], ["a", "b"]),
    "a chain, whose ends do not meet": ([(0, 4, "a"), (3, 7, "b"), (6, 9, "c")], ["ab", "bc"]),
    "three that meet two by two meet in one place": ([(0, 5, "a"), (3, 8, "b"), (4, 6, "c")], ["abc"]),
    "one code twice, the shorter ends first": ([(0, 9, "a"), (0, 3, "a"), (5, 7, "b")], ["a", "ab"]),
    "one code on neighbours": ([(0, 3, "a"), (3, 6, "a"), (2, 4, "b")], ["ab"]),
}


@pytest.mark.parametrize(("spans", "found"), SPANS.values(), ids=SPANS)
def test_codes_are_together_where_one_character_carries_them(spans, found):
    assert {"".join(sorted(codes)) for codes in on_the_same_words(spans)} == set(found)


FACETS = {"C2": "action-line", "C7": "action-line", "C7h": "action-line", "G1": "gdc-objective", "G2": "gdc-objective"}
FACETS |= {"xc": "statement-type", "xs": "statement-type", "divide": "theme"}
PARENTS = {"C7h": "C7"}
# records of (submission, answer, start, end, code) → what is linked on the same words, and in the same answer; "+" stands for any
COUNTED = {
    "two codes on the same passage": ([(1, 1, 0, 5, "C2"), (1, 1, 0, 5, "G1")], {"C2 G1": 1}, {"C2 G1": 1}),
    "overlapping passages": ([(1, 1, 0, 5, "C2"), (1, 1, 4, 9, "G1")], {"C2 G1": 1}, {"C2 G1": 1}),
    "the same answer, other words": ([(1, 1, 0, 5, "C2"), (1, 1, 5, 9, "G1")], {}, {"C2 G1": 1}),
    "another answer of the same submission": ([(1, 1, 0, 5, "C2"), (1, 2, 0, 5, "G1")], {}, {}),
    "another submission": ([(1, 1, 0, 5, "C2"), (2, 2, 0, 5, "G1")], {}, {}),
    "twice in one submission": (
        [(1, answer, 0, 5, code) for answer in (1, 2) for code in ("C2", "G1")],
        {"C2 G1": 1},
        {"C2 G1": 1},
    ),
    "in two submissions": ([(n, n, 0, 5, code) for n in (1, 2) for code in ("C2", "G1")], {"C2 G1": 2}, {"C2 G1": 2}),
    "a sub-line counts for its line, once beside it": (
        [(1, 1, 0, 5, "C7h"), (1, 1, 0, 5, "C7"), (1, 1, 0, 5, "G1"), (2, 2, 0, 5, "C7h"), (2, 2, 0, 5, "G1")],
        {"C7h G1": 2, "C7 G1": 2},
        {"C7h G1": 2, "C7 G1": 2},
    ),
    "a type on the words of both": (
        [(1, 1, 0, 9, "C2"), (1, 1, 3, 9, "G1"), (1, 1, 3, 5, "xc")],
        {"C2 G1": 1, "C2 G1 xc": 1},
        {"C2 G1": 1, "C2 G1 xc": 1},
    ),
    "a type on the words of one alone": (
        [(1, 1, 0, 9, "C2"), (1, 1, 5, 9, "G1"), (1, 1, 0, 5, "xc")],
        {"C2 G1": 1},
        {"C2 G1": 1, "C2 G1 xc": 1},
    ),
    "one type twice, and another": (
        [(1, 1, 0, 9, code) for code in ("C2", "G1", "xc", "xs")] + [(1, 2, 0, 9, code) for code in ("C2", "G1", "xc")],
        {"C2 G1": 1, "C2 G1 xc": 1, "C2 G1 xs": 1},
        {"C2 G1": 1, "C2 G1 xc": 1, "C2 G1 xs": 1},
    ),
    "a theme links nothing": ([(1, 1, 0, 5, "C2"), (1, 1, 0, 5, "divide"), (1, 1, 0, 5, "xc")], {}, {}),
}


def told(who):
    """ "line objective type" → how many, without the totals."""
    return {" ".join(filter(None, key)): len(submissions) for key, submissions in who.items() if None not in key[:2]}


@pytest.mark.parametrize(("records", "on_words", "in_answer"), COUNTED.values(), ids=COUNTED)
def test_a_link_is_counted_by_submission(records, on_words, in_answer):
    assert told(count(records, Link.WORDS, FACETS, PARENTS)[0]) == on_words
    assert told(count(records, Link.ANSWER, FACETS, PARENTS)[0]) == in_answer


def test_totals_are_distinct_submissions_and_what_is_raised_needs_no_link():
    records = [(1, 1, 0, 5, code) for code in ("C2", "C7", "G1", "G2")] + [(2, 2, 0, 5, code) for code in ("C2", "G2", "xc")]
    records += [(3, 3, 0, 5, "C2"), (4, 4, 0, 5, "C7h")]

    who, raised = count(records, Link.WORDS, FACETS, PARENTS)

    assert {key: len(found) for key, found in who.items() if key[2] is None} == {
        **{("C2", "G1", None): 1, ("C2", "G2", None): 2, ("C2", None, None): 2},
        **{("C7", "G1", None): 1, ("C7", "G2", None): 1, ("C7", None, None): 1},
        **{(None, "G1", None): 1, (None, "G2", None): 2, (None, None, None): 2},
    }
    assert (len(who[None, None, "xc"]), len(who["C2", None, "xc"])) == (1, 1)
    assert {code: len(found) for code, found in raised.items()} == {"C2": 3, "C7": 2, "C7h": 1, "G1": 1, "G2": 2, "xc": 1}


@pytest.fixture
def codes(call):
    return make_codes(call)


def figures(call, **filters):
    found = linkage(call, **filters)
    lines, objectives, types = ({code.pk: code.identifier for code in group} for group in (found.lines, found.objectives, found.types))
    keys = [(lines.get(line), objectives.get(objective), types.get(kind)) for line, objective, kind in found.who]
    return {" ".join(filter(None, key)): len(who) for key, who in zip(keys, found.who.values(), strict=True) if all(key[:2])}


def test_two_coders_link_by_overlapping_passages(call, codes, staff):
    answer = make_submission(call, answers={"achievements": ANSWER}).all_answers.get()
    code_words(answer, "Clinics got fibre", codes["C7-health"], by=staff)
    code_words(answer, "fibre", codes["G1"], by=make_staff("alma"))
    code_words(answer, "the price fell", codes["xc"], codes["C2"], by=staff)

    assert figures(call) == {"C7-health G1": 1, "C7 G1": 1}
    assert figures(call, link=Link.ANSWER) == {
        **{f"{line} G1": 1 for line in ("C7-health", "C7", "C2")},
        **{f"{line} G1 xc": 1 for line in ("C7-health", "C7", "C2")},
    }


def test_a_joint_submission_counts_once_and_a_filter_narrows(call, codes, staff):
    joint = make_joint(call, answers={"achievements": ANSWER}, region="Africa")
    alone = make_submission(call, "Union", answers={"challenges": ANSWER}, region="Europe")
    for submission in (joint, alone):
        code_words(submission.all_answers.get(), "fibre", codes["C2"], codes["G1"], by=staff)

    assert figures(call) == {"C2 G1": 2}
    assert figures(call, region="Africa") == {"C2 G1": 1}
    assert figures(call, question=call.questions.get(identifier="challenges").pk) == {"C2 G1": 1}


@pytest.mark.parametrize("what", ["set aside", "withdrawn", "coding removed", "lost", "revised"])
def test_what_does_not_count_links_nothing(call, codes, staff, what):
    submission = make_submission(call, answers={"achievements": ANSWER})
    code_words(submission.all_answers.get(), "fibre", codes["C2"], codes["G1"], by=staff)
    assert figures(call) == {"C2 G1": 1}

    excerpt = submission.all_answers.get().excerpts.get()
    if what == "set aside":
        Review.objects.create(submission=submission, set_aside_at=submission.received_at, set_aside_reason="spam")
    elif what == "withdrawn":
        Submission.objects.filter(pk=submission.pk).update(withdrawn_at=submission.received_at)
    elif what == "coding removed":
        remove_coding(excerpt.codings.select_related("excerpt__answer__submission").get(code=codes["G1"]), by=staff)
    elif what == "lost":
        submission.all_answers.get().excerpts.update(anchor="lost")
    else:
        submission.current_version.answer_links.all().delete()

    assert figures(call) == {}


def test_a_retired_code_stays_while_somebody_raised_it(call, codes, staff):
    answer = make_submission(call, answers={"achievements": ANSWER}).all_answers.get()
    code_words(answer, "fibre", codes["C2"], codes["G1"], by=staff)
    call.codes.filter(identifier__in=("C2", "C8")).update(retired_at=call.opens_at)

    assert [code.identifier for code in linkage(call).lines] == ["C2", "C7", "C7-health"]


def test_the_queries_do_not_grow(call, codes, staff, django_assert_num_queries):
    for number in range(3):
        answer = make_submission(call, f"Number {number}", answers={"achievements": ANSWER}).all_answers.get()
        code_words(answer, "fibre", codes["C2"], codes["G1"], by=staff)

        with django_assert_num_queries(3):
            assert linkage(call).count() == number + 1
