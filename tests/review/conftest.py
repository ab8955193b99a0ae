"""A submission to code, and a code for it."""

import pytest

from submissions import drafting, revising
from tests.make import TEXT, make_code, make_staff, make_submission


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


@pytest.fixture
def amina(db):
    return make_staff("amina")


@pytest.fixture
def boris(db):
    return make_staff("boris")


@pytest.fixture
def send_anew():
    """A function by which a stakeholder sends a new version with some answers, by identifier, told otherwise."""

    def send_anew(submission, **answers):
        draft = revising.revise(submission)
        questions = {question.identifier: question for question in submission.call.questions.all()}
        drafting.save(draft, edition=0, answers={questions[key]: (text, []) for key, text in answers.items()})
        return drafting.submit(draft, consent="named", wording="", language="en")

    return send_anew
