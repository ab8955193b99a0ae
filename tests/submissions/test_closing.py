"""I10: the deadline is one instant of the server's clock plus the grace; late text is kept, marked and never dropped."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from submissions import closing, consent_wording, drafting, outbox
from submissions.models import Call, ConsentRecord, Event, OutgoingMail, Submission, Version
from tests.make import make_call, make_draft, make_handle, make_submission

pytestmark = pytest.mark.django_db

MICROSECOND = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
GRACE = timedelta(minutes=30)
# Closings on both sides of a change of clocks, given as people say them in the call's own zone.
CLOSINGS = {
    "UTC": (datetime(2026, 5, 15, 23, 59), "UTC"),
    "the hour that Zurich has twice, the first": (datetime(2026, 10, 25, 2, 30), "Europe/Zurich"),
    "the hour that Zurich has twice, the second": (datetime(2026, 10, 25, 2, 30, fold=1), "Europe/Zurich"),
    "just before New York springs forward": (datetime(2026, 3, 8, 1, 59), "America/New_York"),
    "half an hour of difference": (datetime(2026, 4, 5, 1, 45), "Australia/Lord_Howe"),
    "on another day than in UTC": (datetime(2026, 5, 15, 0, 30), "Pacific/Kiritimati"),
}


def page_of(name, handle):
    return reverse(f"submissions:{name}", args=(handle,))


def make_ready(call, **draft):
    """A draft that lacks nothing."""
    return make_draft(call, **{"declares_authority": True, "draft_consent": "named", **draft})


def at(monkeypatch, moment):
    """Let the server's clock stand still at a moment."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def close(call, *, ago=timedelta(hours=1)):
    call.closes_at = timezone.now() - ago
    call.save()


def make_late(client, call, **draft):
    """A draft whose holder pressed Submit after the last moment; with its handle."""
    submission = make_ready(call, **draft)
    handle = make_handle(client, submission)
    close(call)
    client.post(page_of("draft-check", handle), {"edition": str(submission.draft.edition)})
    submission.refresh_from_db()
    return submission, handle


@pytest.mark.parametrize("closing_time", CLOSINGS.values(), ids=CLOSINGS)
@pytest.mark.parametrize(
    ("after_closing", "is_taken"),
    [
        (-SECOND, True),
        (timedelta(0), True),
        (SECOND, True),
        (GRACE - SECOND, True),
        (GRACE, True),
        (GRACE + MICROSECOND, False),
        (GRACE + timedelta(hours=1), False),
    ],
)
def test_I10_a_draft_is_taken_to_the_last_moment_and_kept_as_late_after_it(client, monkeypatch, closing_time, after_closing, is_taken):
    local, zone = closing_time
    closes_at = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    call = make_call(closes_at=closes_at, time_zone=zone, grace_minutes=30)
    submission = make_ready(call)
    handle = make_handle(client, submission)
    at(monkeypatch, closes_at + after_closing)

    response = client.post(page_of("draft-check", handle), {"edition": "1"})

    submission.refresh_from_db()
    version = Version.objects.get()
    assert response["Location"] == page_of("receipt" if is_taken else "draft-check", handle)
    assert (submission.state, version.submitted_at is not None, version.late_at is None) == (
        "received" if is_taken else "draft",
        is_taken,
        is_taken,
    )
    assert [answer.text for answer in version.answers.all()] == ["Ministry of Rivers reports progress."]
    assert (version.submitted_at or version.late_at) == closes_at + after_closing


@pytest.mark.parametrize(("after_closing", "may_start"), [(timedelta(0), True), (MICROSECOND, False)])
def test_I10_no_grace_for_a_draft_that_was_not_begun(client, call, monkeypatch, after_closing, may_start):
    at(monkeypatch, call.closes_at + after_closing)

    response = client.post(reverse("submissions:respond", args=(call.slug,)))

    assert (response.status_code, Submission.objects.count()) == ((302, 1) if may_start else (409, 0))


def test_I10_what_counts_is_when_the_request_arrived_not_when_its_body_or_the_lock_was_had(client, call, monkeypatch):
    submission = make_ready(call)
    handle = make_handle(client, submission)
    now = timezone.now()
    call.closes_at, call.grace_minutes = now, 0
    call.save()
    clock = [now, *[now + timedelta(hours=n) for n in range(1, 99)]]
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.pop(0))

    response = client.post(page_of("draft-check", handle), {"edition": "1"})

    assert response["Location"] == page_of("receipt", handle)
    assert Version.objects.get().submitted_at == now


def test_I10_late_text_is_kept_once_however_often_it_is_sent(client, call):
    submission, handle = make_late(client, call)
    first = submission.draft.late_at

    again = client.post(page_of("draft-check", handle), {"edition": "1"})
    page = client.get(page_of("draft-check", handle)).text

    assert (again["Location"], submission.draft.late_at) == (page_of("draft-check", handle), first)
    assert [event.actor_role for event in Event.objects.filter(verb="late")] == ["stakeholder"]
    assert "Your text is kept and marked as late." in page
    assert "Submit as late" not in page
    assert ConsentRecord.objects.count() == OutgoingMail.objects.count() == 0


def test_I10_a_late_text_that_lacks_something_is_told_so_and_not_marked(client, call):
    submission = make_draft(call)
    handle = make_handle(client, submission)
    close(call)

    response = client.post(page_of("draft-check", handle), {"edition": "1"})

    assert [anchor for anchor, _sentence in response.context["missing"]] == ["id_declares_authority", "id_draft_consent_0"]
    assert submission.draft.late_at is None


def test_I10_late_mark_and_late_rights_survive_a_save(client, call, staff):
    submission, _handle = make_late(client, call)
    late_at, until = submission.draft.late_at, timezone.now() + timedelta(days=2)
    closing.allow_until(submission, until=until, by=staff, reason="Their line was down.")

    drafting.save(submission.draft, edition=1, profile={"stakeholder_name": "Ministry of Lakes"})

    submission.refresh_from_db()
    assert (submission.draft.late_at, submission.late_until, submission.draft.stakeholder_name) == (late_at, until, "Ministry of Lakes")


@pytest.mark.parametrize(("after", "is_taken"), [(timedelta(0), True), (MICROSECOND, False)])
def test_I10_whoever_was_given_more_time_may_submit_until_then_and_counts_as_late(client, call, staff, monkeypatch, after, is_taken):
    submission, handle = make_late(client, call, email="ada@rivers.example")
    until = timezone.now() + timedelta(days=2)
    closing.allow_until(submission, until=until, by=staff, reason="Their line was down.")
    at(monkeypatch, until + after)

    response = client.post(page_of("draft-check", handle), {"edition": "1"})

    submission.refresh_from_db()
    assert (response["Location"], submission.is_late) == (page_of("receipt" if is_taken else "draft-check", handle), is_taken)
    event = Event.objects.get(verb="allow late")
    assert (event.actor, event.reason, event.after) == (staff, "Their line was down.", {"late_until": until.isoformat()})
    assert OutgoingMail.objects.filter(kind="extended").count() == 1


def test_I10_a_late_text_that_is_admitted_is_received_as_of_when_it_was_sent_with_its_consent(client, call, staff):
    submission, handle = make_late(client, call, email="ada@rivers.example", language="fr", draft_consent="anonymous")
    late_at = submission.draft.late_at

    version = closing.admit(submission, edition=1, by=staff, reason="Their line was down.")

    submission.refresh_from_db()
    consent = ConsentRecord.objects.get()
    assert (submission.state, submission.current_version, submission.received_at, submission.is_late) == (
        "received",
        version,
        late_at,
        True,
    )
    assert (version.submitted_at, len(version.receipt_hash)) == (late_at, 64)
    assert (consent.level, consent.channel, consent.language, consent.recorded_by) == ("anonymous", "online", "fr", None)
    with translation.override("fr"):
        assert consent.wording == consent_wording.wording("anonymous")
    event = Event.objects.get(verb="admit late")
    assert (event.actor, event.reason, event.after) == (staff, "Their line was down.", {"version": 1, "consent": "anonymous"})
    assert OutgoingMail.objects.get(kind="receipt").language == "fr"
    assert client.get(page_of("draft-check", handle))["Location"] == page_of("receipt", handle)
    with pytest.raises(closing.NotLate):
        closing.admit(submission, edition=1, by=staff, reason="Twice.")


def test_I10_a_late_text_changed_since_it_was_read_is_not_admitted_unread(client, call, staff):
    submission, _handle = make_late(client, call)
    drafting.save(submission.draft, edition=1, profile={"stakeholder_name": "Ministry of Lakes"})

    with pytest.raises(drafting.SomeoneElseSaved):
        closing.admit(submission, edition=1, by=staff, reason="Their line was down.")

    submission.refresh_from_db()
    version = closing.admit(submission, edition=2, by=staff, reason="Their line was down.")
    assert version.submitted_at == version.saved_at > version.late_at == Submission.objects.get().received_at


def test_I10_an_extension_lets_a_late_text_in_as_if_it_had_never_been_late(client, call):
    submission, handle = make_late(client, call)
    call.closes_at = timezone.now() + timedelta(days=7)
    call.save()

    response = client.post(page_of("draft-check", handle), {"edition": "1"})

    submission.refresh_from_db()
    assert (response["Location"], submission.is_late, Version.objects.get().late_at) == (page_of("receipt", handle), False, None)


def test_extension_is_mailed_once_to_every_unfinished_draft_with_an_address_in_its_language(call, staff):
    make_draft(call, "Draft", email="draft@rivers.example", language="fr")
    make_draft(call, "No address")
    make_submission(call, "Sent", email="sent@rivers.example")
    revised = make_submission(call, "Revised", email="revised@rivers.example")
    Version.objects.create(submission=revised, number=2, language="es")
    make_draft(make_call("other"), "Other call", email="other@rivers.example")
    before, call.closes_at = call.closes_at, call.closes_at + timedelta(days=7)
    call.save()

    counts = [closing.closing_changed(call, before=before, by=staff), closing.closing_changed(call, before=call.closes_at, by=staff)]

    told = OutgoingMail.objects.filter(kind="extended").order_by("submission__contact_email")
    assert counts == [2, 0]
    assert [(row.address, row.language) for row in told] == [("draft@rivers.example", "fr"), ("revised@rivers.example", "es")]
    event = Event.objects.get(verb="extension")
    assert (event.actor, event.after) == (staff, {"closes_at": call.closes_at.isoformat(), "mails": 2})


@pytest.mark.parametrize("moved", [timedelta(days=-1), timedelta(0)])
def test_closing_that_is_not_moved_later_is_mailed_to_nobody(call, moved):
    make_draft(call, email="ada@rivers.example")
    before, call.closes_at = call.closes_at, call.closes_at + moved

    assert closing.closing_changed(call, before=before) == 0
    assert not OutgoingMail.objects.filter(kind="extended").exists() and not Event.objects.filter(verb="extension").exists()


def test_closing_moved_to_another_moment_in_the_past_is_mailed_to_nobody(call):
    make_draft(call, email="ada@rivers.example")
    call.closes_at = timezone.now() - timedelta(hours=1)

    assert closing.closing_changed(call, before=call.closes_at - timedelta(days=1)) == 0


def test_extension_mail_names_the_new_closing_in_utc_and_in_the_call_s_zone(call):
    make_draft(call, email="ada@rivers.example")
    outbox.send_due()
    mail.outbox.clear()
    before = call.closes_at
    call.closes_at, call.time_zone = datetime(2027, 7, 1, 22, 30, tzinfo=UTC), "Europe/Zurich"
    call.save()
    closing.closing_changed(call, before=before)

    outbox.send_due()

    (message,) = mail.outbox
    for body in (message.body, message.alternatives[0].content):
        assert "Submit it by 1 July 2027, 22:30 UTC. That is 2 July 2027, 00:30 in Europe/Zurich." in body


def test_definition_with_a_later_closing_tells_everyone_with_a_draft_once(tmp_path, capsys):
    file = tmp_path / "call.toml"
    text = 'slug = "review"\ntitle = "Review"\nopens_at = 2026-01-01T00:00:00Z\ncloses_at = {}\n'
    file.write_text(text.format("2030-01-01T00:00:00Z"))
    call_command("loadcall", str(file))
    make_draft(Call.objects.get(), answers={}, email="ada@rivers.example")
    file.write_text(text.format("2030-02-01T00:00:00Z"))

    call_command("loadcall", str(file))
    call_command("loadcall", str(file))

    assert OutgoingMail.objects.filter(kind="extended").count() == 1
    assert Event.objects.get(verb="extension").actor_role == "command"
