"""The stakeholder's verbs, without a page."""

import pytest
from django.db.models import ProtectedError

from submissions import drafting
from submissions.models import Answer, Version
from submissions.models.submission import VersionAnswer
from submissions.receipt import sha256
from tests.make import make_draft, make_submission


def save_texts(version, **texts):
    questions = {question.identifier: question for question in version.submission.call.questions.all()}
    drafting.save(version, edition=version.edition, answers={questions[key]: (text, []) for key, text in texts.items()})


def second_draft(submission):
    """A draft of the next version that holds the same answers."""
    draft = Version.objects.create(submission=submission, number=2, stakeholder_name="Ministry", stakeholder_type="government")
    for link in submission.current_version.answer_links.all():
        VersionAnswer.objects.create(version=draft, question=link.question, answer=link.answer)
    return draft


@pytest.mark.parametrize("blank", ["", " \n\t"])
def test_an_answer_taken_out_of_a_draft_is_no_row_and_its_question_may_go(call, blank):
    draft = make_draft(call, answers={"achievements": "Bridges.", "challenges": "Floods."}).draft
    with pytest.raises(ProtectedError):
        call.questions.get(identifier="challenges").delete()

    save_texts(draft, challenges=blank)
    drafting.submit(draft, consent="none", wording="", language="en")

    assert list(Answer.objects.values_list("text", flat=True)) == ["Bridges."]
    call.questions.get(identifier="challenges").delete()


def test_an_answer_taken_out_of_the_next_version_stays_in_the_one_before(call):
    submission = make_submission(call, answers={"achievements": "Bridges.", "challenges": "Floods."})
    draft = second_draft(submission)

    save_texts(draft, challenges="")

    assert {answer.text for answer in submission.current_version.answers.all()} == {"Bridges.", "Floods."}
    assert [answer.text for answer in draft.answers.all()] == ["Bridges."]


def test_the_question_is_kept_as_it_was_when_the_answer_was_sent(call):
    call.questions.update(translations={"text": {"fr": "Quoi ?"}})
    submission = make_draft(call, answers={"achievements": "Bridges.", "challenges": "Floods."})
    call.questions.filter(identifier="challenges").update(text="Corrected since?")
    in_french = make_draft(call, answers={"achievements": "Des ponts."})

    sent = [
        drafting.submit(each.draft, consent="none", wording="", language=language)
        for each, language in ((submission, "en"), (in_french, "fr"))
    ]

    assert [[answer.question_text for answer in version.answers_in_order()] for version in sent] == [
        ["What about achievements?", "Corrected since?"],
        ["Quoi ?"],
    ]
    assert [sha256(drafting.receipt_of(version)) for version in sent] == [version.receipt_hash for version in sent]
