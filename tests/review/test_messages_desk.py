"""Messages to a filtered set of stakeholders, requests for clarification, and what became of them."""

from datetime import timedelta

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Permission
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from submissions import access, notices, outbox
from submissions.models import Event, Notice, OutgoingMail, Submission
from tests.make import make_call, make_draft, make_staff, make_submission

pytestmark = pytest.mark.django_db

LIST = "admin:submissions_submission_changelist"
WORDS = {"subject": "Session on 3 May", "body": "We discuss question 2.\nDo come."}


@pytest.fixture
def sent(call):
    """Three received submissions, two with an address; their mail is out."""
    made = [
        make_submission(call, "Ministry", email="ada@rivers.example", language="ar"),
        make_submission(call, "Institute", email="bo@lakes.example"),
        make_submission(call, "No address"),
    ]
    outbox.send_due()
    mail.outbox.clear()
    return made


def act(desk, keys, query="", **data):
    """Post the action, with whatever the page adds."""
    return desk.post(
        reverse(LIST) + query, {"action": "write_to_selected", "index": "0", ACTION_CHECKBOX_NAME: keys, "select_across": "0", **data}
    )


def send(desk, keys, query="", **data):
    """Preview, then send what was previewed."""
    seen = act(desk, keys, query, **WORDS, preview="1", **data).context["seen"]
    return act(desk, keys, query, **WORDS, send="1", seen=seen, **data)


def keys_of(submissions):
    return [str(submission.pk) for submission in submissions]


def test_message_is_written_previewed_and_sent_to_those_with_an_address(desk, call, staff, sent):
    asked = act(desk, keys_of(sent))
    preview = act(desk, keys_of(sent), **WORDS, preview="1")
    assert Notice.objects.count() == 0

    response = act(desk, keys_of(sent), **WORDS, send="1", seen=preview.context["seen"])
    outbox.send_due()

    assert (asked.context["with_address"], asked.context["without_address"]) == (2, 1)
    assert WORDS["body"] in preview.context["preview"] and "/s/" not in preview.context["preview"]
    assert response.status_code == 302
    notice = Notice.objects.get()
    assert (notice.call, notice.kind, notice.subject, notice.body, notice.sent_by) == (call, "notice", *WORDS.values(), staff)
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["ada@rivers.example"], "Session on 3 May"),
        (["bo@lakes.example"], "Session on 3 May"),
    ]
    event = Event.objects.get(verb="message")
    assert (event.actor, event.call, event.after) == (staff, call, {"mails": 2})


def test_I14_each_gets_their_own_link_in_their_own_language_with_the_text_as_written(desk, sent):
    send(desk, keys_of(sent))

    outbox.send_due()

    arabic, english = mail.outbox
    html = arabic.alternatives[0].content
    assert '<html lang="ar" dir="rtl">' in html
    assert '<div dir="auto"><p>We discuss question 2.<br>Do come.</p></div>' in html
    for message, theirs, other in ((arabic, sent[0], sent[1]), (english, sent[1], sent[0])):
        for body in (message.body, message.alternatives[0].content):
            assert access.private_link(theirs) in body and access.private_link(other) not in body
            assert other.contact_email not in body and "reports progress" not in body


def test_message_is_sent_only_as_it_was_previewed(desk, sent):
    seen = act(desk, keys_of(sent), **WORDS, preview="1").context["seen"]

    changed = act(desk, keys_of(sent), **{**WORDS, "body": "Another text."}, send="1", seen=seen)
    unseen = act(desk, keys_of(sent), **WORDS, send="1", seen="")
    fewer = act(desk, keys_of(sent)[:1], **WORDS, send="1", seen=seen)

    assert {response.status_code for response in (changed, unseen, fewer)} == {200}
    assert Notice.objects.count() == 0
    assert "Another text." in changed.context["preview"]


def test_second_click_sends_to_nobody_again_and_to_the_others_only(desk, sent):
    send(desk, keys_of(sent)[:1])

    again = desk.get(send(desk, keys_of(sent)[:1]).url)
    send(desk, keys_of(sent))

    assert "Nothing was sent" in again.text
    assert [notice.mails.count() for notice in Notice.objects.order_by("pk")] == [1, 1]


def test_same_text_may_go_again_after_a_day(desk, sent):
    send(desk, keys_of(sent))
    OutgoingMail.objects.update(queued_at=timezone.now() - timedelta(days=2))

    send(desk, keys_of(sent))

    assert [notice.mails.count() for notice in Notice.objects.all()] == [2, 2]


def test_message_goes_to_all_that_the_filter_finds(desk, call, sent):
    make_draft(call, "Draft", email="draft@rivers.example")

    send(desk, keys_of(sent)[:1], "?q=rivers.example", select_across="1")

    assert [row.address for row in OutgoingMail.objects.filter(kind="notice")] == ["ada@rivers.example"]


def test_message_goes_to_one_call_at_a_time(desk, sent):
    other = make_submission(make_call("other"), email="eve@rivers.example")

    response = desk.get(act(desk, keys_of([*sent, other]), **WORDS).url)

    assert "Choose one call in the filter" in response.text
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("missing", ["subject", "body"])
def test_message_without_subject_or_text_is_not_sent(desk, sent, missing):
    response = act(desk, keys_of(sent), **{**WORDS, missing: "  "}, send="1", seen="")

    assert (list(response.context["form"].errors), Notice.objects.count()) == ([missing], 0)


def test_message_of_thousands_takes_the_same_queries_a_batch(call, staff, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(outbox, "QUEUED_AT_ONCE", 2)
    for number in range(5):
        make_submission(call, email=f"{number}@rivers.example")

    with django_assert_num_queries(6 + 3):  # savepoint twice, the call, the recipients, the notice, the event; three batches
        notices.write(Submission.objects.all(), call=call, by=staff, **WORDS)

    assert OutgoingMail.objects.filter(kind="notice").count() == 5


def test_reader_is_not_offered_to_write(client, sent):
    reader = make_staff("reader", superuser=False)
    reader.user_permissions.set(Permission.objects.filter(codename__in=("view_call", "view_submission")))
    client.force_login(reader)

    act(client, keys_of(sent), **WORDS, send="1")

    assert "write_to_selected" not in client.get(reverse(LIST)).text
    assert Notice.objects.count() == 0


def test_clarification_is_asked_of_one_and_kept_on_its_page(desk, staff, sent):
    page = reverse("admin:review_clarify", args=(sent[0].pk,))
    seen = desk.post(page, {**WORDS, "preview": "1"}).context["seen"]

    response = desk.post(page, {**WORDS, "send": "1", "seen": seen}, follow=True)
    outbox.send_due()

    notice = Notice.objects.get()
    assert (notice.kind, [row.submission for row in notice.mails.all()]) == ("clarification", [sent[0]])
    assert (Event.objects.get(verb="clarification").submission, Event.objects.get(verb="clarification").actor) == (sent[0], staff)
    assert 'Request for clarification: <b dir="auto">Session on 3 May</b>' in response.text and WORDS["body"] in response.text
    assert [message.to for message in mail.outbox] == [["ada@rivers.example"]]


def test_clarification_of_a_submission_without_an_address_cannot_be_sent(desk, sent):
    page = reverse("admin:review_clarify", args=(sent[2].pk,))

    preview = desk.post(page, {**WORDS, "preview": "1"})
    response = desk.post(page, {**WORDS, "send": "1", "seen": preview.context["seen"]}, follow=True)

    assert 'name="send"' not in preview.text
    assert "Nothing was sent" in response.text and Notice.objects.count() == 0


def test_clarification_of_a_draft_is_not_asked(desk, call):
    assert desk.get(reverse("admin:review_clarify", args=(make_draft(call).pk,))).status_code == 404


def test_messages_are_listed_with_what_became_of_them_and_not_edited(desk, call, sent, django_assert_max_num_queries):
    make_submission(call, "Fourth", email="cy@rivers.example")
    make_submission(call, "Fifth", email="di@rivers.example")
    send(desk, keys_of(Submission.objects.all()))
    now = timezone.now()
    fates = [{"sent_at": now}, {"sent_at": now, "bounced_at": now, "bounce": "5.1.1"}, {"failed_at": now}, {}]
    for row, fate in zip(OutgoingMail.objects.filter(kind="notice").order_by("pk"), fates, strict=True):
        OutgoingMail.objects.filter(pk=row.pk).update(**fate)
    address = reverse("admin:submissions_notice_changelist")

    with django_assert_max_num_queries(12):
        response = desk.get(address)

    (notice,) = response.context["cl"].result_list
    counts = (notice.mails_all, notice.mails_waiting, notice.mails_sent, notice.mails_came_back, notice.mails_given_up)
    assert counts == (4, 1, 1, 1, 1)
    page = reverse("admin:submissions_notice_change", args=(notice.pk,))
    assert desk.get(page).status_code == 200
    assert desk.post(page, {"subject": "Forged"}).status_code == 403
    assert desk.get(reverse("admin:submissions_notice_add")).status_code == 403


def test_outbox_finds_what_came_back_and_sends_it_again(desk, sent):
    mails = OutgoingMail.objects.filter(submission=sent[0])
    mails.filter(kind="link").update(bounced_at=timezone.now(), bounce="5.1.1")
    address = reverse("admin:submissions_outgoingmail_changelist")

    found = desk.get(address, {"status": "came-back"})
    count = {status: len(desk.get(address, {"status": status}).context["cl"].result_list) for status in ("waiting", "sent", "given-up")}
    key = found.context["cl"].result_list[0].pk
    desk.post(address, {"action": "send_again", "index": "0", ACTION_CHECKBOX_NAME: [key]})

    assert [row.kind for row in found.context["cl"].result_list] == ["link"]
    assert "Came back" in found.text and "5.1.1" in found.text
    assert count == {"waiting": 0, "sent": 3, "given-up": 0}
    again = OutgoingMail.objects.get(pk=key)
    assert (again.sent_at, again.bounced_at, again.bounce) == (None, None, "")
