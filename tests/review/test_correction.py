"""A correction by the secretariat: a new version with a reason, and nothing else moves."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from review.models import Coding
from submissions.forms.respond import saved_values
from submissions.models import Event, OutgoingMail, Publication, Submission, Version
from submissions.revising import revise
from tests.make import TEXT, code_span, make_code, make_draft, make_handle, make_publication, make_staff, make_submission

pytestmark = pytest.mark.django_db


def correct_page(submission):
    return reverse("admin:review_correct", args=(submission.pk,))


def as_shown(desk, submission):
    """What the browser posts when the page of the correction is sent back unchanged."""
    context = desk.get(correct_page(submission)).context
    values = saved_values(context["version"])
    joined = values.pop("endorsers")
    rows = {f"endorsers-{n}-{name}": value for n, row in enumerate(joined) for name, value in row.items()}
    kept = {name: value for name, value in values.items() if value and name not in ("contact_name", "contact_email", "draft_consent")}
    counts = {"endorsers-TOTAL_FORMS": len(joined), "endorsers-INITIAL_FORMS": len(joined)}
    return {**kept, **rows, **counts, "seen": context["seen"], "base": context["base"], "reason": "Name misspelt.", "correct": "1"}


def test_correction_makes_a_version_with_a_reason_and_keeps_the_rest(desk, call, staff):
    answers = {"achievements": TEXT, "challenges": "Money is short."}
    submission = make_submission(call, "Ministry of Riwers", answers=answers, endorsers=("Lake Union",), email="ada@rivers.example")
    first, consent, received = submission.current_version, submission.consent, submission.received_at
    kept = first.answers.get(question__identifier="achievements")
    coding = code_span(kept, start=0, end=16, quote="Roads came first", code=make_code(call), by=staff)
    OutgoingMail.objects.all().delete()

    response = desk.post(
        correct_page(submission),
        {**as_shown(desk, submission), "stakeholder_name": "Ministry of Rivers", "text-challenges": "Money is scarce."},
    )

    submission.refresh_from_db()
    version = submission.current_version
    assert response.status_code == 302
    assert (version.number, version.stakeholder_name, version.reason) == (2, "Ministry of Rivers", "Name misspelt.")
    assert {answer.text: answer.pk == kept.pk for answer in version.answers.all()} == {TEXT: True, "Money is scarce.": False}
    assert {answer.text for answer in first.answers.all()} == {TEXT, "Money is short."}
    assert [endorser.key for endorser in version.endorsers.all()] == [endorser.key for endorser in first.endorsers.all()]
    assert Coding.objects.live().get() == coding and coding.excerpt.answer_id in version.answers.values_list("pk", flat=True)
    assert (submission.consent, submission.received_at, submission.channel) == (consent, received, "online")
    assert submission.contact_email == "ada@rivers.example"
    assert submission.consent_records.count() == 1
    event = Event.objects.get(verb="correct")
    assert (event.actor, event.reason, event.after["version"]) == (staff, "Name misspelt.", 2)
    assert OutgoingMail.objects.count() == 0


def test_correction_leaves_the_public_copy_until_it_is_approved_again(desk, call):
    publication = make_publication(call, "Ministry of Riwers")
    submission = publication.submission

    desk.post(correct_page(submission), {**as_shown(desk, submission), "stakeholder_name": "Ministry of Rivers"})

    public = Publication.objects.live().get()
    assert (public.name, public.version_id) == ("Ministry of Riwers", publication.version_id)
    assert submission.versions.count() == 2


def test_correction_is_told_to_the_holder_with_its_reason(desk, client, call):
    submission = make_submission(call, "Ministry of Riwers")
    handle = make_handle(client, submission)
    receipt = reverse("submissions:receipt", args=(handle,))
    before = client.get(receipt).text
    desk.post(correct_page(submission), {**as_shown(desk, submission), "stakeholder_name": "Ministry of Rivers"})

    after = client.get(receipt).text

    assert "The secretariat corrected your submission" not in before
    assert "The secretariat corrected your submission" in after and "Name misspelt." in after


def test_correction_needs_a_reason_and_comes_back_as_typed(desk, call):
    submission = make_submission(call)
    data = {**as_shown(desk, submission), "stakeholder_name": "Ministry of Lakes", "reason": " "}

    response = desk.post(correct_page(submission), data)

    assert [sentence for _anchor, _label, sentence in response.context["problems"]] == ["Write why it is corrected."]
    assert 'value="Ministry of Lakes"' in response.text
    assert Version.objects.count() == 1


def test_correction_that_changes_nothing_makes_no_version(desk, call):
    submission = make_submission(call, endorsers=("Lake Union",))

    response = desk.post(correct_page(submission), as_shown(desk, submission))

    assert "Nothing differs from what is on record" in response.text
    assert (Version.objects.count(), Event.objects.filter(verb="correct").count()) == (1, 0)


def test_correction_that_empties_what_is_needed_asks_again(desk, call):
    submission = make_submission(call)
    data = {**as_shown(desk, submission), "stakeholder_name": ""}

    refused = desk.post(correct_page(submission), data)
    count = Version.objects.count()
    taken = desk.post(correct_page(submission), {**data, "despite_gaps": "on"})

    assert [anchor for anchor, _sentence in refused.context["missing"]] == ["id_stakeholder_name"]
    assert (count, taken.status_code, Version.objects.count()) == (1, 302, 2)


def test_correction_of_what_the_stakeholder_is_revising_touches_nothing(desk, call):
    submission = make_submission(call, endorsers=("Lake Union",))
    data = {**as_shown(desk, submission), "stakeholder_name": "Ministry of Lakes"}
    theirs = revise(submission)

    page, response = desk.get(correct_page(submission)), desk.post(correct_page(submission), data)

    assert "The stakeholder is writing a new version" in page.text and "<textarea" not in page.text
    assert response.status_code == 409
    assert "The stakeholder is writing a new version" in response.text and 'value="Ministry of Lakes"' in response.text
    theirs.refresh_from_db()
    assert (theirs.submitted_at, theirs.edition, theirs.stakeholder_name) == (None, 0, "Ministry of Rivers")
    assert theirs.endorsers.get().key == submission.current_version.endorsers.get().key
    assert Submission.objects.get().current_version.number == 1


def test_I8_two_corrections_of_one_version_show_both_texts(desk, call):
    submission = make_submission(call, answers={"achievements": "Bridges.", "challenges": "Floods."})
    mine, theirs = as_shown(desk, submission), as_shown(desk, submission)
    desk.post(correct_page(submission), {**theirs, "text-achievements": "Bridges (theirs).", "text-challenges": "Floods (theirs)."})

    response = desk.post(correct_page(submission), {**mine, "text-achievements": "Bridges (mine)."})

    form = response.context["form"]
    assert (response.status_code, response.context["seen"]) == (409, 2)
    assert (form["text-achievements"].value(), form.conflicts) == ("Bridges (mine).", {"text-achievements": "Bridges (theirs)."})
    assert form["text-challenges"].value() == "Floods (theirs)."
    assert Version.objects.count() == 2


def test_I8_correction_with_an_error_still_notices_that_another_was_first(desk, call):
    submission = make_submission(call, answers={"achievements": "Bridges."})
    mine, theirs = as_shown(desk, submission), as_shown(desk, submission)
    desk.post(correct_page(submission), {**theirs, "text-achievements": "Bridges (theirs)."})

    wrong = desk.post(correct_page(submission), {**mine, "text-achievements": "Bridges (mine).", "reason": ""})
    again = desk.post(
        correct_page(submission),
        {**mine, "text-achievements": "Bridges (mine).", "seen": wrong.context["seen"], "base": wrong.context["base"]},
    )

    assert (wrong.status_code, again.status_code, Version.objects.count()) == (200, 409, 2)


def test_correcting_twice_by_a_double_click_makes_one_version(desk, call):
    submission = make_submission(call)
    data = {**as_shown(desk, submission), "stakeholder_name": "Ministry of Lakes"}

    answers = [desk.post(correct_page(submission), data) for _n in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Version.objects.count() == 2


def test_correction_adds_a_row_without_saving(desk, call):
    submission = make_submission(call)

    response = desk.post(correct_page(submission), {**as_shown(desk, submission), "add": "endorser", "stakeholder_name": "Typed"})

    assert len(response.context["form"].endorsers.forms) == 1
    assert 'value="Typed"' in response.text and "Name misspelt." in response.text
    assert Version.objects.count() == 1


def test_correction_is_for_staff_who_may_change_received_submissions(client, desk, call):
    received, draft = make_submission(call), make_draft(call, "Shy Institute")
    reader = make_staff("reader", superuser=False)
    reader.user_permissions.set(Permission.objects.filter(codename__in=("view_submission", "add_submission")))
    methods = desk.get(correct_page(draft)).status_code, desk.put(correct_page(received)).status_code
    data = as_shown(desk, received)
    desk.logout()

    anonymous = client.post(correct_page(received), data).status_code
    client.force_login(reader)
    refused = [client.get(correct_page(received)).status_code, client.post(correct_page(received), data).status_code]

    assert (methods, anonymous, refused) == ((404, 405), 302, [403, 403])
    assert Version.objects.count() == 2


@pytest.mark.parametrize("named", [True, False])
def test_correction_mails_the_receipt_only_when_told_to(desk, call, named):
    submission = make_submission(call, email="ada@rivers.example")
    OutgoingMail.objects.all().delete()
    ticked = {"mails_receipt": "on"} if named else {}

    desk.post(correct_page(submission), {**as_shown(desk, submission), **ticked, "stakeholder_name": "Ministry of Lakes"})

    assert [mail.kind for mail in OutgoingMail.objects.all()] == ["receipt"] * named
