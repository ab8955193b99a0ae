"""Those who join, on the page of a submission: what they replied, whether the mail arrived, and asking again."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from submissions import endorsing, outbox
from submissions.models import Event, OutgoingMail, Submission
from tests.make import make_joint, make_staff, publish, revise

JOINED = {"River Union": "a@x.example", "Delta Club": "b@x.example", "Far League": "c@x.example", "Quiet Club": ""}


@pytest.fixture
def joint(call):
    """A joint submission that one confirmed, one declined, one could not be reached for, and one was never asked about."""
    submission = make_joint(call, joined=JOINED)
    outbox.send_due()
    endorsing.reply(of(submission, "a@x.example"), "confirmed")
    endorsing.reply(of(submission, "b@x.example"), "declined")
    of(submission, "c@x.example").mails.update(bounced_at=timezone.now())
    return submission


def of(submission, address):
    return submission.endorsements.get(contact_email=address)


def change_page(submission):
    return reverse("admin:submissions_submission_change", args=(submission.pk,))


def ask_page(submission):
    return reverse("admin:review_ask_again", args=(submission.pk,))


def test_the_page_shows_each_with_its_reply_its_address_and_its_mail(desk, joint):
    page = desk.get(change_page(joint)).text

    part = page[page.index("<h3>Endorsers</h3>") : page.index("<h3>Consent</h3>")]
    rows = [" ".join(row.split("<form")[0].split()) for row in part.split("<li>")[1:]]
    assert ["Confirmed" in rows[0], "Declined" in rows[1], "Could not be reached" in rows[2], "Not asked" in rows[3]] == [True] * 4
    assert ["Mail: sent" in rows[0], "Mail: came back" in rows[2], "Mail" in rows[3]] == [True, True, False]
    assert [address in row for address, row in zip(("a@x.example", "b@x.example", "c@x.example"), rows, strict=False)] == [True] * 3
    assert part.count("Ask again") == 3


def test_asking_again_queues_one_mail_and_is_on_record(desk, staff, joint):
    far = of(joint, "c@x.example")

    first = desk.post(ask_page(joint), {"key": far.key}, follow=True)
    second = desk.post(ask_page(joint), {"key": far.key}, follow=True)

    assert "is asked again" in first.text and "waits to be sent already" in second.text
    assert far.mails.filter(sent_at=None, bounced_at=None).count() == 1
    assert list(Event.objects.filter(verb="endorser asked").values_list("submission", "actor")) == [(joint.pk, staff.pk)]


def test_asking_again_is_for_those_who_may_change_submissions(call, joint):
    before = OutgoingMail.objects.count()
    viewer = make_staff("viewer", superuser=False)
    viewer.user_permissions.add(Permission.objects.get(codename="view_submission"))
    client = Client()
    client.force_login(viewer)

    answers = [client.post(ask_page(joint), {"key": of(joint, "c@x.example").key}), Client().post(ask_page(joint), {"key": "x"})]

    assert [answer.status_code for answer in answers] == [403, 302]
    assert "Ask again" not in client.get(change_page(joint)).text
    assert OutgoingMail.objects.count() == before


def test_asking_again_refuses_get_and_whoever_was_not_asked(desk, call, joint):
    other = make_joint(call, "Other", {"Elsewhere": "e@x.example"})
    quiet = joint.current_version.endorsers.get(name="Quiet Club").key
    before = OutgoingMail.objects.count()

    keys = (of(other, "e@x.example").key, quiet, "", "nothing")

    assert desk.get(ask_page(joint)).status_code == 405
    assert [desk.post(ask_page(joint), {"key": key}).status_code for key in keys] == [404] * 4
    assert OutgoingMail.objects.count() == before


def test_the_page_says_when_what_is_public_is_no_longer_what_would_be_published(desk, call):
    submission = make_joint(call, joined=JOINED)
    publish(submission)
    before = desk.get(change_page(submission)).context["is_other_copy"]

    endorsing.reply(of(submission, "a@x.example"), "confirmed")

    page = desk.get(change_page(submission))
    assert (before, page.context["is_other_copy"], "stays as it was approved" in page.text) == (False, True, True)
    preview = desk.get(reverse("admin:review_publish", args=(submission.pk,)))
    assert (preview.context["is_public"], preview.text.count("– confirmed"), preview.text.count("– named by the submitter")) == (
        False,
        1,
        3,
    )
    publish(Submission.objects.get(pk=submission.pk))
    assert desk.get(change_page(submission)).context["is_other_copy"] is False


def test_what_happened_tells_why_the_public_text_was_taken_down(desk, call):
    submission = make_joint(call, joined=JOINED)
    publish(submission)

    endorsing.reply(of(submission, "a@x.example"), "declined")

    page = desk.get(change_page(submission)).text
    told = page[page.index("What happened") :]
    assert (
        "An organization that joins declined" in told
        and f'Public text taken down: <span dir="auto">{endorsing.DECLINED_AFTER_PUBLICATION}' in told
    )
    assert "River Union" not in told


def test_the_page_asks_as_many_queries_for_three_that_join_as_for_one(desk, call):
    counts = []
    for many in (1, 3):
        submission = make_joint(call, f"Ministry {many}", {f"Club {n}": f"club{n}@x.example" for n in range(many)})
        revise(submission)
        with CaptureQueriesContext(connection) as queries:
            desk.get(change_page(submission))
        counts.append(len(queries))

    assert counts[0] == counts[1]
