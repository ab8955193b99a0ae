"""Late texts at the desk: listed when asked for, read, admitted with a reason, or given more time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from submissions import drafting
from submissions.models import Call, Event, OutgoingMail, Submission
from tests.make import make_draft, make_staff, make_submission

pytestmark = pytest.mark.django_db

LIST = "admin:submissions_submission_changelist"


def make_late(call, name="Ministry of Rivers", **draft):
    submission = make_draft(call, name, **{"declares_authority": True, "draft_consent": "named", **draft})
    now = call.last_moment + timedelta(hours=1)
    with pytest.raises(drafting.TooLate):
        drafting.submit(submission.draft, consent="named", wording="", language="en", now=now)
    return submission


def page_of(name, submission):
    return reverse(f"admin:{name}", args=(submission.pk,))


def rows(response):
    return [submission.reference for submission in response.context["cl"].result_list]


def test_late_texts_are_listed_when_asked_for_and_drafts_are_not_among_them(desk, call):
    late = make_late(call, "Late Ministry")
    make_draft(call, "Shy draft")
    revised = make_submission(call, "Received")

    asked, all_received = desk.get(reverse(LIST), {"late": "waiting"}), desk.get(reverse(LIST))
    drafts = desk.get(reverse(LIST), {"status": "draft"})

    assert (rows(asked), rows(all_received)) == ([late.reference], [revised.reference])
    assert "Late Ministry" in asked.text
    assert "Late Ministry" not in drafts.text and "Shy draft" not in asked.text + drafts.text


def test_list_of_late_texts_asks_the_same_queries_for_any_number_of_rows(desk, call, django_assert_max_num_queries):
    make_late(call)
    desk.get(reverse(LIST), {"late": "waiting"})
    with django_assert_max_num_queries(15) as one:
        desk.get(reverse(LIST), {"late": "waiting"})
    make_late(call, "Second")
    make_late(call, "Third")

    with django_assert_max_num_queries(len(one)):
        desk.get(reverse(LIST), {"late": "waiting"})


def test_late_text_is_for_reading_and_a_draft_is_not(desk, call):
    late = make_late(call, answers={"achievements": "Late thoughts"}, endorsers=("Lake Union",))
    draft = make_draft(call, "Shy Institute", answers={"achievements": "Secret thoughts"}, endorsers=("Sea Union",))

    read, hidden = desk.get(page_of("review_late", late)).text, desk.get(page_of("review_late", draft)).text

    assert all(words in read for words in ("Late thoughts", "Ministry of Rivers", "Lake Union", "Publish with name"))
    assert not any(words in hidden for words in ("Secret thoughts", "Shy Institute", "Sea Union"))
    assert "Nothing was sent late." in hidden


def test_late_text_is_admitted_with_a_reason(desk, call, staff):
    late = make_late(call, email="ada@rivers.example")
    no_reason = desk.post(page_of("review_late_admit", late), {"edition": "1", "admit-reason": ""})

    response = desk.post(page_of("review_late_admit", late), {"edition": "1", "admit-reason": "Their line was down."}, follow=True)

    late.refresh_from_db()
    assert no_reason.context["admit_form"].errors == {"reason": ["This field is required."]}
    assert (late.state, late.is_late) == ("received", True)
    assert f"{late.reference} is received, marked as late." in response.text and "admitted late" in response.text
    event = Event.objects.get(verb="admit late")
    assert (event.actor, event.reason) == (staff, "Their line was down.")
    assert OutgoingMail.objects.filter(kind="receipt").count() == 1


@pytest.mark.parametrize("edition", ["0", "", "one"])
def test_late_text_that_is_not_the_one_read_is_not_admitted(desk, call, edition):
    late = make_late(call)

    response = desk.post(page_of("review_late_admit", late), {"edition": edition, "admit-reason": "Known."}, follow=True)

    assert "has changed the text since you read it" in response.text
    assert Submission.objects.get().state == "draft"


def test_admitting_what_is_not_late_is_told(desk, call):
    response = desk.post(page_of("review_late_admit", make_draft(call)), {"edition": "1", "admit-reason": "Known."}, follow=True)

    assert "There is no late text to admit" in response.text
    assert Submission.objects.get().state == "draft"


def test_more_time_is_given_until_a_moment_in_utc(desk, call, staff):
    late = make_late(call)
    Call.objects.update(closes_at=timezone.now() - timedelta(days=1))

    desk.post(page_of("review_late_allow", late), {"allow-until": "2031-05-01T12:30", "allow-reason": "Their line was down."})

    late.refresh_from_db()
    assert late.late_until == datetime(2031, 5, 1, 12, 30, tzinfo=UTC)
    page = desk.get(page_of("review_late", late)).text
    assert "until 1 May 2031, 12:30 UTC" in page


@pytest.mark.parametrize("until", ["2020-05-01T12:30", "tomorrow", ""])
def test_more_time_that_is_none_is_refused_in_a_sentence(desk, call, until):
    late = make_late(call)

    response = desk.post(page_of("review_late_allow", late), {"allow-until": until, "allow-reason": "Known."})

    assert list(response.context["allow_form"].errors) == ["until"]
    assert Submission.objects.get().late_until is None and not Event.objects.filter(verb="allow late").exists()


@pytest.mark.parametrize("name", ["review_late", "review_late_admit", "review_late_allow", "review_clarify"])
def test_pages_of_late_texts_are_for_those_who_may_change_submissions(client, call, name):
    late = make_late(call)
    address = page_of(name, late)
    stranger = client.post(address, {"edition": "1", "admit-reason": "Known."})
    reader = make_staff("reader", superuser=False)
    reader.user_permissions.set(Permission.objects.filter(codename__in=("view_call", "view_submission")))
    client.force_login(reader)

    refused = {client.get(address).status_code, client.post(address, {"edition": "1", "admit-reason": "Known."}).status_code}

    assert stranger.status_code == 302
    assert refused <= {403, 405} and 403 in refused
    assert Submission.objects.get().state == "draft"


@pytest.mark.parametrize("name", ["review_late_admit", "review_late_allow"])
def test_late_text_is_not_admitted_by_get(desk, call, name):
    assert desk.get(page_of(name, make_late(call))).status_code == 405


def test_late_page_of_a_submission_that_does_not_exist(desk, db):
    assert desk.get(reverse("admin:review_late", args=(999,))).status_code == 404


def test_page_of_a_call_says_how_many_late_texts_wait(desk, call):
    page = reverse("admin:submissions_call_change", args=(call.pk,))
    before = desk.get(page).text
    make_late(call)
    make_late(call, "Second")
    make_draft(call, "Draft")

    assert "late text" not in before
    assert "2 late texts to decide on" in desk.get(page).text


def test_page_of_a_late_submission_leads_to_its_text(desk, call):
    late, draft = make_late(call), make_draft(call)

    assert "Read it and decide" in desk.get(page_of("submissions_submission_change", late)).text
    assert "Read it and decide" not in desk.get(page_of("submissions_submission_change", draft)).text
