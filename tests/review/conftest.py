"""A submission to code, and a code for it."""

import pytest

from tests.make import TEXT, make_code, make_submission


@pytest.fixture
def submission(call):
    return make_submission(call, answers={"achievements": TEXT, "challenges": "Money is short."})


@pytest.fixture
def answer(submission):
    """The answer that says TEXT."""
    return submission.all_answers.get(question__identifier="achievements")


@pytest.fixture
def code(call):
    return make_code(call)
