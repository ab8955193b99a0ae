"""A submission on which three statements rest is withdrawn: counts, words, stale marks, annexes and every file change at once."""

import pytest

from review.coverage import coverage
from review.document.files import WRITERS, summary_file
from review.document.outline import outline
from review.models import Evidence, Statement
from review.models.coding import Excerpt
from review.statements import set_status, staleness
from submissions.models.publication import withdraw
from submissions.revising import withdraw_submission
from tests.review.test_document_statements import annex, code, section, sentences, state, support
from tests.unpacking import text_within

__all__ = ("code", "section", "support")  # fixtures

ALL = 22  # that answered
NAME, WORDS = "Delta Council", "Boats came to every village."
BEFORE = ("Some submissions (3 of 22)", "Several submissions (4 of 22)", "Many submissions (7 of 22)")
AFTER = ("A few submissions (2 of 21)", "Some submissions (3 of 21)", "Several submissions (6 of 21)")


@pytest.fixture
def submission(call, section, support, staff):
    """Published, as all 22 are, and under three statements, which are approved; the others that each rests on are the first ones."""
    statements = [state(section, lead=f"Point {place}", position=place) for place in range(3)]
    made = support(statements[0], NAME, WORDS)
    others = [support(statements[0], f"Office {number}", f"Ships came {number}.") for number in range(ALL - 1)]
    excerpts = {row.answer.submission_id: row for row in Excerpt.objects.select_related("answer")}
    Evidence.objects.all().delete()
    for statement, number in zip(statements, (3, 4, 7), strict=True):
        who = [made, *others[: number - 1]]
        Evidence.objects.bulk_create(Evidence(statement=statement, excerpt=excerpts[one.pk]) for one in who)
        set_status(statement, Statement.Status.APPROVED, by=staff)
    return made


def stale(call):
    return [bool(changes) for changes in staleness(call, Statement.objects.in_order()).values()]


def files(call):
    """Format → all that can be read in the file, with single spaces."""
    return {format: " ".join(text_within(summary_file(call, format)).split()) for format in WRITERS}


def starts(made):
    return tuple(text.removesuffix(" named boats.") for _lead, text in sentences(made))


@pytest.mark.parametrize("act", (withdraw, withdraw_submission))
def test_withdrawing_changes_counts_words_marks_and_annexes_at_once(call, submission, act):
    before, marks_before = outline(call), stale(call)

    act(submission)

    after = outline(call)
    assert (starts(before), starts(after)) == (BEFORE, AFTER)
    assert (marks_before, stale(call), coverage(call)["stale"].count) == ([False] * 3, [True] * 3, 3)
    assert (before.mark, after.mark) == ("", "DRAFT – not approved yet")
    assert [lines[0] for _number, lines, _quotes in annex(after)] == [
        "Supported by 2 submissions. Published: 2, 3.",
        "Supported by 3 submissions. Published: 2, 3, 4.",
        "Supported by 6 submissions. Published: 2, 3, 4, 5, 6, 7.",
    ]
    quoting = [sum(WORDS in quotes for _number, _lines, quotes in annex(made)) for made in (before, after)]
    assert quoting == [2, 0]  # nobody is quoted a third time
    assert [[row[0].text for row in made.annex.rows][:2] for made in (before, after)] == [["1", "2"], ["2", "3"]]
    [[group_before], [group_after]] = before.sections[0].groups, after.sections[0].groups
    assert (group_before.points[0].count, group_after.points[0].count) == (22, 21)


def test_withdrawing_changes_every_file_at_once(call, submission):
    before = files(call)

    withdraw(submission)

    after = files(call)
    for format, text in before.items():
        assert all(words in text for words in (NAME, WORDS, *BEFORE)), format
        assert not any(words in text for words in ("DRAFT", *AFTER)), format
    for format, text in after.items():
        assert all(words in text for words in ("DRAFT", *AFTER)), format
        assert not any(words in text for words in (NAME, WORDS, *BEFORE)), format
