"""What a moved excerpt is worth: a changed one counts and is not quoted, a lost one is neither, a redacted one is not quoted."""

import pytest

from review import counting
from review.document.outline import outline
from review.models import Coding
from review.moving import move_excerpts
from review.redacting import redact
from tests.make import make_code, publish, revise
from tests.review.test_moving import OLD, SCHOOLS, THANKS, WATER, mark, newest, submission

__all__ = ("mark", "submission")  # fixtures

pytestmark = pytest.mark.django_db


def test_changed_counts_and_lost_does_not(call, submission, code, mark):
    theme = make_code(call, "th", "th", "Theme", facet="theme")
    mark(SCHOOLS), mark(THANKS, codes=(theme,))
    revise(submission, answers={"achievements": OLD.replace("every village", "each single village").replace(THANKS, "")})

    move_excerpts(call=call)

    submission.refresh_from_db()
    publish(submission)
    question = call.questions.get(identifier="achievements")
    assert counting.raised(call) == {question.pk: {code.pk: 1}}


def quoted(call):
    return [quote.passage.text for section in outline(call).sections for quote in section.quotes]


def test_the_summary_quotes_no_passage_that_waits_to_be_confirmed(call, submission, mark):
    mark(SCHOOLS)
    publish(submission)
    assert quoted(call)[0] == SCHOOLS
    revise(submission, answers={"achievements": OLD.replace("every village", "each single village")})
    move_excerpts(call=call)
    mark(WATER, on=newest(submission))
    submission.refresh_from_db()

    publish(submission)

    assert quoted(call)[0] == WATER
    assert {coding.excerpt.anchor for coding in Coding.objects.of(call)} == {"changed", "exact"}


def test_a_redaction_inside_an_excerpt_keeps_its_codes_and_ends_its_being_quotable(call, submission, answer, staff, mark):
    mark(SCHOOLS), mark(WATER)
    start = answer.text.index("every village")

    redact(answer, start=start, end=start + 13, quote="every village", reason="personal-data", by=staff)

    assert {coding.excerpt.quote for coding in Coding.objects.of(call)} == {SCHOOLS, WATER}
    assert {coding.excerpt.quote for coding in Coding.objects.of(call).quotable()} == {WATER}
