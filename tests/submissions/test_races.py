"""Acts of several people at one moment, on a real connection each: nothing is lost, consent always wins."""

import pytest

from submissions.models import Publication, PublishedAnswer, Submission
from submissions.models.publication import approve, copy_hash, public_copy, withdraw
from tests.make import make_call, make_draft, make_publication, make_submission
from tests.races import at_once, race, race_redaction

ROUNDS = 12
PAIRS = 20  # five hundred by hand: tests/benchmarks/racing.py

pytestmark = pytest.mark.django_db(transaction=True)


def test_I1_withdrawal_beats_publication_whichever_comes_first():
    call = make_call()

    outcomes = {race(call) for _pair in range(PAIRS)}

    assert outcomes <= {"published, then taken down", "withdrawn first, publishing refused"}


def test_I4_a_redaction_beats_the_approval_of_the_copy_without_it():
    call = make_call()

    outcomes = {race_redaction(call) for _pair in range(PAIRS)}

    assert outcomes <= {"published, then taken down", "redacted first, publishing refused"}


def test_I5_two_withdrawals_at_once_are_one():
    call = make_call()
    for _round in range(ROUNDS):
        submission = make_publication(call).submission

        raised = at_once(*[lambda pk=submission.pk: withdraw(Submission.objects.get(pk=pk)) for _person in range(2)])

        assert raised == [None, None]
        assert list(submission.consent_records.values_list("level", "withdrawn")) == [("named", False), ("none", True)]


def test_two_publishers_give_two_numbers_and_one_copy_each():
    call = make_call()
    versions = [make_submission(call, name).current_version for name in ("One", "Two")]
    acts = [
        lambda version=version: approve(version, by=None, seen=copy_hash(public_copy(version, {})), redacted={})
        for version in (*versions, *versions)
    ]

    raised = at_once(*acts)

    assert raised == [None] * 4
    assert sorted(Publication.objects.values_list("number", flat=True)) == [1, 2]
    assert PublishedAnswer.objects.count() == 2


def test_a_draft_starts_while_the_call_is_held():
    """On PostgreSQL a long import or publication must not keep people from starting; on SQLite they wait their turn."""
    call = make_call()
    versions = [make_submission(call, f"Body {number}").current_version for number in range(4)]
    acts = [
        lambda version=version: approve(version, by=None, seen=copy_hash(public_copy(version, {})), redacted={}) for version in versions
    ]

    raised = at_once(*acts, *[lambda number=number: make_draft(call, f"New {number}") for number in range(4)])

    assert raised == [None] * 8
    assert Submission.objects.filter(state="draft").count() == 4
