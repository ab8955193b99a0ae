"""The private link at the desk: sent again, shown, replaced; and what staff see of the address behind a submission."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from review.progress import progress
from submissions import access, links, outbox
from submissions.models import Event, OutgoingMail, Submission
from tests.make import make_draft, make_handle, make_staff, make_submission

ADA = "ada@rivers.example"
ACTS = ("send", "show", "replace")


def address_of(act, submission):
    return reverse(f"admin:review_link_{act}", args=(submission.pk,))


def change_page(submission):
    return reverse("admin:submissions_submission_change", args=(submission.pk,))


def listed(desk, **asked):
    response = desk.get(reverse("admin:submissions_submission_changelist"), asked)
    return {submission.reference for submission in response.context["cl"].result_list}


@pytest.fixture(params=("draft", "received"))
def submission(request, call):
    """A draft, then a received submission, both with an address whose first mails have gone out."""
    made = (make_draft if request.param == "draft" else make_submission)(call, "Shy Institute", email=ADA)
    OutgoingMail.objects.update(sent_at=timezone.now())
    return made


def test_I14_link_is_sent_again_to_the_submissions_own_address(desk, staff, submission):
    response = desk.post(address_of("send", submission), follow=True)

    outbox.send_due()
    assert "on its way to the contact address" in response.text
    assert [letter.to for letter in mail.outbox] == [[ADA]]
    assert access.mailed_link(submission) in mail.outbox[0].body
    assert list(Event.objects.filter(verb="send link").values_list("submission", "actor")) == [(submission.pk, staff.pk)]


def test_link_is_not_sent_where_there_is_no_address(desk, call):
    submission = make_submission(call)

    response = desk.post(address_of("send", submission), follow=True)

    assert "has no contact address" in response.text
    assert (OutgoingMail.objects.count(), Event.objects.filter(verb="send link").count()) == (0, 0)


def test_link_is_shown_by_a_button_and_each_time_recorded(desk, staff, submission):
    link = access.private_link(submission)
    before = desk.get(change_page(submission)).text

    shown = [desk.post(address_of("show", submission)) for _time in range(2)]

    assert link not in before
    assert [f'dir="ltr">{link}</code>' in page.text and "no-store" in page["Cache-Control"] for page in shown] == [True, True]
    assert (
        list(Event.objects.filter(verb="reveal link").values_list("submission", "actor", "actor_role"))
        == [(submission.pk, staff.pk, "staff")] * 2
    )
    assert "Private link shown to the secretariat" in desk.get(change_page(submission)).text
    assert "Shy Institute" not in shown[0].text
    assert "Its author reports" not in shown[0].text


def test_I9_link_is_replaced_with_a_reason_and_the_new_one_is_mailed(desk, staff, submission):
    holder = Client()
    handle, old = make_handle(holder, submission), access.private_link(submission)

    unreasoned = desk.post(address_of("replace", submission), {"reason": " "})
    desk.post(address_of("replace", submission), {"reason": "Passed on by mistake."})

    submission.refresh_from_db()
    outbox.send_due()
    assert (unreasoned.status_code, submission.link_number) == (200, 1)
    assert holder.get(old).status_code == 404
    assert holder.get(reverse("submissions:draft", args=(handle,))).status_code == 404
    assert holder.get(access.private_link(submission)).status_code == 302
    assert [(letter.to, access.mailed_link(submission) in letter.body) for letter in mail.outbox] == [([ADA], True)]
    event = Event.objects.get(verb="replace link")
    assert (event.submission, event.actor, event.reason) == (submission, staff, "Passed on by mistake.")


def test_I9_looking_at_the_desks_pages_changes_nothing(desk, submission):
    statuses = [desk.get(address_of(act, submission)).status_code for act in ACTS]

    assert statuses == [405, 405, 200]
    assert Event.objects.filter(verb__in=("send link", "reveal link", "replace link")).count() == 0
    assert Submission.objects.get().link_number == 0


@pytest.mark.parametrize("act", ACTS)
def test_only_staff_with_the_permission_reach_the_link(client, call, act):
    submission = make_submission(call, email=ADA)
    address = address_of(act, submission)
    stranger = client.post(address, {"reason": "x"})
    reader = make_staff("reader", superuser=False)
    reader.user_permissions.set(Permission.objects.filter(codename="view_submission"))
    client.force_login(reader)

    refused = client.post(address, {"reason": "x"})

    assert (stranger.status_code, stranger["Location"], refused.status_code) == (302, f"/admin/login/?next={address}", 403)
    page = client.get(change_page(submission)).text
    assert all(address_of(each, submission) not in page for each in ACTS)
    assert Event.objects.filter(verb__endswith="link").count() == 0


@pytest.mark.parametrize("act", ACTS)
def test_link_of_a_submission_that_does_not_exist_is_not_found(desk, act):
    assert desk.post(reverse(f"admin:review_link_{act}", args=(99,)), {"reason": "x"}).status_code == 404


def test_list_is_filtered_by_what_is_known_of_the_address(desk, call):
    confirmed, unconfirmed, disowned = (make_submission(call, email=ADA) for _n in range(3))
    bare, entered = make_submission(call), make_submission(call, email=ADA)
    before = timezone.now() - timedelta(days=9)
    Submission.objects.filter(pk=confirmed.pk).update(contact_confirmed_at=before)
    Submission.objects.filter(pk=entered.pk).update(received_at=before)
    links.disown(access.not_mine_token(disowned))
    asked = ("confirmed", "unconfirmed", "disowned", "no-address", "entered", "not")

    found = {value: listed(desk, authorship=value) for value in asked}

    assert found == {
        "confirmed": {confirmed.reference},
        "unconfirmed": {unconfirmed.reference},
        "disowned": {disowned.reference},
        "no-address": {bare.reference},
        "entered": {entered.reference},
        "not": {unconfirmed.reference, disowned.reference, bare.reference},
    }
    assert progress(call).unconfirmed == len(found["not"])
    page = desk.get(reverse("admin:submissions_submission_changelist"))
    assert [page.text.count(f'<td class="field-authorship">{words}') for words in ("Address confirmed", "Not confirmed", "“Not mine”")] == [
        1,
        1,
        1,
    ]


def test_figure_of_unconfirmed_leads_to_as_many_rows(desk, call):
    make_submission(call, email=ADA)
    make_draft(call, email=ADA)

    front = desk.get(reverse("admin:index")).text

    assert f"?call__id__exact={call.pk}&amp;authorship=not" in front
    assert "<b>1</b> received, authorship not confirmed" in front
    assert len(listed(desk, call__id__exact=call.pk, authorship="not")) == 1


def test_page_warns_of_a_disowned_address_until_another_is_confirmed(desk, submission):
    warning = "said “This is not mine”"
    before = warning in desk.get(change_page(submission)).text
    links.disown(access.not_mine_token(submission))
    after = desk.get(change_page(submission)).text
    Submission.objects.update(contact_email="bo@rivers.example", contact_confirmed_at=timezone.now())

    assert (before, warning in after, warning in desk.get(change_page(submission)).text) == (False, True, False)
    assert ADA not in after


def test_page_tells_what_became_of_each_mail_and_leads_to_them(desk, call):
    submission, other = make_submission(call, email=ADA), make_submission(call, email="other@rivers.example")
    now = timezone.now()
    link, receipt = submission.mails.order_by("pk")
    OutgoingMail.objects.filter(pk=link.pk).update(sent_at=now, bounced_at=now, bounce="5.1.1 unknown user")
    OutgoingMail.objects.filter(pk=receipt.pk).update(failed_at=now, last_error="SMTPRecipientsRefused 550")

    page = desk.get(change_page(submission)).text
    outgoing = f"{reverse('admin:submissions_outgoingmail_changelist')}?submission__id__exact={submission.pk}"
    rows = desk.get(outgoing).context["cl"].result_list

    assert all(words in page for words in ("Came back", "5.1.1 unknown user", "Given up", "SMTPRecipientsRefused 550", outgoing))
    assert {row.pk for row in rows} == {link.pk, receipt.pk}
    assert "Waiting" in desk.get(change_page(other)).text
