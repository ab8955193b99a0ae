"""How often the stakeholder's pages ask the database: as often with many submissions as with one, and where a question more costs more.

SQLite locks no rows, so a locking query is one less there.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.figures import refresh_figures
from submissions.models import Answer, ConsentRecord, Submission, Version
from tests.make import filled, make_call

MANY = 300
QUESTIONS = {2: ("achievements", "challenges"), 20: tuple(f"question-{number}" for number in range(20))}

pytestmark = pytest.mark.django_db


def crowd(call, count):
    """So many further received submissions, written in bulk."""
    question = call.questions.first()
    submissions = Submission.objects.bulk_create(Submission(call=call) for _n in range(count))
    versions = Version.objects.bulk_create(
        Version(submission=each, stakeholder_name="Body", submitted_at=call.opens_at, receipt_hash="0" * 64) for each in submissions
    )
    consents = ConsentRecord.objects.bulk_create(ConsentRecord(submission=each, level="named", channel="online") for each in submissions)
    Answer.objects.bulk_create(Answer(submission=each, question=question, text="Said.", frozen_at=call.opens_at) for each in submissions)
    for submission, version, consent in zip(submissions, versions, consents, strict=True):
        submission.state, submission.current_version, submission.consent = "received", version, consent
    Submission.objects.bulk_update(submissions, ("state", "current_version", "consent"))


def asked(act):
    with CaptureQueriesContext(connection) as queries:
        response = act()
    assert response.status_code in (200, 302)
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in queries)


def walk(client, call):
    """How often each step of a walk asks; all questions are answered, and at the end one answer is written anew."""
    answers = {f"text-{question.identifier}": f"On {question.identifier}." for question in call.questions.all()}
    respond = reverse("submissions:respond", args=(call.slug,))
    counts = {"start page": asked(lambda: client.get(respond)), "start": asked(lambda: client.post(respond))}
    handle = next(iter(client.session["submission_handles"]))
    draft, check, receipt = (reverse(f"submissions:{name}", args=(handle,)) for name in ("draft", "draft-check", "receipt"))
    form = {name: value for name, value in filled().items() if not name.startswith("text-")}
    counts["empty form"] = asked(lambda: client.get(draft))
    counts["first save"] = asked(lambda: client.post(draft, form | answers | {"edition": "0"}))
    counts["form"] = asked(lambda: client.get(draft))
    counts["save unchanged"] = asked(lambda: client.post(draft, form | answers | {"edition": "1"}))
    changed = answers | {next(iter(answers)): "Written anew."}
    counts["save one answer"] = asked(lambda: client.post(draft, form | changed | {"edition": "2"}))
    counts["check page"] = asked(lambda: client.get(check))
    counts["submit"] = asked(lambda: client.post(check, {"edition": "3"}))
    counts["receipt"] = asked(lambda: client.get(receipt))
    counts["consent"] = asked(lambda: client.post(reverse("submissions:consent", args=(handle,)), {"level": "anonymous"}))
    counts["withdraw"] = asked(lambda: client.post(reverse("submissions:withdraw", args=(handle,))))
    return counts


def expected(number_of_questions):
    """The queries of each step, those for the session included.

    A save reads one answer after the other to see whether it changed, and writes those that did: so a further question costs it one
    query, and three when it is answered for the first time. Nothing else depends on the number of questions or submissions.
    """
    locks = connection.features.has_select_for_update
    return {
        "start page": 1,
        "start": 6,
        "empty form": 11,
        "first save": 19 + locks + 3 * number_of_questions,
        "form": 11,
        "save unchanged": 17 + locks + number_of_questions,
        "save one answer": 18 + locks + number_of_questions,
        "check page": 11,
        "submit": 24 + locks,
        "receipt": 19,
        "consent": 8 + locks,
        "withdraw": 7 + locks,
    }


@pytest.mark.parametrize("number_of_questions", QUESTIONS)
def test_the_walk_asks_as_often_with_many_submissions_as_with_one(client, number_of_questions):
    call = make_call(questions=QUESTIONS[number_of_questions])
    refresh_figures(call)  # the first that comes in counts once more
    among_none = walk(client, call)
    crowd(call, MANY)
    client.cookies.clear()

    among_many = walk(client, call)

    assert among_none == expected(number_of_questions)
    assert among_many == among_none
