"""The secretariat tells stakeholders of an edition, and answers who contests it: to whom mails go, what stays out of them, who may."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from review import erasure, objections
from review.desk.waiting import waiting
from review.roles import set_up_groups
from submissions import outbox
from submissions.access import mailed_link
from submissions.models import Event, Objection, OutgoingMail, Submission
from submissions.objecting import contest
from submissions.revising import withdraw_submission
from tests.contesting import make_edition, page_of
from tests.make import make_call, make_draft, make_staff, make_submission
from tests.races import at_once

WRONG, ANSWER = "We never said so.", "You are right; edition 2 will say it."

pytestmark = pytest.mark.django_db


@pytest.fixture
def objection(call):
    make_edition(call)
    submission = make_submission(call, "Shy Institute", "none", email="shy@institute.example", language="fr")
    OutgoingMail.objects.all().delete()
    return contest(submission, number=1, statement="", text=WRONG)


def tell(edition, by=None):
    """Tell of an edition; the submissions that are written to, by name of the stakeholder."""
    OutgoingMail.objects.exclude(kind="summary").delete()
    objections.tell_of_edition(edition, by)
    return [row.submission.current_version.stakeholder_name for row in OutgoingMail.objects.order_by("pk")]


def bodies(message):
    return message.body, message.alternatives[0].content


def desk_page(objection):
    return reverse("admin:submissions_objection_change", args=(objection.pk,))


def of_group(name):
    """A browser of a member of staff in one shipped group."""
    set_up_groups()
    person, client = make_staff(name, superuser=False), Client()
    person.groups.set(Group.objects.filter(name=name))
    client.force_login(person)
    return client


def test_every_received_submission_with_an_address_is_told(call, staff):
    for name, fields in {
        "Named": {"email": "named@who.example"},
        "None": {"email": "none@who.example", "consent": "none"},
        "Withdrawn": {"email": "withdrawn@who.example"},
        "Erased": {"email": "erased@who.example"},
        "Nowhere": {},
    }.items():
        make_submission(call, name, **fields)
    make_draft(call, "Draft", email="draft@who.example")
    make_submission(make_call("other"), "Of another call", email="other@who.example")
    withdraw_submission(Submission.objects.get(contact_email="withdrawn@who.example"))
    erasure.erase(Submission.objects.get(contact_email="erased@who.example"))
    edition = make_edition(call)

    assert tell(edition, staff) == ["Named", "None"]
    event = Event.objects.get(verb=objections.TOLD)
    assert (event.call, event.actor, event.after) == (call, staff, {"edition": 1, "mails": 2})


def test_I14_mail_says_where_to_look_and_until_when_and_nothing_of_the_text(call):
    call.time_zone = "Asia/Tokyo"
    call.save()
    submission = make_submission(call, "Shy Institute", "none", email="shy@institute.example", answers={"achievements": "Secret thoughts"})
    edition = make_edition(call)
    tell(edition)

    outbox.send_due()

    (message,) = mail.outbox
    until = edition.objections_until
    assert (message.to, message.subject) == (["shy@institute.example"], "See how your input was used: Call review")
    for body in bodies(message):
        assert f"until {until.day} {until:%B %Y, %H:%M} UTC" in body and "in Asia/Tokyo" in body
        assert mailed_link(submission) in body.replace("&amp;", "&") and "corrected" not in body
        assert all(hidden not in body for hidden in ("Secret", "Shy Institute", submission.reference))


def test_a_corrected_edition_is_told_as_one_and_nobody_has_two_mails_waiting(call):
    make_submission(call, "First", email="first@who.example")
    tell(make_edition(call))
    OutgoingMail.objects.filter(kind="summary").update(sent_at=timezone.now(), attempts=1)
    make_submission(call, "Second", email="second@who.example")
    tell(make_edition(call, 2))
    objections.tell_of_edition(make_edition(call, 3), None)

    outbox.send_due()

    assert [message.to for message in mail.outbox] == [["first@who.example"], ["second@who.example"]]
    assert all("A corrected edition" in body and "edition 3" in body for message in mail.outbox for body in bodies(message))


def test_mail_is_in_the_language_of_the_submission(call):
    make_submission(call, email="ada@rivers.example", language="ar")
    tell(make_edition(call))

    outbox.send_due()

    assert '<html lang="ar" dir="rtl">' in mail.outbox[0].alternatives[0].content


def test_who_withdrew_before_the_mail_left_is_not_written_to(call):
    submission = make_submission(call, email="ada@rivers.example")
    tell(make_edition(call))
    withdraw_submission(submission)

    outbox.send_due()

    assert mail.outbox == []


def test_telling_ten_thousand_takes_few_queries(call, django_assert_max_num_queries):
    edition = make_edition(call)
    first = make_submission(call, email="ada@rivers.example")
    facts = {"state": "received", "consent": first.consent, "current_version": first.current_version, "contact_email": "a@who.example"}
    Submission.objects.bulk_create(Submission(call=call, **facts) for _n in range(1_499))

    with django_assert_max_num_queries(10):
        count = objections.tell_of_edition(edition, None)

    assert count == OutgoingMail.objects.filter(kind="summary").count() == 1_500


def test_answer_is_saved_with_its_author_told_by_mail_and_read_on_the_page(client, desk, staff, objection):
    page = desk.post(desk_page(objection), {"text": ANSWER + "\r\n\x07"}, follow=True)
    outbox.send_due()

    objection.refresh_from_db()
    assert (objection.answer, objection.answered_by) == (ANSWER, staff)
    assert "A mail tells the holder of the link where to read it." in page.text
    event = Event.objects.get(verb=objections.ANSWERED)
    assert (event.submission, event.actor, event.after, event.reason) == (objection.submission, staff, {"edition": 1}, "")
    (message,) = mail.outbox
    assert message.to == ["shy@institute.example"]
    assert all(hidden not in body for body in bodies(message) for hidden in (WRONG, ANSWER, "Shy Institute"))
    assert ANSWER in client.get(page_of(client, objection.submission)).text


def test_answer_without_an_address_is_saved_and_mailed_to_nobody(desk, objection):
    Submission.objects.update(contact_email="")

    page = desk.post(desk_page(objection), {"text": ANSWER}, follow=True)

    assert "There is no contact address" in page.text
    assert not OutgoingMail.objects.exists()


def test_an_empty_answer_is_refused_in_a_sentence(desk, objection):
    page = desk.post(desk_page(objection), {"text": " \n"})

    objection.refresh_from_db()
    assert page.status_code == 200 and "This field is required." in page.text
    assert objection.answered_at is None


def test_I8_the_second_to_answer_sees_the_first_s_text_and_keeps_his_own(desk, staff, objection):
    objections.answer(objection, text=ANSWER, by=make_staff("amina"))

    page = desk.post(desk_page(objection), {"text": "I see it otherwise."})

    assert page.status_code == 409
    assert all(told in page.text for told in ("amina answered on", ANSWER, "I see it otherwise."))
    assert Objection.objects.get().answer == ANSWER
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_I8_of_two_answers_at_one_moment_one_is_sent():
    call = make_call()
    make_edition(call)
    objection = contest(make_submission(call, email="ada@rivers.example"), number=1, statement="", text=WRONG)
    people = [make_staff(name) for name in ("amina", "boris")]

    raised = at_once(*[lambda by=by: objections.answer(objection, text=f"By {by}", by=by) for by in people])

    (refused,) = [error for error in raised if error is not None]
    now = Objection.objects.get()
    assert isinstance(refused, objections.AlreadyAnswered) and refused.objection.answer == now.answer
    assert now.answer == f"By {now.answered_by}"
    assert OutgoingMail.objects.filter(kind="objection").count() == Event.objects.filter(verb=objections.ANSWERED).count() == 1


def test_list_has_those_that_wait_first_the_oldest_at_the_top(desk, staff, call, objection):
    now = timezone.now()
    for text, days, answered in (("Newer", 1, None), ("Older", 9, None), ("Answered", 20, now)):
        row = contest(objection.submission, number=1, statement="", text=text)
        Objection.objects.filter(pk=row.pk).update(
            raised_at=now - timedelta(days=days), answered_at=answered, answered_by=staff if answered else None
        )
    page = reverse("admin:submissions_objection_changelist")

    rows = desk.get(page).context["cl"].result_list

    assert [row.text for row in rows] == ["Older", "Newer", WRONG, "Answered"]
    assert "Waits for 9 days" in desk.get(page).text
    assert [row.text for row in desk.get(page, {"status": "answered"}).context["cl"].result_list] == ["Answered"]
    assert desk.get(page, {"status": "waiting"}).context["cl"].result_count == 3
    assert desk.get(page, {"q": objection.submission.reference}).context["cl"].result_count == 4


def test_list_asks_as_often_with_many_as_with_one(desk, call, objection, django_assert_num_queries):
    page = reverse("admin:submissions_objection_changelist")
    desk.get(page)

    with django_assert_num_queries(5):
        desk.get(page)
    for number in range(30):
        contest(make_submission(call, f"Body {number}"), number=1, statement="", text=WRONG)
    with django_assert_num_queries(5):
        desk.get(page)


def test_front_page_counts_what_waits_and_leads_to_as_many(desk, staff, objection):
    (row,) = [row for row in waiting(staff) if "objection" in row.label]

    assert row.count == desk.get(row.address).context["cl"].result_count == 1


def test_page_of_the_submission_lists_its_objections(desk, objection):
    page = desk.get(reverse("admin:submissions_submission_change", args=(objection.submission_id,)))

    assert desk_page(objection) in page.text and "On edition 1 as a whole" in page.text


@pytest.mark.parametrize(("group", "reads", "answers"), [("publisher", 200, 302), ("reviewer", 200, 403), ("exporter", 403, 403)])
def test_a_publisher_answers_and_a_reviewer_reads(objection, group, reads, answers):
    client = of_group(group)

    assert client.get(desk_page(objection)).status_code == reads
    assert client.post(desk_page(objection), {"text": ANSWER}).status_code == answers
    assert Objection.objects.get().answer == (ANSWER if answers == 302 else "")


def test_an_unknown_objection_is_not_found(desk, objection):
    for key in ("99", "x", "1.5"):
        assert desk.get(reverse("admin:submissions_objection_change", args=(key,))).status_code == 404


def test_erasure_takes_objection_and_answer_and_leaves_that_there_was_one(objection, staff):
    objections.answer(objection, text=ANSWER, by=staff)

    erasure.erase(objection.submission)

    assert not Objection.objects.exists()
    assert set(Event.objects.filter(submission=objection.submission).values_list("verb", flat=True)) >= {
        "objection raised",
        "objection answered",
        "erase",
    }
