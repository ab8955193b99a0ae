"""Staff entry: what came by e-mail, as a Word file, by letter or at a meeting, in the stakeholder's own form."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from submissions import entering
from submissions.models import ConsentRecord, Event, OutgoingMail, Submission, Version
from tests.make import entry_page, filled_entry, make_call, make_draft, make_entry, make_staff, make_submission

pytestmark = pytest.mark.django_db


def change_page(submission):
    return reverse("admin:submissions_submission_change", args=(submission.pk,))


def staff_who_may(*permissions):
    staff = make_staff("helper", superuser=False)
    staff.user_permissions.set(Permission.objects.filter(codename__in=permissions, content_type__app_label="submissions"))
    return staff


def addresses(call, submission):
    return [
        ("get", reverse("admin:review_entries")),
        ("post", reverse("admin:review_begin_entry", args=(call.pk,))),
        ("get", entry_page(submission)),
        ("post", entry_page(submission)),
    ]


def test_entry_is_for_staff_who_may_add_submissions(client, desk, call):
    submission = make_entry(desk, call)
    desk.logout()
    anonymous = [getattr(client, method)(address).status_code for method, address in addresses(call, submission)]
    client.force_login(staff_who_may("view_submission", "change_submission", "view_call"))
    refused = [getattr(client, method)(address).status_code for method, address in addresses(call, submission)]

    assert (anonymous, refused) == ([302] * 4, [403] * 4)
    assert Submission.objects.count() == 1


def test_entry_refuses_wrong_methods_and_unknown_calls(desk, call):
    begin = reverse("admin:review_begin_entry", args=(call.pk,))

    assert desk.get(begin).status_code == 405
    assert desk.post(reverse("admin:review_entries")).status_code == 405
    assert desk.put(entry_page(make_entry(desk, call))).status_code == 405
    assert desk.post(reverse("admin:review_begin_entry", args=(999,))).status_code == 404
    assert desk.get(reverse("admin:review_entry", args=(999,))).status_code == 404


def test_entry_of_a_stakeholder_s_draft_is_refused_whatever_its_channel(desk, call):
    draft = make_draft(call, "Shy Institute", answers={"achievements": "Not for you."})
    Submission.objects.update(channel="word")

    shown, posted = desk.get(entry_page(draft)), desk.post(entry_page(draft), filled_entry(edition="1", enter="1"))
    listed = desk.get(reverse("admin:review_entries")).text + desk.get(change_page(draft)).text

    assert (shown.status_code, posted.status_code) == (404, 404)
    assert "Shy" not in listed and "Not for you" not in listed
    draft.refresh_from_db()
    assert (draft.state, draft.draft.edition) == ("draft", 1)


def test_begin_takes_the_untouched_entry_again_and_mails_nobody(desk, call):
    first, second = make_entry(desk, call), make_entry(desk, call)
    desk.force_login(make_staff("colleague"))
    desk.post(reverse("admin:review_begin_entry", args=(call.pk,)))

    assert first == second
    assert Submission.objects.being_entered().count() == 2
    assert [event.actor.username for event in Event.objects.filter(verb="begin entry").order_by("pk")] == ["reviewer", "colleague"]
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize("channel", ["email", "word", "letter", "meeting"])
def test_entry_becomes_a_received_submission(desk, call, staff, channel):
    submission = make_entry(desk, call)

    response = desk.post(entry_page(submission), filled_entry(channel=channel, enter="1", **{"text-challenges": "Money."}))

    submission.refresh_from_db()
    version, consent = submission.current_version, submission.consent
    assert response["Location"] == change_page(submission)
    assert (submission.state, submission.channel, submission.received_at) == ("received", channel, datetime(2026, 3, 5, 14, 30, tzinfo=UTC))
    assert datetime.now(UTC) - submission.entered_at < timedelta(minutes=1)
    assert (version.stakeholder_name, version.submitted_at, version.reason) == ("Ministry of Rivers", submission.received_at, "")
    assert {answer.text for answer in version.answers.all()} == {"Line one\n  line two", "Money."}
    assert [endorser.name for endorser in version.endorsers.all()] == ["River Users Union"]
    assert (consent.level, consent.channel, consent.recorded_by, consent.wording) == ("named", channel, staff, "")
    event = Event.objects.get(verb="enter")
    assert (event.actor, event.actor_role) == (staff, "staff")
    assert event.after == {"version": 1, "consent": "named", "channel": channel}
    assert OutgoingMail.objects.count() == 0
    assert not submission.is_late


def test_entry_without_a_channel_or_as_online_is_saved_and_not_entered(desk, call):
    submission = make_entry(desk, call)

    answers = [
        desk.post(entry_page(submission), filled_entry(channel=channel, edition=str(n), enter="1"))
        for n, channel in enumerate(("", "online"))
    ]

    for answer in answers:
        assert [sentence for _anchor, _label, sentence in answer.context["problems"]] == ["Choose how it came."]
        assert "Line one\r\n  line two" in answer.text
    submission.refresh_from_db()
    assert (submission.state, submission.channel) == ("draft", "email")


def test_entry_received_at_an_unknown_time_is_never_late(desk):
    call = make_call(closes_at=datetime(2026, 2, 1, tzinfo=UTC))
    submission = make_entry(desk, call)

    desk.post(entry_page(submission), filled_entry(received_on="", received_time="", enter="1"))

    submission.refresh_from_db()
    assert (submission.state, submission.received_at, submission.is_late) == ("received", None, False)
    assert "unknown · Letter" in desk.get(change_page(submission)).text


@pytest.mark.parametrize(
    ("day", "clock", "late"),
    [("2026-02-01", "", False), ("2026-02-01", "00:30", False), ("2026-02-01", "00:31", True), ("2026-02-02", "", True)],
)
def test_I10_entry_is_late_by_the_time_it_was_received_and_is_taken(desk, day, clock, late):
    call = make_call(closes_at=datetime(2026, 2, 1, tzinfo=UTC))
    submission = make_entry(desk, call)

    desk.post(entry_page(submission), filled_entry(received_on=day, received_time=clock, enter="1"))

    submission.refresh_from_db()
    assert (submission.state, submission.is_late) == ("received", late)


def test_entry_reads_the_time_in_the_call_s_zone_and_shows_it_so(desk):
    call = make_call(time_zone="Asia/Tokyo")
    submission = make_entry(desk, call)

    desk.post(entry_page(submission), filled_entry(zone="Asia/Tokyo", save="1"))

    submission.refresh_from_db()
    assert submission.received_at == datetime(2026, 3, 5, 5, 30, tzinfo=UTC)
    facts = desk.get(entry_page(submission)).context["facts"]
    assert (facts["received_time"].value().strftime("%H:%M"), facts["zone"].value()) == ("14:30", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"received_on": "2999-01-01"}, "lies in the future"),
        ({"received_on": "next week"}, "This is no date"),
        ({"received_time": "25:99"}, "This is no time"),
        ({"received_on": ""}, "Write the date as well"),
    ],
)
def test_entry_refuses_an_impossible_time_in_a_sentence_and_keeps_the_rest(desk, call, changes, sentence):
    submission = make_entry(desk, call)

    response = desk.post(entry_page(submission), filled_entry(enter="1", **changes))

    assert [sentence in problem[2] for problem in response.context["problems"]] == [True]
    submission.refresh_from_db()
    assert (submission.state, submission.received_at, submission.channel) == ("draft", None, "letter")
    assert submission.draft.stakeholder_name == "Ministry of Rivers"


def test_entry_says_nothing_of_consent_and_none_is_recorded(desk, call):
    submission = make_entry(desk, call)
    page = desk.get(entry_page(submission))
    data = {name: value for name, value in filled_entry(enter="1", edition="0").items() if name != "draft_consent"}

    desk.post(entry_page(submission), data)

    assert page.context["form"]["draft_consent"].value() == "none"
    record = ConsentRecord.objects.get()
    assert (record.level, record.channel, record.withdrawn) == ("none", "letter", False)


def test_entry_keeps_how_consent_was_given_when_that_was_another_way(desk, call):
    submission = make_entry(desk, call)
    desk.post(entry_page(submission), filled_entry(consent_channel="meeting", save="1"))
    kept = desk.get(entry_page(submission)).context["facts"]["consent_channel"].value()

    desk.post(entry_page(submission), filled_entry(consent_channel=kept, edition="1", enter="1"))

    assert (kept, ConsentRecord.objects.get().channel, Submission.objects.get().channel) == ("meeting", "meeting", "letter")


@pytest.mark.parametrize(("ticked", "mails"), [({}, 0), ({"mails_receipt": "on"}, 1)])
def test_entry_mails_the_receipt_only_when_told_to(desk, call, ticked, mails):
    submission = make_entry(desk, call)

    desk.post(entry_page(submission), filled_entry(enter="1", **ticked))

    assert [mail.kind for mail in OutgoingMail.objects.all()] == ["receipt"] * mails


def test_entry_mails_no_receipt_without_an_address(desk, call):
    submission = make_entry(desk, call)

    desk.post(entry_page(submission), filled_entry(enter="1", mails_receipt="on", contact_email=""))

    assert (Submission.objects.get().state, OutgoingMail.objects.count()) == ("received", 0)


def test_entry_with_something_missing_lists_it_and_is_entered_for_a_reason(desk, call, staff):
    call.questions.filter(identifier="challenges").update(required=True)
    submission = make_entry(desk, call)
    gaps = {"stakeholder_name": "", "stakeholder_type": "", "declares_authority": ""}

    refused = desk.post(entry_page(submission), filled_entry(enter="1", **gaps))
    state = Submission.objects.get().state
    taken = desk.post(entry_page(submission), filled_entry(enter="1", edition="1", reason="The letter names no one.", **gaps))

    assert [anchor for anchor, _sentence in refused.context["missing"]] == [
        "id_stakeholder_name",
        "id_stakeholder_type",
        "id_text-challenges",
    ]
    assert state == "draft"
    assert refused.context["version"].edition == 1
    assert taken["Location"] == change_page(submission)
    event = Event.objects.get(verb="enter")
    assert (event.reason, Version.objects.get().reason, event.actor) == ("The letter names no one.", "The letter names no one.", staff)
    assert "The letter names no one." in desk.get(change_page(submission)).text


def test_enter_and_enter_another_proposes_what_was_used_last(desk):
    call = make_call(time_zone="Asia/Tokyo")
    submission = make_entry(desk, call)

    response = desk.post(entry_page(submission), filled_entry(channel="meeting", zone="Asia/Tokyo", language="fr", another="1"))

    following = Submission.objects.being_entered().get()
    page = desk.get(response["Location"])
    assert response["Location"] == entry_page(following)
    assert (page.context["facts"]["channel"].value(), page.context["facts"]["zone"].value()) == ("meeting", "Asia/Tokyo")
    assert (page.context["form"]["language"].value(), page.context["facts"]["received_on"].value()) == ("fr", None)
    assert f'<a href="{change_page(submission)}">{submission}</a> is entered.' in page.text


def test_page_of_a_submission_tells_how_it_came_and_who_entered_it(desk, call):
    submission = make_entry(desk, call)
    desk.post(entry_page(submission), filled_entry(enter="1", consent_channel="meeting"))

    page, online = desk.get(change_page(submission)), desk.get(change_page(make_submission(call)))

    assert "5 March 2026, 14:30 UTC · Letter" in page.text
    assert "<dt>Entered</dt>" in page.text and "UTC · <bdi>reviewer</bdi>" in page.text
    assert "Meeting · reviewer" in page.text
    assert "<dt>Entered</dt>" not in online.text


def test_list_and_call_lead_to_entry_those_who_may(desk, client, call):
    address = reverse("admin:review_entries")
    pages = (reverse("admin:submissions_submission_changelist"), reverse("admin:submissions_call_change", args=(call.pk,)))

    for_staff = [address in desk.get(page).text for page in pages]
    client.force_login(staff_who_may("view_submission", "view_call"))
    for_readers = [address in client.get(page).text for page in pages]

    assert (for_staff, for_readers) == ([True, True], [False, False])


def test_entries_ask_the_same_queries_for_one_entry_and_for_three(desk, call, staff, django_assert_num_queries):
    def enter_one(n):
        version = entering.begin(call, by=staff, language="en")
        entering.save(version, edition=0, by=staff, facts={"channel": "letter"}, profile={"stakeholder_name": f"Letter {n}"})

    enter_one(1)
    with django_assert_num_queries(4):
        desk.get(reverse("admin:review_entries"))
    enter_one(2), enter_one(3)
    with django_assert_num_queries(4):
        response = desk.get(reverse("admin:review_entries"))

    assert [entry.name for _call, entries in response.context["by_call"] for entry in entries] == ["Letter 3", "Letter 2", "Letter 1"]
