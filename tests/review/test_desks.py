"""The desks of the admin: who may see each page, and that it works."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from review.publishing import set_aside
from submissions.models import Call, Event, Submission
from tests.make import make_draft, make_publication, make_staff, make_submission

CALL_PAGES = ("review_countries", "review_export_public", "review_export_internal", "review_export_codings", "review_export_internal_xlsx")
SUBMISSION_PAGES = ("review_publish", "review_withdraw", "review_set_aside", "review_late", "review_clarify")
LISTS = (
    "submissions_call_changelist",
    "submissions_submission_changelist",
    "submissions_event_changelist",
    "submissions_consentrecord_changelist",
    "submissions_outgoingmail_changelist",
    "submissions_notice_changelist",
)


def addresses(submission):
    """Every page of the desks, by name."""
    pages = {name: reverse(f"admin:{name}") for name in (*LISTS, "submissions_call_add")}
    pages |= {name: reverse(f"admin:{name}", args=(submission.call_id,)) for name in (*CALL_PAGES, "submissions_call_change")}
    pages |= {name: reverse(f"admin:{name}", args=(submission.pk,)) for name in (*SUBMISSION_PAGES, "submissions_submission_change")}
    return pages


def statuses(client, submission):
    found = {}
    for name, address in addresses(submission).items():
        response = client.get(address)
        response.getvalue()  # to the end, where a file is closed
        found[name] = response.status_code
    return found


def test_every_page_opens_for_an_administrator(desk, call):
    submission = make_submission(call)

    assert set(statuses(desk, submission).values()) == {200}


def test_every_page_sends_a_stranger_to_sign_in(client, call):
    submission = make_submission(call)

    for address in addresses(submission).values():
        response = client.get(address)
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("admin:login"))


def test_every_page_refuses_staff_without_permission(client, call):
    submission = make_submission(call)
    client.force_login(make_staff("clerk", superuser=False))

    assert set(statuses(client, submission).values()) == {403}
    assert not Event.objects.filter(verb="export").exists()


def test_a_reader_may_look_and_not_act(client, call):
    submission = make_submission(call)
    reader = make_staff("reader", superuser=False)
    reader.user_permissions.set(Permission.objects.filter(codename__in=("view_call", "view_submission")))
    client.force_login(reader)

    codes = statuses(client, submission)

    allowed = {"submissions_call_changelist", "submissions_call_change", "submissions_submission_changelist"}
    allowed |= {"submissions_submission_change", "review_export_public"}
    assert {name for name, code in codes.items() if code == 200} == allowed
    page = client.get(reverse("admin:submissions_submission_change", args=(submission.pk,))).text
    assert reverse("admin:review_publish", args=(submission.pk,)) not in page


@pytest.mark.parametrize("name", (*SUBMISSION_PAGES, "submissions_submission_change"))
def test_page_of_a_submission_that_does_not_exist(desk, call, name):
    assert desk.get(reverse(f"admin:{name}", args=(999,))).status_code in (404, 302)


def test_nobody_adds_edits_or_deletes_a_submission(desk, call):
    submission = make_submission(call, "Ministry of Rivers")
    page = reverse("admin:submissions_submission_change", args=(submission.pk,))

    assert desk.get(reverse("admin:submissions_submission_add")).status_code == 403
    assert desk.post(reverse("admin:submissions_submission_delete", args=(submission.pk,))).status_code == 403
    desk.post(page, {"stakeholder_name": "Forged", "contact_email": "forged@portal.example"})
    submission.refresh_from_db()
    assert (submission.current_version.stakeholder_name, submission.contact_email) == ("Ministry of Rivers", "")


@pytest.mark.parametrize("name", LISTS)
def test_list_asks_the_same_queries_for_any_number_of_rows(desk, call, name, django_assert_max_num_queries):
    address = reverse(f"admin:{name}")
    make_publication(call, "Ministry of Rivers", endorsers=("Lake Union",), email="a@rivers.example")
    desk.get(address)
    with django_assert_max_num_queries(15) as one:
        desk.get(address)
    make_publication(call, "Delta Alliance", endorsers=("Sea Union",), email="b@rivers.example")
    make_submission(call, "Shy Institute", consent="none", email="c@rivers.example")

    with django_assert_max_num_queries(len(one)):
        desk.get(address)


@pytest.mark.parametrize("name", ("index", "call"))
def test_figures_ask_the_same_queries_for_any_number_of_calls(desk, call, name, django_assert_max_num_queries):
    address = reverse("admin:index") if name == "index" else reverse("admin:submissions_call_change", args=(call.pk,))
    make_submission(call)
    desk.get(address)
    with django_assert_max_num_queries(40) as one:
        desk.get(address)
    for slug in ("second", "third"):
        other = Call.objects.create(slug=slug, title=slug, opens_at=call.opens_at, closes_at=call.closes_at)
        make_submission(other, answers={})
        make_submission(call)

    with django_assert_max_num_queries(len(one)):
        desk.get(address)


def names_listed(response):
    return [row.current_version.stakeholder_name if row.current_version else row.reference for row in response.context["cl"].result_list]


def test_list_holds_drafts_only_when_asked(desk, call):
    make_submission(call, "Ministry of Rivers")
    draft = make_draft(call, "Slow Union", answers={"achievements": "Not ready yet."})
    address = reverse("admin:submissions_submission_changelist")

    assert names_listed(desk.get(address)) == ["Ministry of Rivers"]
    response = desk.get(address, {"status": "draft"})
    assert names_listed(response) == [draft.reference]


def test_draft_shows_when_it_was_saved_and_whether_it_has_an_address_and_nothing_else(desk, call):
    draft = make_draft(call, "Slow Union", answers={"achievements": "Not ready yet."}, email="slow@union.example")
    draft.versions.update(saved_at=datetime(2026, 3, 4, 5, 6, tzinfo=UTC))

    listed = desk.get(reverse("admin:submissions_submission_changelist"), {"status": "draft"})
    page = desk.get(reverse("admin:submissions_submission_change", args=(draft.pk,)))

    assert listed.context["cl"].list_display[1:] == ["reference", "call", "saved", "authorship"]
    assert "4 Mar 2026, 05:06" in listed.text
    assert "4 March 2026, 05:06" in page.text
    assert "<dt>Contact address</dt><dd>Given</dd>" in page.text
    hidden = ("Slow Union", "Contact of", "slow@union.example", "Not ready yet.")
    assert [words for words in hidden if words in listed.text + page.text] == []


@pytest.mark.parametrize("asked", ({"q": "Slow"}, {"q": "slow@union.example"}, {"contact_email__startswith": "slow"}))
def test_draft_is_not_found_by_whose_it_is(desk, call, asked):
    draft = make_draft(call, "Slow Union", email="slow@union.example")
    address = reverse("admin:submissions_submission_changelist")

    response = desk.get(address, {"status": "draft", **asked})

    assert draft.reference not in response.text
    assert names_listed(desk.get(address, {"status": "draft", "q": draft.reference})) == [draft.reference]


def test_list_filters_and_searches(desk, call, staff):
    make_publication(call, "Ministry of Rivers", region="Africa", email="rivers@portal.example")
    make_submission(call, "Delta Alliance", stakeholder_type="civil-society", language="fr")
    make_submission(call, "Shy Institute", consent="none")
    set_aside(make_submission(call, "Spam Works"), reason="spam", by=staff)
    address = reverse("admin:submissions_submission_changelist")

    def listed(**query):
        return set(names_listed(desk.get(address, query)))

    assert listed(status="published") == {"Ministry of Rivers"}
    assert listed(status="awaiting") == {"Delta Alliance"}
    assert listed(status="withheld") == {"Shy Institute"}
    assert listed(status="set-aside") == {"Spam Works"}
    assert listed(consent__level__exact="none") == {"Shy Institute"}
    assert listed(current_version__stakeholder_type__exact="civil-society") == {"Delta Alliance"}
    assert listed(current_version__region__exact="Africa") == {"Ministry of Rivers"}
    assert listed(current_version__language="fr") == {"Delta Alliance"}
    assert listed(coded="yes") == set()
    assert listed(review="reviewed") == set()
    assert listed(review="new", status="published") == {"Ministry of Rivers"}
    assert listed(q="delta") == {"Delta Alliance"}
    assert listed(q="1") == {"Ministry of Rivers"}
    rivers = Submission.objects.get(current_version__stakeholder_name="Ministry of Rivers").reference
    assert listed(q=f" {rivers.replace('-', '').lower()} ") == {"Ministry of Rivers"}
    assert listed(q="rivers@portal.example") == {"Ministry of Rivers"}
    assert listed(q=Submission.objects.get(current_version__stakeholder_name="Shy Institute").reference) == {"Shy Institute"}


def test_list_shows_where_each_stands(desk, call):
    make_publication(call, "Ministry of Rivers", country="SN", language="ar")

    text = desk.get(reverse("admin:submissions_submission_changelist")).text

    for cell in ('number">1', 'language">Arabic', 'review_state">New'):
        assert f'<td class="field-{cell}</td>' in text
    for words in ("Ministry of Rivers", "Government", "Senegal", "Publish with name", "Published"):
        assert words in text
