"""The publication desk in the admin: the copy seen is the copy published; withdraw, set aside, in bulk; exports."""

import csv
import re
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from openpyxl import load_workbook

from review import publishing
from review.models import Review
from review.publishing import set_aside
from submissions.models import Event, Publication, Submission, Version
from submissions.spreadsheets import SheetFull
from tests.make import code_span, make_call, make_code, make_publication, make_staff, make_submission

LIST = "admin:submissions_submission_changelist"


def page(name, submission):
    return reverse(f"admin:review_{name}", args=(submission.pk,))


def change_page(submission):
    return reverse("admin:submissions_submission_change", args=(submission.pk,))


def seen_on(response):
    return response.context["seen"]


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_publishing_publishes_the_copy_on_the_page(desk, call, staff):
    submission = make_submission(call, "Ministry of Rivers", answers={"achievements": "We built 40 bridges."}, endorsers=("Lake Union",))

    preview = desk.get(page("publish", submission))
    response = desk.post(page("publish", submission), {"seen": seen_on(preview)}, follow=True)

    for words in ("Ministry of Rivers", "We built 40 bridges.", "Lake Union", "English", "It will get the next number of this call."):
        assert words in preview.text
    assert "Contact of Ministry" not in preview.text
    publication = Publication.objects.get(submission=submission)
    assert (publication.copy_hash, publication.approved_by) == (seen_on(preview), staff)
    assert messages_of(response) == [f"{submission.reference} is public under number {publication.number}."]


def test_preview_of_a_copy_that_was_public_says_that_it_keeps_its_number(desk, call, staff):
    submission = make_publication(call, "Ministry of Rivers", language="zh").submission
    set_aside(submission, reason="spam", by=staff)
    desk.post(page("take_back", submission))

    text = desk.get(page("publish", submission)).text

    assert "It keeps number 1." in text
    assert "<bdi>Simplified Chinese</bdi>" in text


def test_preview_of_an_anonymous_submission_hides_what_the_public_will_not_read(desk, call):
    submission = make_submission(call, "Shy Institute", "anonymous", country="CH", endorsers=("Lake Union",), answers={})

    text = desk.get(page("publish", submission)).text

    assert [words for words in ("Shy Institute", "Switzerland", "Lake Union", "National") if words in text] == []
    assert "Anonymous" in text


def test_options_read_the_same_on_every_desk_and_unknown_ones_as_they_are(desk):
    call = make_call(choices=("challenges",))
    submission = make_submission(call, answers={"challenges": ("", ["C2", "C1"])})
    submission.all_answers.update(choices=["C9", "C2", "C1"])
    labels = ["C1: Governments", "C2: Infrastructure", "C9"]

    preview = desk.get(page("publish", submission)).context["copy"]["answers"]
    screening = desk.get(change_page(submission)).context["answers"]
    coding = desk.get(page("coding", submission)).context["reads"]
    publishing.publish(submission, by=None, seen=seen_on(desk.get(page("publish", submission))))
    public = Publication.objects.get().answers.get()

    assert [preview[0]["labels"], screening[0].labels, list(coding[0].chosen), public.chosen] == [labels] * 4


def test_I4_publishing_refuses_a_copy_that_changed_since_it_was_seen(desk, call):
    submission = make_submission(call, "Ministry of Rivers")
    seen = seen_on(desk.get(page("publish", submission)))
    Version.objects.filter(submission=submission).update(stakeholder_name="Ministry of Lakes")

    response = desk.post(page("publish", submission), {"seen": seen})

    assert not Publication.objects.exists()
    assert messages_of(response) == [f"{submission.reference} changed since you looked at it; look at the public copy again."]
    assert "Ministry of Lakes" in response.text


def test_publishing_refuses_in_a_sentence_what_did_not_consent(desk, call):
    submission = make_submission(call, "Shy Institute", consent="none", answers={"achievements": "Nobody reads this."})

    preview = desk.get(page("publish", submission))
    response = desk.post(page("publish", submission), {"seen": seen_on(preview)})

    assert not Publication.objects.exists()
    assert messages_of(response) == [f"{submission.reference} did not consent to publication."]
    assert "Publish this copy" not in preview.text


def act(desk, action, submissions, **data):
    data = {"action": action, "_selected_action": [submission.pk for submission in submissions], **data}
    return desk.post(reverse(LIST), data, follow=True)


def test_publishing_many_says_how_many_and_why_the_others_were_left(desk, call, staff):
    rivers = make_submission(call, "Ministry of Rivers")
    shy = make_submission(call, "Shy Institute", consent="none")
    spam = make_submission(call, "Spam Works")
    set_aside(spam, reason="spam", by=staff)
    make_submission(call, "Not selected")

    response = act(desk, "publish_selected", (rivers, shy, spam))

    assert set(Publication.objects.live().values_list("name", flat=True)) == {"Ministry of Rivers"}
    done, left = messages_of(response)
    assert done == "1 submission was published."
    assert set(re.findall("<li>(.*?)</li>", left)) == {
        f"{shy.reference}: It did not consent to publication.",
        f"{spam.reference}: It is set aside.",
    }


def test_publishing_very_many_gives_the_number_for_each_reason(desk, call):
    rows = [make_submission(call, f"Shy {number}", consent="none") for number in range(21)]

    response = act(desk, "publish_selected", rows)

    assert re.findall("<li>(.*?)</li>", messages_of(response)[1]) == ["21 did not consent to publication."]


def test_withdrawing_many_asks_first(desk, call, staff):
    rivers = make_publication(call, "Ministry of Rivers").submission
    shy = make_submission(call, "Shy Institute", consent="none")

    asked = act(desk, "withdraw_selected", (rivers, shy))
    before = Publication.objects.live().count()
    response = act(desk, "withdraw_selected", (rivers, shy), confirmed="yes", reason="By letter of 3 May")

    assert "Withdraw the consent of 2 submissions" in asked.text
    assert (before, Publication.objects.live().count()) == (1, 0)
    assert messages_of(response) == ["The consent of 1 submission was withdrawn.", "1 had no consent to withdraw."]
    assert Event.objects.get(verb="take down").reason == "By letter of 3 May"


def test_withdrawing_all_that_match_reaches_those_of_other_pages(desk, call):
    first = make_publication(call, "Ministry of Rivers").submission
    make_publication(call, "Delta Alliance")

    asked = act(desk, "withdraw_selected", (first,), select_across="1")
    act(desk, "withdraw_selected", (first,), select_across="1", confirmed="yes")

    assert "Withdraw the consent of 2 submissions" in asked.text
    assert Publication.objects.live().count() == 0


def test_withdrawing_one_asks_and_records_the_secretariat(desk, call, staff):
    submission = make_publication(call).submission

    asked = desk.get(page("withdraw", submission))
    standing = Publication.objects.live().count()
    desk.post(page("withdraw", submission), {"reason": "By telephone"})

    assert (asked.status_code, standing, Publication.objects.live().count()) == (200, 1, 0)
    consent = Submission.objects.get(pk=submission.pk).consent
    assert (consent.level, consent.withdrawn, consent.channel, consent.recorded_by) == ("none", True, "staff", staff)


def test_setting_aside_takes_a_reason_and_has_a_way_back(desk, call):
    original = make_submission(call, "Ministry of Rivers")
    twin = make_submission(call, "Ministry of Rivers")

    response = desk.post(page("set_aside", twin), {"reason": "duplicate", "duplicate_of": original.reference.lower()}, follow=True)
    review = Review.objects.get()
    shown = response.text
    desk.post(page("take_back", twin))

    assert (review.set_aside_reason, review.duplicate_of) == ("duplicate", original)
    assert f"Duplicate of {original.reference}" in shown
    assert messages_of(response) == [f"{twin.reference} is set aside. “No longer set aside” below takes that back."]
    assert Review.objects.get().set_aside_at is None


@pytest.mark.parametrize(
    ("reason", "names", "errors"),
    [
        ("", False, {"reason": ["This field is required."]}),
        ("spam", True, {"duplicate_of": ["Only a duplicate names another submission; choose “Duplicate”, or leave this empty."]}),
    ],
)
def test_setting_aside_asks_for_a_choice_and_takes_a_twin_for_a_duplicate_only(desk, call, reason, names, errors):
    submission, other = make_submission(call), make_submission(call, "Delta Alliance")

    asked = desk.get(page("set_aside", submission))
    response = desk.post(page("set_aside", submission), {"reason": reason, "duplicate_of": other.reference if names else ""})

    assert asked.context["form"]["reason"].field.choices[0] == ("", "Choose why")
    assert response.context["form"].errors == errors
    assert not Review.objects.exists()


def test_setting_aside_refuses_a_reference_of_another_call(desk, call):
    submission = make_submission(call)
    elsewhere = make_submission(make_call("other"))

    response = desk.post(page("set_aside", submission), {"reason": "duplicate", "duplicate_of": elsewhere.reference})

    sentence = f"This call received no other submission {elsewhere.reference}. Copy the reference from the list of submissions."
    assert response.context["form"].errors == {"duplicate_of": [sentence]}
    assert not Review.objects.exists()


def test_taking_back_rejects_get(desk, call):
    assert desk.get(page("take_back", make_submission(call))).status_code == 405


@pytest.mark.parametrize(("kind", "private"), [("public", False), ("internal", True)])
def test_export_downloads_and_is_an_event(desk, call, staff, kind, private):
    make_publication(call, "Ministry of Rivers", email="rivers@portal.example")
    make_submission(call, "Shy Institute", consent="none")

    response = desk.get(reverse(f"admin:review_export_{kind}", args=(call.pk,)))
    text = b"".join(response.streaming_content).decode("utf-8-sig")

    assert response.headers["Content-Disposition"] == f'attachment; filename="review-{kind}.csv"'
    assert "Ministry of Rivers" in text
    assert [words in text for words in ("Shy Institute", "rivers@portal.example", "Contact of")] == [private] * 3
    event = Event.objects.get(verb="export")
    assert (event.call, event.actor, event.after["what"]) == (call, staff, kind)


def test_codings_download_with_their_quotes_and_are_an_event(desk, call, staff):
    answer = make_submission(call, "Shy Institute", consent="none", answers={"achievements": "We built bridges."}).all_answers.get()
    code_span(answer, start=3, end=8, quote="built", code=make_code(call), by=staff)

    response = desk.get(reverse("admin:review_export_codings", args=(call.pk,)))
    rows = csv.DictReader(b"".join(response.streaming_content).decode("utf-8-sig").splitlines())

    assert response.headers["Content-Disposition"] == 'attachment; filename="review-codings.csv"'
    assert [(found["quote"], found["code"], found["coder"]) for found in rows] == [("built", "C4", staff.username)]
    event = Event.objects.get(verb="export")
    assert (event.call, event.actor, event.after) == (call, staff, {"what": "codings", "format": "csv", "rows": 1, "not_as_quoted": 0})


def test_internal_spreadsheet_holds_every_received_submission_and_is_an_event(desk, call, staff):
    make_publication(call, "Ministry of Rivers", email="rivers@portal.example", answers={"achievements": "=We built bridges."})
    make_submission(call, "Shy Institute", consent="none")

    response = desk.get(reverse("admin:review_export_internal_xlsx", args=(call.pk,)))
    header, *rows = load_workbook(BytesIO(response.getvalue())).active.iter_rows(values_only=True)
    records = [dict(zip(header, row, strict=True)) for row in rows]

    assert response.headers["Content-Disposition"] == 'attachment; filename="review-internal.xlsx"'
    assert response.headers["Cache-Control"].startswith("no-store")
    assert [(record["stakeholder_name"], record["contact_email"]) for record in records] == [
        ("Ministry of Rivers", "rivers@portal.example"),
        ("Shy Institute", None),
    ]
    assert records[0]["answer:achievements"] == "=We built bridges."
    event = Event.objects.get(verb="export")
    assert (event.call, event.actor, event.after) == (call, staff, {"what": "internal", "format": "xlsx", "rows": 2})


def test_internal_spreadsheet_that_no_sheet_holds_gets_a_sentence(desk, call, monkeypatch):
    def full(*_arguments, **_more):
        raise SheetFull("A sheet holds no more.")

    monkeypatch.setattr("review.desk.call.write_xlsx", full)

    response = desk.get(reverse("admin:review_export_internal_xlsx", args=(call.pk,)), follow=True)

    assert messages_of(response) == ["A sheet holds no more."]


def test_call_page_warns_of_internal_exports_and_links_them(desk, call):
    text = desk.get(reverse("admin:submissions_call_change", args=(call.pk,))).text

    for name in ("review_export_public", "review_export_internal", "review_export_internal_xlsx", "review_countries"):
        assert reverse(f"admin:{name}", args=(call.pk,)) in text
    assert "holds personal data" in text


def test_call_page_hides_figures_and_exports_from_who_may_not_see_submissions(client, call):
    editor = make_staff("editor", superuser=False)
    editor.user_permissions.set(Permission.objects.filter(codename__in=("view_call", "change_call")))
    client.force_login(editor)

    text = client.get(reverse("admin:submissions_call_change", args=(call.pk,))).text

    assert [words for words in ("Where it stands", "internal.csv", "internal.xlsx", "public.csv") if words in text] == []
