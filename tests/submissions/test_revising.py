"""Revising, discarding, withdrawing as a whole and sending again: the verbs, without a page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from submissions import drafting, receipt, revising
from submissions.models import Answer, ConsentRecord, Endorser, Event, Publication, PublishedAnswer, Version
from submissions.models.publication import NotPublishable, change_consent
from tests.make import make_call, make_draft, make_publication, make_submission, publish
from tests.submissions.test_races import at_once

pytestmark = pytest.mark.django_db


def save_texts(version, **texts):
    questions = {question.identifier: question for question in version.submission.call.questions.all()}
    drafting.save(version, edition=version.edition, answers={questions[key]: (text, []) for key, text in texts.items()})


def rows_of(version):
    """Question identifier → key of the answer's row."""
    return {answer.question.identifier: answer.pk for answer in version.answers_in_order()}


def send(draft):
    return drafting.submit(draft, consent=draft.draft_consent, wording="You may publish.", language="en")


def close(call, hours=1):
    call.closes_at = timezone.now() - timedelta(hours=hours)
    call.save()


@pytest.fixture
def sent(call):
    return make_submission(call, answers={"achievements": "Bridges.", "challenges": "Floods."}, endorsers=("Delta", "Lakes"))


def test_a_revision_starts_as_what_was_sent(sent):
    Endorser.objects.filter(name="Delta").update(contact_email="delta@portal.example", country_as_written="Atlantis")

    draft = revising.revise(sent)

    assert (draft.number, draft.submitted_at, draft.edition, draft.draft_consent) == (2, None, 0, "named")
    assert (draft.stakeholder_name, draft.stakeholder_type, draft.scope) == ("Ministry of Rivers", "government", "national")
    assert rows_of(draft) == rows_of(sent.current_version)
    fields = ("key", "name", "stakeholder_type", "country", "country_as_written", "contact_email", "position")
    assert list(draft.endorsers.values_list(*fields)) == list(sent.current_version.endorsers.values_list(*fields))


def test_a_revision_is_begun_once(sent):
    first = revising.revise(sent)
    save_texts(first, challenges="Droughts.")

    second = revising.revise(sent)

    assert (second.pk, second.edition) == (first.pk, 1)
    assert sent.versions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_begin_one_revision():
    sent = make_submission(make_call())

    raised = at_once(*[lambda: revising.revise(sent)] * 4)

    assert raised == [None] * 4
    assert Version.objects.count() == 2


def test_the_consent_that_holds_is_what_a_revision_starts_with(sent):
    change_consent(sent, level="anonymous")

    assert revising.revise(sent).draft_consent == "anonymous"


def test_an_answer_that_is_left_alone_is_the_same_row_in_the_next_version(sent):
    first = rows_of(sent.current_version)
    draft = revising.revise(sent)
    save_texts(draft, achievements="Bridges.", challenges="Droughts.")

    second = rows_of(send(draft))

    assert second["achievements"] == first["achievements"]
    assert second["challenges"] != first["challenges"]


def test_a_text_that_is_changed_and_changed_back_is_the_same_row_and_leaves_none_behind(sent):
    draft = revising.revise(sent)
    save_texts(draft, achievements="Tunnels.", challenges="")
    save_texts(draft, achievements="Tunnels and ferries.", challenges="Droughts.")

    save_texts(draft, achievements="Bridges.", challenges="Floods.")

    assert rows_of(draft) == rows_of(sent.current_version)
    assert Answer.objects.count() == 2


def test_a_text_changed_back_in_another_language_is_another_row(sent):
    draft = revising.revise(sent)
    save_texts(draft, achievements="Tunnels.")
    drafting.save(draft, edition=draft.edition, profile={"language": "fr"})

    save_texts(draft, achievements="Bridges.")

    assert rows_of(draft)["achievements"] != rows_of(sent.current_version)["achievements"]
    assert draft.answers.get(question__identifier="achievements").language == "fr"


def test_a_first_draft_saved_without_a_change_writes_no_answer(call, django_assert_num_queries):
    draft = make_draft(call, answers={"achievements": "Bridges."}).draft
    question = call.questions.get(identifier="achievements")

    with django_assert_num_queries(1):
        drafting.save_answer(draft, question, text="Bridges.", choices=[])


def test_submitting_a_revision_replaces_the_version_and_old_receipts_still_verify(sent):
    old = sent.current_version
    draft = revising.revise(sent)
    save_texts(draft, challenges="Droughts.")

    new = send(draft)
    sent.refresh_from_db()

    assert sent.current_version_id == new.pk
    assert new.receipt_hash != old.receipt_hash
    for version in (old, new):
        assert receipt.sha256(drafting.receipt_of(version)) == version.receipt_hash
    assert {answer.text for answer in old.answers.all()} == {"Bridges.", "Floods."}
    assert ConsentRecord.objects.count() == 1


def test_a_published_copy_stays_as_approved_until_a_person_looks_again(call):
    publication = make_publication(call, answers={"achievements": "Bridges."})
    draft = revising.revise(publication.submission)
    save_texts(draft, achievements="Tunnels.")
    send(draft)
    between = list(PublishedAnswer.objects.values_list("text", flat=True))

    publication.submission.refresh_from_db()
    publish(publication.submission)

    assert between == ["Bridges."]
    assert list(PublishedAnswer.objects.values_list("text", flat=True)) == ["Tunnels."]


def test_a_revision_that_takes_consent_back_takes_the_copy_down(call):
    publication = make_publication(call)
    draft = revising.revise(publication.submission)
    drafting.save(draft, edition=0, profile={"draft_consent": "none"})

    send(draft)

    assert not Publication.objects.live().exists()


def test_I10_no_revision_is_begun_or_sent_after_the_last_moment(sent):
    draft = revising.revise(sent)
    close(sent.call)

    with pytest.raises(drafting.TooLate):
        send(draft)
    assert revising.revise(sent) == draft
    revising.discard(sent)
    with pytest.raises(drafting.TooLate):
        revising.revise(sent)


def test_I10_a_later_moment_that_was_granted_is_the_last(sent):
    close(sent.call)
    sent.late_until = timezone.now() + timedelta(hours=1)
    sent.save()

    version = send(revising.revise(sent))

    assert version.number == 2


def test_a_granted_moment_before_the_deadline_shortens_nothing(sent):
    sent.late_until = timezone.now() - timedelta(days=1)
    sent.save()

    assert revising.may_revise(sent)


def test_discarding_leaves_what_was_sent_and_no_answer_behind(sent):
    draft = revising.revise(sent)
    save_texts(draft, challenges="Droughts.")

    done, again = revising.discard(sent), revising.discard(sent)

    assert (done, again) == (True, False)
    assert list(sent.versions.values_list("number", flat=True)) == [1]
    assert sorted(Answer.objects.values_list("text", flat=True)) == ["Bridges.", "Floods."]
    assert Endorser.objects.count() == 2
    assert revising.revise(sent).number == 2


def test_a_draft_that_was_never_sent_is_not_discarded(call):
    submission = make_draft(call)

    assert not revising.discard(submission)
    assert submission.draft is not None


@pytest.mark.django_db(transaction=True)
def test_sending_and_discarding_at_once_leave_one_or_the_other():
    call = make_call()
    for _round in range(8):
        sent = make_submission(call)
        draft = revising.revise(sent)

        submitted, discarded = at_once(lambda draft=draft: send(draft), lambda sent=sent: revising.discard(sent))

        assert discarded is None
        assert submitted is None or isinstance(submitted, drafting.SomeoneElseSaved)
        assert sent.versions.filter(submitted_at=None).count() == 0
        assert sent.versions.count() == (2 if submitted is None else 1)
    connection.close()


def test_withdrawing_the_submission_takes_consent_and_copy_with_it(call):
    submission = make_publication(call).submission

    revising.withdraw_submission(submission)
    withdrawn = revising.withdraw_submission(submission)

    assert withdrawn.withdrawn_at is not None and withdrawn.state == "received"
    assert [(r.level, r.withdrawn) for r in ConsentRecord.objects.all()] == [("named", False), ("none", True)]
    assert PublishedAnswer.objects.count() == 0 and not Publication.objects.live().exists()
    assert Event.objects.filter(verb="withdraw submission").count() == 1


def test_withdrawing_one_that_never_consented_writes_no_consent(call):
    submission = make_submission(call, consent="none")

    revising.withdraw_submission(submission)

    assert ConsentRecord.objects.count() == 1


def test_a_withdrawn_submission_is_not_published_even_where_a_consent_stands(call):
    submission = revising.withdraw_submission(make_submission(call))
    submission = change_consent(submission, level="named")

    with pytest.raises(NotPublishable):
        publish(submission)


def test_nothing_of_a_withdrawn_submission_is_revised_or_sent(sent):
    draft = revising.revise(sent)
    revising.withdraw_submission(sent)

    with pytest.raises(drafting.Withdrawn):
        send(draft)
    assert revising.revise(sent) == draft
    revising.discard(sent)
    with pytest.raises(drafting.Withdrawn):
        revising.revise(sent)


def test_sent_again_it_is_received_and_not_to_be_published(call):
    submission = revising.withdraw_submission(make_publication(call).submission)

    revising.send_again(submission)
    again = revising.send_again(submission)

    assert (again.withdrawn_at, again.state, again.consent.level) == (None, "received", "none")
    assert Event.objects.filter(verb="send again").count() == 1


def test_I10_after_the_last_moment_nothing_is_sent_again(sent):
    revising.withdraw_submission(sent)
    close(sent.call)

    with pytest.raises(drafting.TooLate):
        revising.send_again(sent)
    sent.refresh_from_db()
    assert sent.withdrawn_at is not None
