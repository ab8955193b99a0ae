"""The lists that staff read and nobody edits: events, consents, the outbox."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from submissions.models import Call, OutgoingMail
from tests.make import make_submission


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
