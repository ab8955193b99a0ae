"""Passages that are struck out of a public copy: they count as unpublished ones do, and nothing tells whose they are."""

import pytest

from review import counting
from review.document.ledger import ledger
from review.document.linkage import linkage_annex
from review.document.outline import outline
from review.drafting_summary import draft_section
from review.evidence import quotable, tallies
from review.models import Evidence, Statement, Summary
from review.models.summary import give_sections
from review.redacting import redact, redacted_in, remove_redaction
from submissions.models import Submission
from submissions.models.publication import approve, copy_hash, public_copy
from tests.editions import person
from tests.linkages import code_words, make_codes
from tests.make import make_code, make_publication, make_submission

BRIBES = "Minister Doe took bribes."
SAID = f"We thank you. {BRIBES} Boats came."


@pytest.fixture
def statement(call):
    summary = Summary.objects.create(call=call, title="On rivers")
    give_sections(summary)
    return Statement.objects.create(section=summary.sections.first(), position=1, lead="Bribes", text="{quantity} told of bribes. {quote}")


@pytest.fixture
def theme(call):
    return make_code(call, "BR", "br", "Bribes", facet="theme")


def publish(submission):
    """Approve its newest version with what is struck out of it."""
    version = submission.current_version
    version.submission, redacted = submission, redacted_in([version])
    approve(version, by=None, seen=copy_hash(public_copy(version, redacted)), redacted=redacted)


def say(call, name, *, struck=(), text=SAID, consent="named"):
    """A submission, published where it consents, without the words that are struck out; returns it."""
    submission = Submission.objects.get(pk=make_submission(call, name, consent, answers={"achievements": text}).pk)
    answer = submission.all_answers.get()
    for words in struck:
        start = answer.text.index(words)
        redact(answer, start=start, end=start + len(words), quote=words, reason="personal-data", by=person("coder"))
    if consent != "none":
        publish(submission)
    return submission


def put(statement, submission, theme, quote=BRIBES, role="supports"):
    """A coded passage of the submission under the statement; returns the Excerpt."""
    excerpt = code_words(submission.all_answers.get(), quote, theme, by=person("coder"))
    Evidence.objects.create(statement=statement, excerpt=excerpt, role=role)
    return excerpt


def tally(statement):
    return tallies(statement.section.summary.call, [Statement.objects.get(pk=statement.pk)])[statement.pk]


def lines(call):
    """What the annex of evidence says."""
    return ["".join(getattr(part, "text", part) for part in line) for of in outline(call).evidence for row in of.rows for line in row.lines]


@pytest.mark.parametrize("words", (BRIBES, "Doe", "you. Minister"))
def test_a_passage_that_a_redaction_touches_is_not_published(call, statement, theme, words):
    submission = say(call, "Whistle Union", struck=(words,))
    put(statement, submission, theme)

    found = tally(statement)
    assert (found.n, found.published, found.struck, found.left_out, found.entities) == (0, 0, 1, 1, 0)
    assert found.supporting == frozenset()


def test_another_passage_of_the_same_submission_is_read(call, statement, theme):
    submission = say(call, "Whistle Union", struck=(BRIBES,))
    put(statement, submission, theme)
    put(statement, submission, theme, "Boats came.")

    found = tally(statement)
    assert (found.n, found.struck, found.supporting) == (1, 0, {submission.pk})


def test_a_passage_is_read_again_once_the_copy_that_holds_it_is_published(call, statement, theme):
    submission = say(call, "Whistle Union", struck=(BRIBES,))
    excerpt = put(statement, submission, theme)

    remove_redaction(excerpt.answer.redactions.get(), by=person("coder"))
    before = tally(statement).published
    publish(Submission.objects.get(pk=submission.pk))

    assert (before, tally(statement).published) == (0, 1)


def test_who_contradicts_or_qualifies_with_a_passage_that_is_struck_out_is_not_numbered(call, statement, theme):
    put(statement, say(call, "Open Office"), theme)
    for role in ("contradicts", "qualifies"):
        put(statement, say(call, role, struck=("Doe",)), theme, role=role)

    found = tally(statement)
    assert (found.against, found.qualifying, found.differing, found.contradicting) == (frozenset(), frozenset(), 0, 1)
    assert lines(call) == ["Supported by 1 submission. Published: 1."]


@pytest.mark.parametrize(
    ("struck", "unpublished", "told", "of"),
    [(1, 0, "", 2), (2, 2, "", 3), (1, 2, "", 2), (3, 2, " Not published: 3.", 4), (3, 3, " Not published: 6.", 7)],
)
def test_struck_out_and_unpublished_ones_are_counted_each_from_three_on(call, statement, theme, struck, unpublished, told, of):
    """Together they could be more than are told to have answered."""
    put(statement, say(call, "Open Office"), theme)
    for number in range(struck):
        put(statement, say(call, f"Whistle {number}", struck=("Doe",)), theme)
    for number in range(unpublished):
        put(statement, say(call, f"Hidden {number}", consent="none"), theme)

    found = tally(statement)
    number = f"{found.n} submission{'s' if found.n > 1 else ''}"
    assert (lines(call), found.of) == ([f"Supported by {number}. Published: 1.{told}"], of)
    assert found.n <= found.of


@pytest.mark.parametrize(("struck", "figure"), [(1, None), (2, None), (3, 3)])
def test_codes_count_struck_out_passages_from_three_on(call, theme, struck, figure):
    for number in range(struck):
        code_words(say(call, f"Whistle {number}", struck=(BRIBES,)).all_answers.get(), BRIBES, theme, by=person("coder"))

    raised = counting.raised(call).get(call.questions.get(identifier="achievements").pk, {})
    assert (raised.get(theme.pk), counting.coded(call)) == (figure, figure or 0)


@pytest.mark.parametrize(("struck", "cells"), [(1, set()), (2, set()), (3, {"–", "3"})])
def test_links_count_struck_out_passages_from_three_on(call, struck, cells):
    codes = make_codes(call)
    for number in range(struck):
        answer = say(call, f"Whistle {number}", struck=(BRIBES,)).all_answers.get()
        code_words(answer, BRIBES, codes["C2"], codes["G1"], codes["xc"], by=person("coder"))

    assert {cell for table in linkage_annex(call) for row in table.rows for cell in row[2:] if len(cell) < 3} == cells


def test_words_that_are_struck_out_are_not_quoted_from_another_place(call, statement, theme):
    submission = say(call, "Whistle Union", struck=("Doe ran.",), text="Doe ran. Boats came. It is said that Doe ran.")
    excerpt = put(statement, submission, theme, "Doe ran.")
    other = code_words(excerpt.answer, "said that Doe ran.", theme, by=person("coder"))

    assert quotable([excerpt.pk, other.pk]) == {other.pk}


def test_a_machines_draft_quotes_and_numbers_what_can_be_read_alone(call, statement, theme, staff):
    for name, struck in (("Whistle Union", (BRIBES,)), ("Open Office", ())):
        code_words(say(call, name, struck=struck).all_answers.get(), BRIBES, theme, by=person("coder"))
    make_publication(call, "Silent Springs")
    section = statement.section
    draft_section(section)

    proposed = section.statements.get(status="proposed")
    Statement.objects.filter(pk=proposed.pk).update(status="draft")

    assert lines(call) == ["Supported by 1 submission. Published: 2."]
    assert [quote.passage.text for quote in ledger(call).quotes[proposed.pk]] == [BRIBES]
