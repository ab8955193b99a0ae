"""`generate`: synthetic submissions that differ, stay the same for a seed, and behave like real ones."""

import pytest
from django.core.management import CommandError, call_command

from review.models import Coding
from submissions.models import Call, Publication, Submission
from submissions.receipt import receipt_hash
from tests.make import make_call, make_code


def generate(count, **options):
    call_command("generate", submissions=count, **options)


def names():
    return list(Submission.objects.order_by("external_id").values_list("current_version__stakeholder_name", flat=True))


def test_generate_loads_the_shipped_call_and_varies_what_it_enters(db):
    generate(60)

    call = Call.objects.get(slug="wsis20")
    versions = [submission.current_version for submission in call.submissions.received().select_related("current_version")]
    assert len(versions) == 60
    assert {version.language for version in versions} == {"ar", "zh", "en", "fr", "ru", "es"}
    assert len({version.stakeholder_type for version in versions}) == 8
    assert len({version.region for version in versions}) == 6
    assert {submission.consent.level for submission in call.submissions.all()} == {"named", "anonymous", "none"}
    assert {3 <= version.answers.count() <= 7 for version in versions} == {True}
    assert all(answer.choices for answer in call.questions.get(kind="choices-and-text").answers.all())


def test_generated_versions_have_the_receipt_that_proves_them(call):
    generate(3, call=call.slug)

    for submission in Submission.objects.all():
        version = submission.current_version
        answers = list(version.answers_in_order())
        assert version.receipt_hash == receipt_hash(version, answers, version.endorsers.all(), {a.question_id: a.question for a in answers})


def test_same_seed_enters_nothing_twice_and_another_seed_others(call, capsys):
    generate(5, call=call.slug)
    first = names()

    generate(7, call=call.slug)
    longer = names()
    generate(5, call=call.slug, seed=2)

    assert first == longer[:5]
    assert Submission.objects.count() == 12
    assert "Entered 2 synthetic submissions into “review”; 5 were there already." in capsys.readouterr().out


@pytest.mark.parametrize("needs_second_person", [False, True])
def test_generate_publishes_exactly_those_that_consent(call, needs_second_person):
    Call.objects.update(needs_second_person=needs_second_person)

    generate(20, call=call.slug, publish=True)

    consenting = set(Submission.objects.consenting().values_list("pk", flat=True))
    assert 0 < len(consenting) < 20
    assert set(Publication.objects.live().values_list("submission", flat=True)) == consenting


def test_generate_codes_whole_sentences_once(call):
    make_code(call)
    generate(20, call=call.slug, code=True)
    count = Coding.objects.of(call).count()

    generate(20, call=call.slug, code=True)

    codings = list(Coding.objects.select_related("excerpt__answer"))
    assert count > 0
    assert {coding.excerpt.answer.text[coding.excerpt.start : coding.excerpt.end] == coding.excerpt.quote for coding in codings} == {True}
    assert {coding.coder.is_active for coding in codings} == {False}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"submissions": 0}, "--submissions is “0”"),
        ({"submissions": 1, "call": "gone"}, "There is no call “gone”"),
        ({"submissions": 1, "call": "empty"}, "has no questions"),
    ],
)
def test_generate_refuses_in_a_sentence(db, options, message):
    make_call("empty", questions=())

    with pytest.raises(CommandError, match=message):
        call_command("generate", **options)
    assert Submission.objects.count() == 0
