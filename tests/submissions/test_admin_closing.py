"""The closing of a call moved in the admin: later, and everyone with a draft is told; earlier, and only the member of staff is."""

from datetime import timedelta

import pytest

from submissions.models import Call, Event, OutgoingMail
from tests.make import make_draft
from tests.submissions.test_admin import call_form, change_page


@pytest.mark.parametrize(
    ("days", "sentence", "mails"),
    [
        (7, "1 draft has an address; its holder is told of the new closing time by mail.", 1),
        (-7, "The call now closes earlier than announced. Nobody was told by mail; write to those who have a draft.", 0),
        (0, "", 0),
    ],
)
def test_call_moved_to_a_later_closing_tells_those_with_a_draft(desk, call, days, sentence, mails):
    make_draft(call, email="ada@rivers.example")
    closes = call.closes_at + timedelta(days=days)

    page = desk.post(change_page(call), call_form(call, closes_at_0=closes.date().isoformat()), follow=True).text
    desk.post(change_page(call), call_form(Call.objects.get()))

    assert sentence in page
    assert OutgoingMail.objects.filter(kind="extended").count() == Event.objects.filter(verb="extension").count() == mails
