"""Evidence under statements: who counts, of how many, what may be quoted, and what changed since an approval."""

import pytest

from review.document import wording
from review.evidence import quotable, state_hash, states_of, tallies
from review.models import Evidence, Section, Statement, Summary
from review.models.coding import remove_coding
from review.models.screening import Redaction
from review.publishing import set_aside
from submissions import endorsing
from submissions.models.publication import withdraw
from tests.make import code_span, make_code, make_joint, make_publication, make_staff, make_submission, publish, revise


@pytest.fixture
def statement(call):
    summary = Summary.objects.create(call=call, title="On rivers")
    section = Section.objects.create(summary=summary, question=call.questions.get(identifier="achievements"))
    return Statement.objects.create(section=section, text="{quantity} named boats.")


@pytest.fixture
def code(call):
    return make_code(call)


def support(statement, submission, code, *, quote="Boats came.", role="supports", question="achievements"):
    """A coded passage of the submission under the statement; returns the Evidence."""
    answer = submission.current_version.answers.get(question__identifier=question)
    start = answer.text.index(quote)
    coding = code_span(
        answer, start=start, end=start + len(quote), quote=quote, code=code, by=make_staff(f"coder{Evidence.objects.count()}")
    )
    return Evidence.objects.create(statement=statement, excerpt=coding.excerpt, role=role)


def boats(call, name, consent="named", **more):
    make = make_publication if consent != "none" else make_submission
    made = make(call, name=name, consent=consent, answers={"achievements": "Boats came. Boats went."}, **more)
    return getattr(made, "submission", made)


def tally(call, statement):
    return tallies(call, [Statement.objects.get(pk=statement.pk)])[statement.pk]


def test_tally_counts_submissions_once_with_entities_and_what_is_published(call, statement, code):
    joint = boats(call, "Delta Council", endorsers=("Union of Ponds", "Union of Lakes"))
    support(statement, joint, code)
    support(statement, joint, code, quote="Boats went.")
    support(statement, boats(call, "Shy Institute", consent="none"), code)
    support(statement, boats(call, "Doubting Office"), code, role="contradicts")
    support(statement, boats(call, "Careful Office"), code, role="qualifies")
    make_publication(call, name="Silent Springs", answers={"achievements": "n/a", "challenges": "Money."})

    found = tally(call, statement)

    assert (found.n, found.published, found.not_published, found.left_out, found.entities) == (1, 1, 1, 1, 3)
    assert (found.contradicting, len(found.qualifying), found.passages, found.of) == (1, 1, 3, 3)


def test_a_submission_set_aside_withdrawn_or_no_longer_coded_counts_no_more(call, statement, code, staff):
    aside, gone, uncoded, stays = (boats(call, name) for name in ("Copy Office", "Gone Office", "Uncoded Office", "Stays"))
    for submission in (aside, gone, uncoded, stays):
        evidence = support(statement, submission, code)
        if submission == uncoded:
            remove_coding(evidence.excerpt.codings.get(), by=staff)
    set_aside(aside, reason="duplicate", by=staff)
    type(gone).objects.filter(pk=gone.pk).update(withdrawn_at=gone.received_at)

    found = tally(call, statement)

    assert (found.n, found.of) == (1, 2)


def test_consent_withdrawn_takes_the_quote_and_leaves_one_that_cannot_be_told(call, statement, code):
    evidence = support(statement, boats(call, "Delta Council"), code)
    before = (tally(call, statement), len(quotable([evidence.excerpt_id])))

    withdraw(evidence.excerpt.answer.submission)

    after = tally(call, statement)
    assert (before[0].published, before[1]) == (1, 1)
    assert (after.n, after.published, after.left_out, len(quotable([evidence.excerpt_id]))) == (0, 0, 1, 0)


def test_evidence_from_another_question_widens_of_how_many(call, statement, code):
    support(statement, boats(call, "Delta Council"), code)
    other = make_publication(call, name="Lake Office", answers={"challenges": "Boats came."}).submission
    assert tally(call, statement).of == 1

    support(statement, other, code, question="challenges")

    found = tally(call, statement)
    assert (found.n, found.of) == (2, 2)


@pytest.mark.parametrize(("unpublished", "n", "of"), [(0, 1, 1), (1, 1, 1), (2, 1, 1), (3, 4, 7)])
def test_evidence_from_another_question_widens_nothing_where_its_submissions_are_left_out(call, statement, code, unpublished, n, of):
    support(statement, boats(call, "Delta Council"), code)
    for number in range(3):
        make_publication(call, name=f"Lake Office {number}", answers={"challenges": "Money."})
    for number in range(unpublished):
        hidden = make_submission(call, f"Shy {number}", "none", answers={"challenges": "Boats came."})
        support(statement, hidden, code, question="challenges")

    found = tally(call, statement)
    assert (found.n, found.of) == (n, of)


def test_evidence_on_an_answer_that_a_newer_version_replaced_counts_no_more(call, statement, code):
    submission = boats(call, "Delta Council")
    support(statement, submission, code)
    revise(submission)  # the answer is unchanged, so it is still the newest
    assert tally(call, statement).n == 1

    submission.refresh_from_db()
    version = submission.versions.create(
        number=9, stakeholder_type="government", language="en", submitted_at=submission.received_at, receipt_hash="x"
    )
    type(submission).objects.filter(pk=submission.pk).update(current_version=version)

    assert (tally(call, statement).n, tally(call, statement).of) == (0, 0)


@pytest.mark.parametrize(("anchor", "expected"), [("exact", 1), ("changed", 0), ("lost", 0)])
def test_only_a_passage_that_is_placed_for_sure_is_quotable(call, statement, code, anchor, expected):
    evidence = support(statement, boats(call, "Delta Council"), code)
    type(evidence.excerpt).objects.filter(pk=evidence.excerpt_id).update(anchor=anchor)

    assert len(quotable([evidence.excerpt_id])) == expected


def test_nothing_is_quotable_while_publication_is_paused(call, statement, code):
    evidence = support(statement, boats(call, "Delta Council"), code)
    type(call).objects.filter(pk=call.pk).update(paused_at=call.opens_at)

    assert quotable([evidence.excerpt_id]) == set()


@pytest.mark.parametrize(
    ("published", "unpublished", "n", "left_out"), [(1, 0, 1, 0), (0, 2, 0, 2), (0, 3, 3, 0), (1, 1, 1, 1), (4, 2, 4, 2), (4, 3, 7, 0)]
)
def test_one_or_two_unpublished_submissions_are_counted_neither_above_nor_below(call, statement, code, published, unpublished, n, left_out):
    for number in range(published + unpublished):
        support(statement, boats(call, f"Office {number}", consent="named" if number < published else "none"), code)

    found = tally(call, statement)

    assert (found.n, found.left_out, found.of) == (n, left_out, n)


@pytest.mark.parametrize(
    ("unpublished", "said"),
    [(1, ""), (2, ""), (3, "3 submissions expressed differing views."), (4, "4 submissions expressed differing views.")],
)
def test_unpublished_ones_that_contradict_are_told_of_from_three_on(call, statement, code, unpublished, said):
    support(statement, boats(call, "Delta Council"), code)
    for number in range(unpublished):
        support(statement, boats(call, f"Shy {number}", consent="none"), code, role="contradicts")

    found = tally(call, statement)
    assert (wording.differing(found), found.contradicting) == (said, unpublished)  # the secretariat sees them all


def test_a_passage_of_a_version_that_is_not_public_yet_is_not_published(call, statement, code):
    submission = boats(call, "Delta Council")
    revise(submission, answers={"achievements": "Boats came. Ships came."})
    submission.refresh_from_db()

    support(statement, submission, code)

    found = tally(call, statement)
    assert (found.n, found.published, found.not_published) == (0, 0, 1)


def test_a_joint_submission_counts_once_with_its_entities_and_without_one_that_declined(call, statement, code):
    submission = make_joint(
        call, joined={"Boat Club": "a@boats.example", "Lake Union": "b@lake.example"}, answers={"achievements": "Boats came."}
    )
    endorsing.reply(submission.endorsements.get(contact_email="a@boats.example"), "declined")
    publish(submission)

    support(statement, submission, code)

    found = tally(call, statement)
    assert (found.n, found.entities, found.of) == (1, 2, 1)


def test_entities_of_an_anonymous_copy_are_not_told(call, statement, code):
    support(statement, boats(call, "Delta Council", consent="anonymous", endorsers=("Union of Ponds", "Union of Lakes")), code)

    assert tally(call, statement).entities == 1


@pytest.mark.parametrize(("joined", "entities"), [(0, 4), (1, 4), (2, 4), (3, 7)])
def test_entities_that_joined_unpublished_submissions_are_told_of_from_three_on(call, statement, code, joined, entities):
    support(statement, boats(call, "Delta Council"), code)
    for number in range(3):
        joins = [f"Shy Union {n}" for n in range(joined)] if not number else ()
        support(statement, boats(call, f"Shy {number}", consent="none", endorsers=joins), code)

    found = tally(call, statement)
    assert (found.n, found.entities) == (4, entities)


def test_state_changes_with_role_coding_consent_redaction_anchor_text_and_word(call, statement, code, staff):
    evidence = support(statement, boats(call, "Delta Council"), code)
    submission, excerpt = evidence.excerpt.answer.submission, evidence.excerpt
    hashes = [state_hash(statement, states_of(call, [statement])[statement.pk])]

    def note():
        hashes.append(state_hash(statement, states_of(call, [statement])[statement.pk]))

    Evidence.objects.filter(pk=evidence.pk).update(role="qualifies")
    note()
    remove_coding(excerpt.codings.get(), by=staff)
    note()
    withdraw(submission)
    note()
    Redaction.objects.create(answer=excerpt.answer, start=0, end=5, quote="Boats", reason="personal-data", made_by=staff)
    note()
    type(excerpt).objects.filter(pk=excerpt.pk).update(anchor="changed")
    note()
    statement.text = "{quantity} named ships."
    note()
    statement.quantity = "few"
    note()
    Evidence.objects.all().delete()
    note()

    assert len(set(hashes)) == len(hashes) == 9


def test_tallies_queries_do_not_grow_with_statements_or_evidence(call, statement, code, django_assert_num_queries):
    support(statement, boats(call, "Delta Council"), code)
    with django_assert_num_queries(6):
        tallies(call, Statement.objects.select_related("section").all())

    for number in range(3):
        other = Statement.objects.create(section=statement.section, text="More.")
        support(other, boats(call, f"Office {number}"), code)

    with django_assert_num_queries(6):
        tallies(call, Statement.objects.select_related("section").all())
