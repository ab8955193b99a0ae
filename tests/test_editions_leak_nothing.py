"""I1 for issued editions: after any act, no address of the summary holds what is private, in any form, nor for old validators or ranges.

By hand, fifty histories: `HISTORIES=50 uv run --extra dev pytest tests/test_editions_leak_nothing.py`.
"""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from review.editions import NotFinal, issue, prepare
from review.models import Statement, Summary
from review.statements import NotPossible, set_status
from submissions.models import PublishedEdition
from tests.histories import ACTS, LEVEL, WHO
from tests.public_side import read, summary_addresses
from tests.summaries import BEGINNING, WORK, SummaryWorld
from tests.test_nothing_leaks import hidden, machine
from tests.unpacking import laid_open

pytestmark = pytest.mark.django_db

ISSUE = st.tuples(st.just("issue"), WHO, LEVEL)
HISTORIES = st.lists(st.one_of(ACTS, WORK, ISSUE, ISSUE), min_size=4, max_size=10).map(
    lambda acts: [*BEGINNING, ("issue", 0, "named"), *acts]
)


class EditionWorld(SummaryWorld):
    """A world in which the secretariat also issues editions."""

    def __init__(self, name, public=None):
        super().__init__(name, public)
        self.issued = 0
        Statement.objects.filter(status=Statement.Status.PROPOSED).delete()

    def issue(self, _who, _level):
        """Approve what can be, drop the rest, and issue what then may be final."""
        for statement in Statement.objects.filter(section__summary__call=self.call).exclude(status=Statement.Status.DROPPED):
            try:
                set_status(statement, Statement.Status.APPROVED, by=self.staff)
            except NotPossible:
                set_status(statement, Statement.Status.DROPPED, by=self.staff)
        try:
            edition = prepare(Summary.objects.get(call=self.call), by=None)
        except NotFinal:
            return
        issue(edition, by=None, seen=edition.fingerprint)
        self.issued += 1


def test_I1_no_address_of_an_edition_holds_a_private_word_after_any_act(monkeypatch):
    statuses, editions = [], []

    @machine(3)
    @given(HISTORIES)
    def run(acts):
        with transaction.atomic():
            world, known = EditionWorld("A"), {}
            with world.at_its_time(monkeypatch):
                for step, _act in enumerate(world.play(acts)):
                    if step >= len(BEGINNING):
                        secrets = {word.decode() for word in hidden(world)} | set(world.private.values())
                        for address in summary_addresses(world.call, range(1, world.issued + 2)):
                            look(address, secrets, known)
            editions.append(PublishedEdition.objects.filter(call=world.call).count())
            transaction.set_rollback(True)

    def look(address, secrets, known):
        validators, old = known.get(address, ({}, b""))
        for headers in ({}, validators, {"Range": "bytes=0-99999"}):
            status, answered, body = read(address, **headers)
            content = f"{answered}\n".lower() + laid_open(body)
            assert {word for word in secrets if word.lower() in content} == set(), address
            assert status in (200, 304, 404, 410), address
            assert status != 304 or read(address)[2] == old, address
            if not headers:
                statuses.append(status)
                validators_now = {"If-None-Match": answered["ETag"]} if "ETag" in answered else {}
                known_now = (validators_now, body)
        known[address] = known_now

    run()
    assert max(editions) > 1
    assert {200, 404, 410} <= set(statuses)
