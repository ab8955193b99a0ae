"""The receipt: what it proves, and that it goes on proving it."""

import pytest

from submissions import drafting, receipt
from submissions.models import Version
from tests.make import make_draft, make_submission


def record_of(version):
    answers = list(version.answers_in_order())
    return receipt.receipt_record(
        version, answers, list(version.endorsers.all()), {answer.question_id: answer.question for answer in answers}
    )


def test_the_receipt_proves_what_was_sent(call):
    version = make_submission(call, "Ministry", answers={"achievements": "Bridges."}, endorsers=["Delta"]).current_version

    assert receipt.sha256(record_of(version)) == version.receipt_hash
    assert record_of(version)["answers"] == [
        {"question": "achievements", "question_text": "What about achievements?", "language": "en", "choices": [], "text": "Bridges."}
    ]


@pytest.mark.parametrize(
    ("language", "asked"), [("fr", "Quels progrès ?"), ("zh-hans", "有哪些进展？"), ("en", "What about achievements?")]
)
def test_the_receipt_proves_the_question_as_shown_whatever_becomes_of_it(call, language, asked):
    call.questions.update(translations={"text": {"fr": "Quels progrès ?", "zh-hans": "有哪些进展？"}})
    version = drafting.submit(make_draft(call, answers={"achievements": "…"}).draft, consent="named", wording="", language=language)

    call.questions.update(text="Which achievements?", translations={})

    assert [answer["question_text"] for answer in record_of(version)["answers"]] == [asked]
    assert receipt.sha256(record_of(version)) == version.receipt_hash


def test_the_same_words_sent_twice_have_different_receipts(call):
    first = make_submission(call, "Same").current_version
    second = make_submission(call, "Same").current_version

    assert first.receipt_hash != second.receipt_hash
    assert len(first.salt) == 64
    assert Version.objects.filter(salt=first.salt).count() == 1


def test_the_hash_does_not_depend_on_the_order_of_keys():
    assert receipt.sha256({"a": 1, "b": "é"}) == receipt.sha256({"b": "é", "a": 1})
