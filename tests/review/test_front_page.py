"""The front page of the desks: what waits for whom, a call at a glance, and figures that lead to as many rows (I12)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import override

from review import publishing
from review.assigning import finish, take, to_read
from review.glance import COLUMNS, arrivals, calls_to_name, days_left, figures_of, glance
from review.models import Review
from review.publishing import set_aside
from review.roles import set_up_groups
from review.templatetags.desk import charts
from submissions.models import Call, OutgoingMail, Submission
from submissions.revising import ask_for_erasure, withdraw_submission
from tests.make import code_span, make_call, make_code, make_draft, make_publication, make_staff, make_submission

FRONT = reverse("admin:index")


@pytest.fixture
def member(client):
    """A function that signs in somebody of one group alone."""

    def member(group, name="member"):
        set_up_groups()
        person = make_staff(name, superuser=False)
        person.groups.set(Group.objects.filter(name=group))
        client.force_login(person)
        return person

    return member


@pytest.fixture
def busy(call, staff):
    """A call with a submission of every status."""
    make_publication(call, "Ministry of Rivers")
    make_submission(call, "Delta Alliance")
    make_submission(call, "Shy Institute", consent="none")
    withdraw_submission(make_submission(call, "Early Regret"))
    set_aside(make_submission(call, "Spam Works"), reason="spam", by=staff)
    make_draft(call, "Slow Union")
    return call


def waiting(response):
    """{label: (count, address)} of what the page says waits."""
    return {row.label: (row.count, row.address) for row in response.context["page"]["waiting"]}


def rows_behind(desk, address):
    return desk.get(address).context["cl"].result_count


def test_I12_charts_add_up_to_what_was_received_and_what_is_to_read(desk, busy, amina, boris):
    first, second = to_read(busy).order_by("pk")[:2]
    finish(first, amina)
    take(second, boris)

    page = desk.get(FRONT).context["page"]

    figures = page["glance"].figures.progress
    assert figures.received == 5 == sum(part.count for part in page["standing"]) == sum(row.count for row in page["arrivals"].rows)
    assert [part.count for part in page["standing"]] == [1] * 5
    assert page["standing"][-1].x + page["standing"][-1].width == pytest.approx(100, abs=0.1)
    assert [part.count for part in page["reading"]] == [1, 1, 1]
    assert page["glance"].answers.answers == 3


def test_I12_every_figure_leads_to_as_many_rows(desk, busy):
    text = desk.get(FRONT).text

    found = re.findall(r'<a href="(/admin/submissions/submission/[^"]*)"><b>(\d+)</b>', text)

    assert len(found) >= 9
    assert [(address, int(count)) for address, count in found] == [
        (address, rows_behind(desk, address.replace("&amp;", "&"))) for address, _count in found
    ]


def test_since_yesterday_counts_what_came_in_was_sent_anew_and_was_taken_back(call, send_anew):
    old = make_submission(call, "Old", answers={"achievements": "Roads."})
    long_ago = timezone.now() - timedelta(days=9)
    Submission.objects.filter(pk=old.pk).update(received_at=long_ago, entered_at=long_ago)
    send_anew(old, achievements="Roads and rails.")
    withdraw_submission(make_submission(call, "Early Regret"))

    assert glance(figures_of([call], timezone.now())[0]).since == {"received": 1, "revised": 1, "withdrawn": 1}


def test_screened_is_what_somebody_looked_at(desk, busy):
    Review.objects.create(submission=busy.submissions.get(current_version__stakeholder_name="Delta Alliance"), state="in-review")

    response = desk.get(FRONT)

    assert response.context["page"]["glance"].screened == 2
    count, address = waiting(response)["submissions nobody has screened"]
    assert (count, rows_behind(desk, address)) == (2, 2)


@pytest.mark.parametrize(
    ("opens", "closes", "told"),
    [(2, 30, (2, "days until it opens")), (-9, 1.5, (1, "day left")), (-9, -3.5, (3, "days since it closed")), (-1, 0.1, (0, "days left"))],
)
def test_days_are_told_by_the_phase_of_the_call(opens, closes, told):
    now = datetime(2026, 5, 1, tzinfo=UTC)
    call = Call(opens_at=now + timedelta(days=opens), closes_at=now + timedelta(days=closes))

    assert days_left(call, now) == told


def test_the_open_call_that_closes_first_is_looked_at_and_another_can_be_chosen(desk, call):
    now = timezone.now()
    make_call("soon", closes_at=now + timedelta(days=2))
    make_call("past", closes_at=now - timedelta(hours=2))

    shown = desk.get(FRONT).context["page"]
    chosen = desk.get(FRONT, {"call": "past"}).context["page"]
    unknown = desk.get(FRONT, {"call": "nothing-here"}).context["page"]

    assert [shown["glance"].figures.call.slug, *(other.call.slug for other in shown["others"])] == ["soon", "review", "past"]
    assert chosen["glance"].figures.call.slug == "past"
    assert unknown["glance"].figures.call.slug == "soon"


def test_calls_that_are_named_are_few_and_the_page_says_where_the_others_are(desk, call):
    for number in range(12):
        make_call(f"call-{number}", closes_at=timezone.now() - timedelta(days=number + 1))

    shown = desk.get(FRONT)

    calls, more = calls_to_name(timezone.now())
    assert (len(calls), calls[0], more) == (8, call, True)
    assert "All calls" in shown.text


@pytest.mark.parametrize("days", [1, 40, 200, 3000])
def test_I12_arrivals_of_any_length_are_all_counted_in_few_columns(call, days):
    now = timezone.now()
    for number in range(9):
        make_submission(call, f"Body {number}")
    for number, submission in enumerate(Submission.objects.order_by("pk")):
        received_at = None if number == 8 else now - timedelta(days=days * number / 7)
        Submission.objects.filter(pk=submission.pk).update(received_at=received_at)

    rows = arrivals(call.submissions.all())

    assert sum(count for _label, count in rows) == 9
    assert rows[-1] == ("Not known", 1)
    assert len(rows) <= COLUMNS + 1


def test_charts_of_a_page_that_is_read_from_the_right_begin_there(call):
    make_submission(call)
    shown = glance(figures_of([call], timezone.now())[0])

    with override("ar"):
        mirrored = charts(shown)["standing"]

    assert [(part.kind, part.x, part.width) for part in mirrored if part.width] == [("awaiting", 0, 100)]
    assert next(part for part in mirrored if part.kind == "published").x == 100


def test_what_waits_is_counted_and_leads_to_exactly_that(desk, call, staff, submission, send_anew):
    take(to_read(call).first(), staff)
    Review.objects.create(submission=submission, state="in-review", assignee=staff)
    ask_for_erasure(submission)
    ask_for_erasure(make_draft(call, "Slow Union"))
    call.needs_second_person = True
    call.save()
    for name, by in (("Delta Alliance", make_staff("paula")), ("Harbour Office", staff)):
        one = make_submission(call, name)
        publishing.prepare(one, by=by, seen=publishing.rendered_copy(one)[1])
    OutgoingMail.objects.create(submission=submission, kind="receipt", sent_at=timezone.now(), bounced_at=timezone.now())

    found = waiting(desk.get(FRONT))

    assert {label: count for label, (count, _address) in found.items()} == {
        "answer for you to read": 1,
        "submission assigned to you, not signed off": 1,
        "submissions nobody has screened": 2,
        "public copy for you to approve": 1,
        "request for erasure": 1,
        "mail came back": 1,
    }
    for label, (count, address) in found.items():
        if "answer" not in label:
            assert (label, rows_behind(desk, address)) == (label, count)
    assert "Slow Union" not in desk.get(FRONT).text


def test_nothing_that_waits_is_told_as_nothing(desk, db):
    assert waiting(desk.get(FRONT)) == {}
    assert "Nothing. Whatever is assigned to you" in desk.get(FRONT).text
    assert "There is no call yet." in desk.get(FRONT).text


def test_passages_that_a_new_version_changed_or_lost_wait_to_be_placed(desk, answer, submission, code, staff, send_anew):
    for quote in ("Roads came first.", "Nobody asked the villages."):
        start = answer.text.index(quote)
        code_span(answer, start=start, end=start + len(quote), quote=quote, code=code, by=staff)
    send_anew(submission, achievements="Roads came very first. 😀 Then schools came.")

    found = waiting(desk.get(FRONT))

    counts = {label: count for label, (count, _address) in found.items() if "passage" in label}
    assert counts == {"coded passage changed, to confirm": 1, "coded passage lost, to place": 1}
    assert [rows_behind(desk, found[label][1]) for label in counts] == [1, 1]


@pytest.mark.parametrize(
    ("group", "sees", "waits"),
    [
        ("reviewer", True, {"submissions nobody has screened"}),
        ("publisher", True, {"request for erasure", "mail came back"}),
        ("exporter", False, set()),
        ("administrator", False, set()),
    ],
)
def test_roles_see_only_what_they_may(client, busy, member, group, sees, waits):
    submission = busy.submissions.get(current_version__stakeholder_name="Delta Alliance")
    ask_for_erasure(submission)
    OutgoingMail.objects.create(submission=submission, kind="receipt", sent_at=timezone.now(), bounced_at=timezone.now())
    member(group)

    response = client.get(FRONT)

    assert set(waiting(response)) == waits
    assert ("glance" in response.context["page"]) == sees
    assert ("received</a>" in response.text) == sees
    assert escape(busy.title) in response.text


def test_front_page_asks_the_same_queries_for_any_number_of_rows_and_calls(desk, busy, staff, django_assert_max_num_queries):
    desk.get(FRONT)
    with django_assert_max_num_queries(32) as one:
        desk.get(FRONT)
    for number in range(3):
        other = make_call(f"call-{number}")
        code = make_code(other)
        submission = make_submission(other)
        answer = submission.all_answers.get()
        code_span(answer, start=0, end=8, quote=answer.text[:8], code=code, by=staff)
        take(answer, staff)
        make_publication(busy, f"Body {number}")

    with django_assert_max_num_queries(len(one)):
        desk.get(FRONT)
