"""Acts of several people at one moment, on a real connection each: nothing is lost, consent always wins."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from submissions.models import Publication, PublishedAnswer, Submission
from submissions.models.publication import NotPublishable, approve, copy_hash, public_copy, withdraw
from tests.make import make_call, make_draft, make_publication, make_submission

ROUNDS = 12

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts in threads that start together; return what each raised, None where nothing."""
    barrier, raised = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait()
            act()
        except Exception as error:
            raised[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_I1_withdrawal_beats_publication_whichever_comes_first():
    call = make_call()
    for _round in range(ROUNDS):
        submission = make_submission(call)
        version = submission.current_version
        seen = copy_hash(public_copy(version, {}))

        published, withdrawn = at_once(
            lambda version=version, seen=seen: approve(version, by=None, seen=seen, redacted={}),
            lambda pk=submission.pk: withdraw(Submission.objects.get(pk=pk)),
        )

        assert withdrawn is None
        assert published is None or isinstance(published, NotPublishable)
        assert not Publication.objects.live().filter(submission=submission).exists()
        assert not PublishedAnswer.objects.filter(publication__submission=submission).exists()


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
