"""The stakeholder's pages: the start, the way to the receipt, and drafts that lose nothing typed."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from submissions import access
from submissions.models import Submission
from tests.make import filled, make_call, make_draft, make_handle, make_submission

pytestmark = pytest.mark.django_db


def page_of(name, handle):
    return reverse(f"submissions:{name}", args=(handle,))


def test_start_shows_the_notice_and_changes_nothing(client, call):
    call.privacy_notice = "We burn it after reading."
    call.save()

    response = client.get(reverse("submissions:respond", args=(call.slug,)))

    assert "We burn it after reading." in response.text
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("prefix", "promise"),
    [
        ("", "The secretariat reads nothing of your draft before you press “Submit”."),
        ("/fr", "Le secrétariat ne lit rien de votre brouillon avant"),
        ("/ar", "لا تقرأ الأمانة أي شيء من مسودتكم"),
    ],
)
def test_start_promises_that_a_draft_is_not_read(client, call, prefix, promise):
    assert promise in client.get(f"{prefix}/calls/review/respond/").text


def test_start_makes_a_draft_in_the_language_of_the_page(client, call):
    response = client.post(f"/fr/calls/{call.slug}/respond/")

    submission = Submission.objects.get()
    assert re.fullmatch(r"/fr/draft/[\w-]+/", response["Location"])
    assert (submission.state, submission.draft.language) == ("draft", "fr")
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("opens", "closes", "sentence"), [(1, 2, "This call opens on"), (-2, -1, "This call closed on")], ids=["coming", "past"]
)
def test_start_outside_the_dates_says_so(client, opens, closes, sentence):
    now = datetime.now(UTC)
    call = make_call(opens_at=now + timedelta(days=opens), closes_at=now + timedelta(days=closes))
    address = reverse("submissions:respond", args=(call.slug,))

    shown, posted = client.get(address), client.post(address)

    assert sentence in shown.text
    assert (shown.status_code, posted.status_code) == (200, 409)
    assert Submission.objects.count() == 0


def test_start_of_an_unlisted_call_is_not_found(client):
    call = make_call(is_listed=False)

    assert client.post(reverse("submissions:respond", args=(call.slug,))).status_code == 404


def test_journey_from_empty_form_to_receipt(client, call):
    address = client.post(reverse("submissions:respond", args=(call.slug,)))["Location"]
    handle = address.strip("/").split("/")[-1]

    to_check = client.post(address, filled(check="1"))
    checked = client.get(to_check["Location"])
    to_receipt = client.post(to_check["Location"], {"edition": "1"})
    receipt = client.get(to_receipt["Location"])
    record = client.get(page_of("receipt-json", handle))

    submission = Submission.objects.get()
    version = submission.current_version
    assert (to_check["Location"], to_receipt["Location"]) == (page_of("draft-check", handle), page_of("receipt", handle))
    assert checked.context["missing"] == []
    assert (submission.state, submission.contact_email) == ("received", "ada@rivers.example")
    assert (version.country, version.country_as_written, version.region) == ("CI", "Côte d'Ivoire", "Africa")
    assert [(a.question.identifier, a.text) for a in version.answers_in_order()] == [("achievements", "Line one\n  line two")]
    assert [(e.name, e.country, e.country_as_written) for e in version.endorsers.all()] == [("River Users Union", "", "Atlantis")]
    assert (submission.consent.level, "with name" in submission.consent.wording) == ("named", True)
    assert all(shown in receipt.text for shown in (submission.reference, version.receipt_hash, access.private_link(submission)))
    assert hashlib.sha256(record.content).hexdigest() == version.receipt_hash


def test_draft_saves_with_everything_missing(client, call):
    submission = make_draft(call, "", answers={})
    handle = make_handle(client, submission)

    response = client.post(page_of("draft", handle), {"edition": "1", "endorsers-TOTAL_FORMS": "0", "endorsers-INITIAL_FORMS": "0"})

    assert response.status_code == 302
    assert submission.draft.edition == 2


def test_choices_are_saved_and_shown_by_their_labels(client):
    call = make_call(choices=("challenges",))
    submission = make_draft(call)
    handle = make_handle(client, submission)

    client.post(page_of("draft", handle), filled(edition="1", **{"choices-challenges": ["C2"], "text-challenges": ""}))

    assert submission.draft.answers.get(question__identifier="challenges").choices == ["C2"]
    assert "C2: Infrastructure" in client.get(page_of("draft-check", handle)).text


def test_I7_a_field_that_cannot_be_taken_comes_back_and_the_rest_is_saved(client, call):
    submission = make_draft(call)
    handle = make_handle(client, submission)
    too_long = "ä" * 200_001

    response = client.post(
        page_of("draft", handle),
        filled(edition="1", contact_email="ada at rivers", **{"text-challenges": too_long, "text-achievements": "Kept <b>"}),
    )

    version = submission.draft
    assert response.status_code == 200
    assert {anchor for anchor, _label, _sentence in response.context["form"].problems()} == {"id_contact_email", "id_text-challenges"}
    assert "“ada at rivers” is no e-mail address" in response.text
    assert too_long in response.text and "200001 characters" in response.text
    assert [answer.text for answer in version.answers.all()] == ["Kept <b>"]
    assert f'name="edition" value="{version.edition}"' in response.text


def test_I7_late_text_is_kept_and_the_page_names_the_contact(client, call):
    submission = make_draft(call, declares_authority=True, draft_consent="named")
    handle = make_handle(client, submission)
    call.closes_at = datetime.now(UTC) - timedelta(hours=1)
    call.save()

    saved = client.post(page_of("draft", handle), filled(edition="1", **{"text-achievements": "Just too late"}))
    response = client.post(page_of("draft-check", handle), {"edition": "2"})

    page = client.get(response["Location"]).text
    assert (saved.status_code, response["Location"]) == (302, page_of("draft-check", handle))
    assert "Your text is kept and marked as late." in page and "desk@portal.example" in page
    assert [answer.text for answer in submission.draft.answers.all()] == ["Just too late"]


def test_I8_second_to_save_sees_both_texts(client, call):
    submission = make_draft(call, answers={"achievements": "Base"})
    handle = make_handle(client, submission)
    base = client.get(page_of("draft", handle)).context["base"]
    client.post(page_of("draft", handle), filled(edition="1", base=base, **{"text-achievements": "Hers", "text-challenges": "Also hers"}))

    response = client.post(page_of("draft", handle), filled(edition="1", base=base, **{"text-achievements": "His"}))

    form = response.context["form"]
    assert response.status_code == 409
    assert form["text-achievements"].value() == "His"
    assert form.conflicts == {"text-achievements": "Hers"}
    assert form["text-challenges"].value() == "Also hers"
    assert {a.text for a in submission.draft.answers.all()} == {"Hers", "Also hers"}
    resolved = client.post(page_of("draft", handle), filled(edition="2", base=response.context["base"], **{"text-achievements": "Both"}))
    assert resolved.status_code == 302


def test_I8_a_submission_is_what_was_checked(client, call):
    submission = make_draft(call, declares_authority=True, draft_consent="named")
    handle = make_handle(client, submission)
    client.post(page_of("draft", handle), filled(edition="1", **{"text-achievements": "Changed meanwhile"}))

    response = client.post(page_of("draft-check", handle), {"edition": "1"})

    assert response.status_code == 409
    assert "Changed meanwhile" in response.text
    assert Submission.objects.get().state == "draft"


def test_save_twice_by_a_double_click_is_one_draft_without_conflict(client, call):
    submission = make_draft(call)
    handle = make_handle(client, submission)
    base = client.get(page_of("draft", handle)).context["base"]

    first, second = (client.post(page_of("draft", handle), filled(edition="1", base=base)) for _n in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert submission.draft.endorsers.count() == 1


def test_row_is_added_although_another_field_cannot_be_taken(client, call):
    submission = make_draft(call)
    handle = make_handle(client, submission)

    response = client.post(page_of("draft", handle), filled(edition="1", contact_email="ada", add="endorser"))

    assert [row["name"].value() for row in response.context["form"].endorsers] == ["River Users Union", None]


def test_endorser_rows_are_added_and_removed_without_javascript(client, call):
    submission = make_draft(call, endorsers=("First", "Second"))
    handle = make_handle(client, submission)
    keys = {e.name: str(e.key) for e in submission.draft.endorsers.all()}
    rows = {"endorsers-TOTAL_FORMS": "2", "endorsers-INITIAL_FORMS": "2"}
    for position, name in enumerate(("First", "Second")):
        rows |= {f"endorsers-{position}-key": keys[name], f"endorsers-{position}-name": name}

    added = client.post(page_of("draft", handle), filled(edition="1", add="endorser", **rows), follow=True)
    removed = client.post(page_of("draft", handle), filled(edition="2", remove="0", **rows))

    assert [row["name"].value() for row in added.context["form"].endorsers] == ["First", "Second", None]
    assert removed["Location"].endswith("#endorsers")
    assert [(e.name, str(e.key)) for e in submission.draft.endorsers.all()] == [("Second", keys["Second"])]


def test_region_follows_a_changed_country_unless_it_was_chosen(client, call):
    submission = make_draft(call, country="FR", region="Europe")
    handle = make_handle(client, submission)

    client.post(page_of("draft", handle), filled(edition="1", country="日本", region="Europe"))
    proposed = submission.draft.region
    client.post(page_of("draft", handle), filled(edition="2", country="日本", region="Arab States"))

    assert (proposed, submission.draft.region) == ("Asia-Pacific", "Arab States")


def test_start_lists_the_drafts_of_this_browser_and_call(client, call):
    mine = make_draft(call, "Ministry of Lakes")
    handle = make_handle(client, mine)
    make_handle(client, make_draft(make_call("other"), "Draft of Another Call"))
    make_handle(client, make_submission(call, "Sent Before"))
    make_draft(call, "Somebody Else")

    response = client.get(reverse("submissions:respond", args=(call.slug,)))

    assert [(key, version.stakeholder_name) for key, version in response.context["drafts"]] == [(handle, "Ministry of Lakes")]
    assert f'<a href="{page_of("draft", handle)}">go on writing</a>' in response.text
    assert Client().get(reverse("submissions:respond", args=(call.slug,))).context["drafts"] == []


def test_question_stands_before_its_explanation_and_both_name_their_language(client, call):
    call.questions.filter(identifier="achievements").update(help_text="Since 2015.", word_guidance=300)
    handle = make_handle(client, make_draft(call, language="ar"))

    page = client.get(f"/ar{page_of('draft', handle).removeprefix('/ar')}").text

    question, explanation, box = (
        page.index(part) for part in (">What about achievements?</label>", "Since 2015.", 'id="id_text-achievements"')
    )
    assert question < explanation < box
    assert re.search(r'<label [^>]*for="id_text-achievements" lang="en" dir="auto">', page)
    assert 'aria-describedby="help-achievements guidance-achievements"' in page


@pytest.mark.parametrize(
    ("required", "needed"), [(False, "consent and at least one answer;"), (True, "consent and the answers marked as required;")]
)
def test_draft_says_what_is_needed(client, call, required, needed):
    call.questions.filter(identifier="challenges").update(required=required)
    handle = make_handle(client, make_draft(call))

    page = client.get(page_of("draft", handle)).text

    assert needed in page
    assert "(optional)" not in page
