"""The language of an answer: that of the submission unless the answer has its own."""

import pytest
from django.urls import reverse

from submissions import drafting
from submissions.models import PublishedAnswer
from submissions.models.submission import Version, VersionAnswer
from submissions.own_copy import own_copy
from tests.make import filled, make_call, make_draft, make_handle, make_submission, publish

pytestmark = pytest.mark.django_db


def languages(version):
    return {answer.question.identifier: answer.language for answer in version.answers.select_related("question")}


@pytest.fixture
def draft(call):
    return make_draft(call, answers={"achievements": "Ponts", "challenges": "جسور"}, language="fr")


def post(client, submission, **changes):
    version = submission.draft
    data = filled(edition=str(version.edition), **{"text-achievements": "Ponts", "text-challenges": "جسور", "language": version.language})
    return client.post(reverse("submissions:draft", args=(make_handle(client, submission),)), data | changes)


def test_an_answer_keeps_its_own_language_when_that_of_the_submission_changes(client, draft):
    post(client, draft, **{"language-challenges": "ar"})
    own = languages(draft.draft)

    post(client, draft, **{"language-challenges": "ar", "language": "es"})

    assert own == {"achievements": "fr", "challenges": "ar"}
    assert languages(draft.draft) == {"achievements": "es", "challenges": "ar"}


def test_an_answer_goes_back_to_the_language_of_the_submission(client, draft):
    post(client, draft, **{"language-challenges": "ar"})

    post(client, draft, **{"language-challenges": ""})

    assert languages(draft.draft) == {"achievements": "fr", "challenges": "fr"}


def test_saving_without_languages_leaves_them(draft):
    questions = {question.identifier: question for question in draft.call.questions.all()}
    drafting.save(draft.draft, edition=1, answers={questions["challenges"]: ("جسور", [])}, languages={questions["challenges"]: "ar"})

    drafting.save(draft.draft, edition=2, answers={questions["challenges"]: ("جسور وطرق", [])})

    assert languages(draft.draft) == {"achievements": "fr", "challenges": "ar"}


def test_a_language_that_no_form_offers_is_refused(client, draft):
    response = post(client, draft, **{"language-challenges": "tlh"})

    assert [anchor for anchor, _label, _sentence in response.context["form"].problems()] == ["id_language-challenges"]
    assert languages(draft.draft) == {"achievements": "fr", "challenges": "fr"}


def test_the_page_writes_each_box_in_its_language(client, draft):
    post(client, draft, **{"language-challenges": "ar"})

    page = client.get(reverse("submissions:draft", args=(make_handle(client, draft),))).text

    boxes = {name: page.split(f'name="text-{name}"')[1].split(">")[0] for name in ("achievements", "challenges")}
    assert 'lang="fr"' in boxes["achievements"] and 'dir="auto"' in boxes["achievements"]
    assert 'lang="ar"' in boxes["challenges"] and 'dir="rtl"' in boxes["challenges"]


def test_a_frozen_answer_in_another_language_is_a_new_row_and_the_old_one_stays(call):
    submission = make_submission(call, answers={"achievements": "Ponts"}, language="fr")
    frozen = submission.current_version.answers.get()
    draft = Version.objects.create(submission=submission, number=2, language="fr")
    VersionAnswer.objects.create(version=draft, question=frozen.question, answer=frozen)

    drafting.save(draft, edition=0, answers={frozen.question: ("Ponts", [])}, languages={frozen.question: ""})
    unchanged = draft.answers.get()
    drafting.save(draft, edition=1, profile={"language": "es"})

    assert unchanged == frozen
    assert (languages(draft), languages(submission.current_version)) == ({"achievements": "es"}, {"achievements": "fr"})


def test_the_public_copy_and_the_receipt_name_the_language_of_each_answer(client):
    call = make_call()
    submission = make_draft(call, answers={"achievements": "Bridges", "challenges": "جسور"}, declares_authority=True, draft_consent="named")
    questions = {question.identifier: question for question in call.questions.all()}
    drafting.save(submission.draft, edition=1, answers={questions["challenges"]: ("جسور", [])}, languages={questions["challenges"]: "ar"})
    drafting.submit(submission.draft, consent="named", wording="You may publish.", language="en")
    submission.refresh_from_db()

    publish(submission)

    assert dict(PublishedAnswer.objects.values_list("question__identifier", "language")) == {"achievements": "en", "challenges": "ar"}
    assert [answer["language"] for answer in drafting.receipt_of(submission.current_version)["answers"]] == ["en", "ar"]


def test_the_question_is_kept_as_the_page_showed_it_whatever_the_answer_is_in(client):
    call = make_call()
    call.questions.filter(identifier="challenges").update(translations={"text": {"ar": "ما التحديات؟"}})
    submission = make_draft(call, answers={"challenges": "Trust"}, language="ar", declares_authority=True, draft_consent="named")
    question = call.questions.get(identifier="challenges")
    drafting.save(submission.draft, edition=1, answers={question: ("Trust", [])}, languages={question: "en"})
    handle = make_handle(client, submission)
    check, shown, kept = (f"/ar{reverse(f'submissions:{name}', args=(handle,))}" for name in ("draft-check", "receipt", "receipt-json"))

    client.post(check, {"edition": "2"})
    receipt, record = client.get(shown).text, client.get(kept).json()

    assert [(answer["question_text"], answer["language"]) for answer in record["answers"]] == [("ما التحديات؟", "en")]
    assert '<p class="question-text" lang="ar" dir="auto">ما التحديات؟</p>' in receipt
    assert '<p class="kept-lines" lang="en" dir="auto">Trust</p>' in receipt


def test_the_own_copy_sets_a_question_in_its_own_language_and_the_answer_in_another(call):
    call.questions.update(translations={"text": {"ar": "ما الإنجازات؟"}})
    draft = make_draft(call, answers={"achievements": "Ponts"}, language="fr").draft
    version = drafting.submit(draft, consent="none", wording="", language="ar")

    answer = own_copy(version).answers[0]

    assert (answer.question.text, answer.question.language, answer.text.language) == ("ما الإنجازات؟", "ar", "fr")
