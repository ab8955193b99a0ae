"""The server dies while people write and submit: what was acknowledged is there, once. Hundreds of moments: `tests/benchmarks/kill.py`."""

from collections import Counter

import pytest

from tests.killing import judge, kill_once
from tests.make import make_call
from tests.serving import Portal, database_url

MOMENTS = 6


@pytest.fixture
def portal(transactional_db, tmp_path):
    """The portal served in processes of its own on the test's database."""
    portal = Portal(tmp_path, DATABASE_URL=database_url())
    portal.manage("collectstatic", "--no-input")
    with portal.running():
        yield portal


def test_I6_a_killed_server_loses_no_receipt_and_no_draft(portal):
    questions = ("achievements", "challenges", "platforms")
    call, tally, wrong = make_call(questions=questions), Counter(), []

    for moment in range(MOMENTS):
        stories = kill_once(portal, call.slug, questions, f"Writer {moment}")
        wrong += judge(portal, call.slug, questions, stories, tally)

    assert wrong == []
    assert tally["walks"] >= MOMENTS * 4
    assert "Problems: 0." in portal.manage("checkintegrity")
