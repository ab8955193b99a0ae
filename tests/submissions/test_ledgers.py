"""The lists that staff read and nobody edits: events, consents, the outbox."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from submissions.event_words import ACTS
from submissions.models import Call, ConsentRecord, Event, OutgoingMail
from submissions.models.event import record
from tests.make import make_publication, make_submission


def test_mail_that_was_given_up_is_sent_again_under_its_message_id(desk, call):
    make_submission(call, email="desk@rivers.example")
    OutgoingMail.objects.update(failed_at=timezone.now(), attempts=12, last_error="SMTPServerDisconnected")
    mail = OutgoingMail.objects.get(kind="receipt")
    page = reverse("admin:submissions_outgoingmail_changelist")

    desk.post(page, {"action": "send_again", "_selected_action": mail.pk})

    assert list(OutgoingMail.objects.due()) == [mail]
    assert OutgoingMail.objects.get(pk=mail.pk).message_id == mail.message_id
    assert [row.pk for row in desk.get(page, {"status": "waiting"}).context["cl"].result_list] == [mail.pk]


def test_history_and_ledger_are_only_read(desk, call):
    submission = make_submission(call)

    for name, row in (("event", submission.events.first()), ("consentrecord", submission.consent)):
        assert desk.get(reverse(f"admin:submissions_{name}_change", args=(row.pk,))).status_code == 200
        assert desk.get(reverse(f"admin:submissions_{name}_add")).status_code == 403
        assert desk.post(reverse(f"admin:submissions_{name}_change", args=(row.pk,)), {}).status_code == 403
        assert desk.post(reverse(f"admin:submissions_{name}_delete", args=(row.pk,)), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", ("call", "event", "consentrecord", "outgoingmail"))
def test_lists_show_instants_day_first_in_utc(desk, call, name):
    make_submission(call, email="desk@rivers.example")
    Call.objects.update(opens_at=datetime(2026, 1, 2, 15, 4, tzinfo=UTC))

    text = desk.get(reverse(f"admin:submissions_{name}_changelist")).text

    assert "(UTC)" in text
    assert re.search(r">\d{1,2} [A-Z][a-z]+ 20\d\d, \d\d:\d\d<", text)
    assert name != "call" or "2 January 2026, 15:04" in text


def test_every_act_on_record_has_words():
    sources = [path.read_text() for room in ("submissions", "review") for path in Path(room).rglob("*.py")]
    written = re.compile(r"""\b(?:record|record_event|event_of)\(\s*"([a-z ]+)"|\bverb="([a-z ]+)\"""")
    acts = {act for source in sources for found in written.findall(source) for act in found}
    named = [line for source in sources for line in re.findall(r"^[A-Z_, ]+ = (.+?)  # the verbs? of the Event", source, re.MULTILINE)]
    acts |= {act for line in named for act in re.findall(r'"([a-z ]+)"', line)}

    assert acts - {""} <= set(ACTS)
    assert {"submit", "publish", "export", "enter", "coding removed"} <= acts


def test_events_are_told_in_words(desk, call, staff):
    submission = make_publication(call, country="SN").submission
    record("edit call", call=call, by=staff, before={"title": "…", "is_listed": "False"}, after={"title": "…", "is_listed": "True"})
    record(
        "edit call",
        call=call,
        by=staff,
        before={"closes_at": "2026-01-02 15:04:00+00:00"},
        after={"closes_at": "2026-01-03 00:00:00+00:00"},
    )
    record("export", call=call, after={"what": "internal", "format": "csv", "rows": 3})

    text = desk.get(reverse("admin:submissions_event_changelist")).text

    for words in (
        "visible to the public: no → yes; title changed",
        "closes at: 2 January 2026, 15:04 UTC → 3 January 2026, 00:00 UTC",
        "file: internal; format: csv; rows: 3",
        "version: 1; consent: Publish with name",
        "Published",
        "Command line",
        f'<a href="{reverse("admin:submissions_submission_change", args=(submission.pk,))}">{submission.reference}</a>',
    ):
        assert words in text
    assert "By by" not in text


def test_events_are_filtered_by_act_and_role(desk, call):
    make_submission(call)
    record("export", call=call)
    page = reverse("admin:submissions_event_changelist")

    assert [event.verb for event in desk.get(page, {"verb": "export"}).context["cl"].result_list] == ["export"]
    assert [event.verb for event in desk.get(page, {"role": "stakeholder"}).context["cl"].result_list] == ["submit", "consent"]


def test_history_of_a_call_and_of_a_submission_are_their_events(desk, call):
    submission = make_submission(call)
    make_submission(call, "Delta Alliance")

    of_submission = desk.get(reverse("admin:submissions_submission_history", args=(submission.pk,)), follow=True)
    of_call = desk.get(reverse("admin:submissions_call_history", args=(call.pk,)), follow=True)

    assert {event.submission for event in of_submission.context["cl"].result_list} == {submission}
    assert {event.call for event in of_call.context["cl"].result_list} == {call}
    assert len(of_call.context["cl"].result_list) == 2 * len(of_submission.context["cl"].result_list)


@pytest.mark.django_db
def test_I5_a_record_cannot_be_changed_or_deleted(call):
    consent = make_submission(call).consent

    for act in (
        lambda: ConsentRecord.objects.update(level="none"),
        lambda: ConsentRecord.objects.all().delete(),
        lambda: Event.objects.update(verb="x"),
        lambda: Event.objects.all().delete(),
        consent.save,
        consent.delete,
        Event.objects.first().delete,
    ):
        with pytest.raises(TypeError, match="append-only"):
            act()
