"""Redaction: spans left out of every public copy, bound by its hash, never public for a moment."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from review import publishing
from review.desk.countries import resolve
from review.desk.endorsing import is_other_copy
from review.document.passages import coded_candidates, spans_of_excerpts
from review.integrity import problems
from review.models import Redaction
from review.redacting import NotRedactable, redact, remove_redaction
from submissions import drafting
from submissions.models import Event, Publication, PublishedAnswer, Submission
from submissions.models.publication import NotPublishable
from submissions.struck import REPLACEMENT, without
from tests.make import code_span, make_code, make_publication, make_submission, revise

pytestmark = pytest.mark.django_db

SECRET = "Ada Shore"
SAYS = "We built bridges. Our engineer Ada Shore fell ill. Then schools came."
LEFT = "We built bridges. Our engineer […] fell ill. Then schools came."


def page(name, submission):
    return reverse(f"admin:review_{name}", args=(submission.pk,))


def strike(submission, words=SECRET, identifier="achievements", by=None, **facts):
    """Redact the words where they first stand in the newest answer."""
    newest = Submission.objects.get(pk=submission.pk).current_version
    answer = newest.answers.get(question__identifier=identifier)
    start = answer.text.index(words)
    return redact(answer, start=start, end=start + len(words), quote=words, by=by, **{"reason": "personal-data", **facts})


def published_text():
    return PublishedAnswer.objects.get(question__identifier="achievements").text


@pytest.fixture
def sent(call):
    return make_submission(call, answers={"achievements": SAYS, "challenges": "Floods."})


@given(text=st.text(max_size=40), spans=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=6))
def test_redacted_text_holds_what_no_span_covers_in_order_and_a_replacement_for_each_run(text, spans):
    spans = [(start, min(start + length, len(text))) for start, length in spans if start < len(text)]
    covered = [any(start <= at < end for start, end in spans) for at in range(len(text))]
    expected, before = "", False
    for character, hidden in zip(text, covered, strict=True):
        expected += "" if hidden and before else REPLACEMENT if hidden else character
        before = hidden

    assert without(text, spans) == expected


def test_I1_redacted_words_are_in_no_public_copy_by_any_path(sent, call, staff):
    strike(sent)

    publishing.publish_consenting(call, by=None)

    assert published_text() == LEFT
    assert SECRET not in Publication.objects.get().search_terms and "shore" not in Publication.objects.get().search_terms
    assert list(problems(call)) == []


def test_I1_the_command_publishes_the_redacted_copy(sent, call):
    strike(sent)

    call_command("publish", call=call.slug, consenting=True, stdout=StringIO())

    assert published_text() == LEFT


def test_I1_resolving_a_country_approves_the_redacted_copy_again(call, staff):
    submission = make_submission(call, answers={"achievements": SAYS}, country_as_written="Wakanda")
    strike(submission)
    publishing.publish_consenting(call, by=None)

    resolve(call, {"Wakanda": "KE"}, by=staff)

    publication = Publication.objects.get()
    assert (publication.country, published_text()) == ("KE", LEFT)


def test_I4_a_copy_seen_before_a_redaction_is_refused(sent):
    seen = publishing.rendered_copy(sent)[1]
    strike(sent)

    with pytest.raises(NotPublishable, match="changed since you looked"):
        publishing.publish(sent, by=None, seen=seen)

    assert not Publication.objects.exists()


def test_I4_a_copy_seen_before_a_redaction_was_removed_is_refused(sent):
    redaction = strike(sent)
    seen = publishing.rendered_copy(sent)[1]
    remove_redaction(redaction, by=None)

    with pytest.raises(NotPublishable, match="changed since you looked"):
        publishing.publish(sent, by=None, seen=seen)

    assert not Publication.objects.exists()


def test_I1_words_that_are_public_are_taken_down_in_the_act_of_redacting_them(client, call, staff):
    publication = make_publication(call, answers={"achievements": SAYS})

    strike(publication.submission, by=staff)

    assert client.get(publication.get_absolute_url()).status_code == 410
    assert not PublishedAnswer.objects.exists()
    verbs = list(Event.objects.filter(submission=publication.submission, actor=staff).values_list("verb", flat=True))
    assert verbs == ["take down", "redact"]


def test_redacting_leaves_a_public_copy_that_does_not_hold_the_words(call):
    publication = make_publication(call, answers={"achievements": "We built bridges."})
    submission = publication.submission
    draft = submission.versions.create(number=2, stakeholder_name="Ministry of Rivers", stakeholder_type="government")
    answer = submission.all_answers.create(question=call.questions.first(), text=SAYS, frozen_at=draft.saved_at)
    at = SAYS.index(SECRET)

    redact(answer, start=at, end=at + len(SECRET), quote=SECRET, reason="personal-data", by=None)

    assert published_text() == "We built bridges."


def test_I1_words_of_a_newer_text_that_the_public_older_one_says_too_are_taken_down(call):
    publication = make_publication(call, answers={"achievements": SAYS})
    submission = publication.submission
    answer = submission.all_answers.create(question=call.questions.first(), text=f"Later: {SECRET}.", frozen_at=publication.published_at)

    redact(answer, start=7, end=16, quote=SECRET, reason="personal-data", by=None)

    assert not PublishedAnswer.objects.exists()


def test_removing_a_redaction_changes_nothing_public_until_the_wider_copy_is_approved(sent, call):
    redaction = strike(sent)
    publishing.publish_consenting(call, by=None)
    publication = Publication.objects.get()

    remove_redaction(redaction, by=None)

    assert published_text() == LEFT
    assert is_other_copy(Submission.objects.get(pk=sent.pk), publication)
    assert list(problems(call)) == []
    publishing.publish_consenting(call, by=None)
    assert published_text() == SAYS


def test_an_unchanged_answer_keeps_its_redactions_in_the_next_version_and_a_new_text_has_none(desk, sent, call):
    strike(sent)
    strike(sent, "Floods", identifier="challenges")
    revise(sent)

    kept = publishing.rendered_copy(Submission.objects.get(pk=sent.pk))[0]
    draft = sent.versions.create(number=3, stakeholder_name="Ministry of Rivers", stakeholder_type="government")
    questions = {question.identifier: question for question in call.questions.all()}
    drafting.save(draft, edition=0, answers={questions["achievements"]: ("Ada is well.", []), questions["challenges"]: ("Floods.", [])})
    drafting.submit(draft, consent="named", wording="You may publish.", language="en")
    text = desk.get(page("publish", sent)).text

    assert [answer["text"] for answer in kept["answers"]] == [LEFT, "[…]."]
    assert "The older text of question 1, “Achievements”, had redactions." in text
    assert "The older text of question 2" not in text


def test_redaction_is_widened_to_whole_words_and_the_same_span_again_is_the_same_one(sent):
    first = strike(sent, "da Shor")

    assert first.quote == SECRET
    assert strike(sent) == first
    assert Event.objects.filter(verb="redact").count() == 1


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"quote": "Bob Shore"}, "not the ones you selected"),
        ({"end": 999}, "not the ones you selected"),
        ({"start": 17, "end": 18, "quote": " "}, "no words in the selection"),
        ({"reason": ""}, "Choose a reason"),
        ({"reason": "whim"}, "Choose a reason"),
        ({"reason": "other", "note": " "}, "what the other reason is"),
    ],
)
def test_redaction_refuses_in_a_sentence_what_it_cannot_do(sent, facts, sentence):
    answer = sent.all_answers.get(question__identifier="achievements")
    start = SAYS.index(SECRET)

    with pytest.raises(NotRedactable, match=sentence):
        redact(answer, **{"start": start, "end": start + len(SECRET), "quote": SECRET, "reason": "personal-data", "by": None, **facts})

    assert not Redaction.objects.exists()


def test_a_coded_passage_with_redacted_words_is_not_quoted_in_the_summary(sent, call, staff):
    answer = sent.all_answers.get(question__identifier="achievements")
    code = make_code(call)
    hidden = code_span(answer, start=18, end=50, quote=SAYS[18:50], code=code, by=staff).excerpt
    shown = code_span(answer, start=0, end=17, quote=SAYS[:17], code=code, by=staff).excerpt
    strike(sent)
    publishing.publish_consenting(call, by=None)

    candidates = [candidate.key for found in coded_candidates(call).values() for candidate in found]

    assert SECRET in hidden.quote
    assert candidates == [shown.pk]
    assert set(spans_of_excerpts([hidden.pk, shown.pk])) == {shown.pk}


def test_check_finds_a_copy_that_was_approved_before_words_of_it_were_redacted(call):
    publication = make_publication(call, answers={"achievements": SAYS})
    answer = publication.submission.all_answers.get()
    Redaction.objects.create(answer=answer, start=0, end=2, quote="We", reason="others")

    assert list(problems(call)) == ["Number 1 is public although words of it were redacted since it was approved."]
