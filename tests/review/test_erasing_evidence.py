"""Erasure of what a statement of the summary rests on."""

import pytest

from review import erasure
from review.models import Statement
from review.statements import set_status, staleness
from tests.review.test_erasure import full


@pytest.mark.django_db
def test_a_statement_approved_on_what_was_erased_reads_as_stale_and_keeps_no_hash_of_it(call, staff):
    submission = full(call, staff)
    statement = Statement.objects.get()
    set_status(statement, Statement.Status.APPROVED, by=staff)
    statement.refresh_from_db()
    words = [facts["words"] for facts in statement.approved_state.values()]

    erasure.erase(submission, by=staff)

    statement.refresh_from_db()
    assert len(words) == 1 and words[0] not in str(statement.approved_state)
    assert staleness(call, [statement]) == {statement.pk: ("1 passage was taken away.",)}
