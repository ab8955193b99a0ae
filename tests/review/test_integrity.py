"""checkintegrity finds each planted fault. Faults go in below the portal's own verbs, as a crash, a bug or a hand in the database would."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from review.integrity import problems
from review.models.coding import Excerpt
from review.models.screening import Review
from submissions import endorsing
from submissions.figures import refresh_figures
from submissions.models import ConsentRecord, Endorser, Publication, PublishedFigure, Submission, Version
from submissions.models.consent import record_consent
from submissions.models.publication import withdraw
from submissions.receipt import receipt_hash
from tests.make import code_span, make_code, make_draft, make_joint, make_publication, make_staff, make_submission, publish

pytestmark = pytest.mark.django_db

ANSWERS = {"achievements": "We built seven bridges.", "challenges": "Floods."}


@pytest.fixture
def published(call):
    """A call in which everything holds: published, coded, withheld, withdrawn, a draft; returns the one publication that stays."""
    publication = make_publication(call, "Ministry of Rivers", answers=ANSWERS, endorsers=("Boat Club",))
    withdraw(make_publication(call, "Fickle Firm").submission)
    make_submission(call, "Shy Institute", consent="none")
    make_draft(call, "Slow Union")
    answer = publication.submission.all_answers.get(question__identifier="achievements")
    code_span(answer, start=3, end=8, quote="built", code=make_code(call), by=make_staff())
    return publication


def edit_answer(publication):
    publication.submission.all_answers.filter(question__identifier="achievements").update(text="We built eight bridges.")


def reword_what_was_asked(publication):
    publication.submission.all_answers.filter(question__identifier="challenges").update(question_text="What went badly?")


def drop_endorser(publication):
    Endorser.objects.all().delete()


def decline_behind_the_verb(publication):
    key = publication.version.endorsers.get().key
    publication.submission.endorsements.create(key=key, reply="declined")


def thaw_answer(publication):
    publication.submission.all_answers.filter(question__identifier="achievements").update(frozen_at=None)


def forget_version(publication):
    version = Version(submission=publication.submission, number=2, submitted_at=timezone.now())
    version.receipt_hash = receipt_hash(version, [], [], {})
    version.save()


def forget_consent(publication):
    ConsentRecord.objects.create(submission=publication.submission, level="named", channel="online")


def narrow_consent(publication):
    record_consent(publication.submission, level="anonymous")


def end_consent(publication):
    record_consent(publication.submission, level="none")


def set_aside(publication):
    Review.objects.create(submission=publication.submission, set_aside_at=timezone.now(), set_aside_reason="spam")


def edit_public_answer(publication):
    publication.answers.filter(question__identifier="achievements").update(text="We built nine bridges.")


def edit_public_name(publication):
    Publication.objects.filter(pk=publication.pk).update(name="Ministry of Lakes")


def lose_search_terms(publication):
    Publication.objects.filter(pk=publication.pk).update(search_terms=" rivers ")


def move_excerpt(publication):
    Excerpt.objects.update(start=4, end=9)


def forget_surroundings(publication):
    Excerpt.objects.update(prefix="")


def miscount(publication):
    PublishedFigure.objects.filter(name="received").update(value=99)


RECEIPT = "{} version 1 no longer gives the hash on its receipt: the version was changed."
NOT_ALLOWED = "Number 1 is public as “named”, which its stakeholder does not allow."
NOT_APPROVED = "Number 1: the public text is not the text that was approved."
NOT_ITS_VERSION = "Number 1: the public text is not what the published version says."
NOT_ITS_TERMS = "Number 1: its search terms are not those of its public text."
TOO_MANY_ENTITIES = "The public figure “entities” says 4; it is 3."
FAULTS = {
    edit_answer: {RECEIPT, NOT_ITS_VERSION, "{}: the excerpt at 3–8 of “achievements” stands between other words than it says."},
    reword_what_was_asked: {RECEIPT},
    drop_endorser: {RECEIPT, NOT_ITS_VERSION, TOO_MANY_ENTITIES},
    decline_behind_the_verb: {"Number 1 names an endorser that declined.", NOT_ITS_VERSION, TOO_MANY_ENTITIES},
    thaw_answer: {"{} version 1: the answer to “achievements” is not frozen.", "{}: the excerpt at 3–8 of “achievements” lies in a draft."},
    forget_version: {"{}: its current version is not its newest submitted version."},
    forget_consent: {"{}: the consent that it goes by is not the newest in its ledger."},
    narrow_consent: {NOT_ALLOWED},
    end_consent: {NOT_ALLOWED},
    set_aside: {"Number 1 is public although it is set aside.", "Published are 0, but the public reads 1."},
    edit_public_answer: {NOT_APPROVED, NOT_ITS_TERMS},
    edit_public_name: {NOT_APPROVED, NOT_ITS_TERMS},
    lose_search_terms: {NOT_ITS_TERMS},
    move_excerpt: {"{}: the excerpt at 4–9 of “achievements” does not quote its answer."},
    forget_surroundings: {"{}: the excerpt at 3–8 of “achievements” stands between other words than it says."},
    miscount: {"The public figure “received” says 99; it is 3."},
}


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_integrity_finds_each_planted_fault(published, plant):
    assert list(problems(published.call)) == []

    plant(published)

    assert set(problems(published.call)) == {sentence.format(published.submission.reference) for sentence in FAULTS[plant]}


@pytest.mark.parametrize("replies", [("confirmed",), ("declined", "confirmed")])
def test_a_reply_since_the_publication_is_no_fault(call, replies):
    submission = make_joint(call, "Ministry of Rivers", {"Boat Club": "a@boats.example", "Lake Union": "b@lake.example"})
    endorsement = submission.endorsements.get(contact_email="a@boats.example")
    for reply in replies[:-1]:
        endorsing.reply(endorsement, reply)
    publish(Submission.objects.get(pk=submission.pk))
    refresh_figures(call)

    endorsing.reply(endorsement, replies[-1])

    assert Publication.objects.live().count() == 1
    assert list(problems(call)) == []


def test_reordering_questions_breaks_no_hash(published):
    published.call.questions.filter(identifier="achievements").update(position=9)

    assert list(problems(published.call)) == []


def test_checkintegrity_says_each_problem_and_exits_with_1(published):
    miscount(published)
    said = StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("checkintegrity", stdout=said)

    assert left.value.code == 1
    assert said.getvalue() == "review: The public figure “received” says 99; it is 3.\nCalls checked: 1. Problems: 1.\n"


def test_checkintegrity_is_content_when_everything_holds(published):
    said = StringIO()

    call_command("checkintegrity", stdout=said)

    assert said.getvalue() == "Calls checked: 1. Problems: 0.\n"
