"""The statements: the one in force, the older ones, and which of them a person was shown."""

from datetime import date

import pytest
from django.urls import reverse

from review import erasure
from submissions import consent_wording, statements
from submissions.models import Event, Submission
from submissions.models.publication import COPIED
from submissions.statements import STATEMENTS, privacy_version, statement
from tests.make import make_call, make_draft, make_handle, make_publication, make_submission
from tests.submissions.test_admin import call_form, change_page

EVERY = [one for versions in STATEMENTS.values() for one in versions]


@pytest.mark.parametrize("kind", STATEMENTS)
def test_versions_are_days_and_the_newest_stands_first(kind):
    days = [one.day for one in STATEMENTS[kind]]

    assert days == sorted(set(days), reverse=True)
    assert days[0] <= date.today()


@pytest.mark.django_db
@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.kind} {one.version}")
def test_every_version_is_readable_at_its_own_address(client, one):
    response = client.get(one.get_absolute_url())

    assert response.status_code == 200
    assert response.context["statement"] == one
    assert ("It is no longer in force." in response.text) is not one.is_current
    assert ('content="noindex"' in response.text) is not one.is_current
    others = {other.get_absolute_url() for other in STATEMENTS[one.kind]} - {one.get_absolute_url()}
    assert all(f'href="{address}"' in response.text for address in others)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", STATEMENTS)
def test_the_plain_address_shows_the_version_in_force_with_its_date(client, kind):
    response = client.get(reverse(f"submissions:{kind}"))

    assert response.context["statement"] == STATEMENTS[kind][0]
    assert f"In force since {STATEMENTS[kind][0].day.day} November 2026." in response.text
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["2026-11-22", "..", "2026-11-24%00", "privacy"])
def test_an_unknown_version_is_not_found(client, version):
    assert client.get(f"/privacy/{version}/").status_code == 404


@pytest.mark.django_db
def test_a_statement_reads_only_the_contacts(client, call, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(reverse("submissions:privacy"))


@pytest.mark.django_db
def test_a_draft_notes_which_statement_was_shown(client, call):
    address = reverse("submissions:respond", args=(call.slug,))

    page = client.get(address)
    client.post(address)

    assert f'href="{statement("privacy").get_absolute_url()}"' in page.text
    assert Submission.objects.get().privacy_version == "2026-11-25"


def test_a_call_s_own_notice_is_part_of_the_version_in_all_its_languages():
    versions = {
        privacy_version(make_notice(notice, translations))
        for notice, translations in (
            ("", {}),
            ("We burn it.", {}),
            ("We keep it.", {}),
            ("We keep it.", {"privacy_notice": {"fr": "Nous le gardons."}}),
            ("We keep it.", {"privacy_notice": {"fr": "Nous le brûlons."}}),
        )
    }

    assert len(versions) == 5 and "2026-11-25" in versions
    assert max(map(len, versions)) <= Submission._meta.get_field("privacy_version").max_length
    assert {statements.accepted(version) for version in versions} == {statement("privacy")}


def make_notice(notice, translations):
    """A call that was never saved, with a notice of its own."""
    return Submission._meta.get_field("call").related_model(privacy_notice=notice, translations=translations)


@pytest.mark.parametrize("version", ["", "1999-01-01", "1999-01-01+12345678"])
def test_a_version_that_is_none_of_ours_names_no_statement(version):
    assert statements.accepted(version) is None


@pytest.mark.django_db
def test_receipt_and_desk_tell_which_statement_was_shown(client, staff, call):
    submission = make_submission(call)
    Submission.objects.update(privacy_version="2026-11-23+0123abcd")

    receipt = client.get(reverse("submissions:receipt", args=(make_handle(client, submission),)))
    client.force_login(staff)
    desk = client.get(reverse("admin:submissions_submission_change", args=(submission.pk,)))

    for page in (receipt, desk):
        assert '<a href="/privacy/2026-11-23/">23 November 2026</a> with the notice of this call' in page.text
    assert "2026-11-23+0123abcd" in desk.text


@pytest.mark.django_db
def test_without_a_recorded_statement_nothing_is_told(client, call):
    receipt = client.get(reverse("submissions:receipt", args=(make_handle(client, make_submission(call)),)))

    assert "Privacy statement shown" not in receipt.text


def test_an_edit_of_a_call_s_notice_keeps_both_wordings_in_its_event(desk):
    call = make_call(privacy_notice="We keep it.")

    desk.post(change_page(call), call_form(call, privacy_notice="We burn it."))

    event = Event.objects.get(verb="edit call")
    assert (event.before["privacy_notice"], event.after["privacy_notice"]) == ("We keep it.", "We burn it.")


@pytest.mark.django_db
def test_a_draft_entered_without_a_page_notes_no_statement(call):
    assert make_draft(call).privacy_version == ""


@pytest.mark.django_db
def test_consent_statement_statistics_and_data_page_name_the_same_for_who_is_anonymous(client, call):
    publication = make_publication(call, "Shy Institute", consent="anonymous", country="KE", region="Africa", endorsers=["Ally"])
    pages = [client.get(address).text for address in ("/privacy/", f"/calls/{call.slug}/statistics/", f"/calls/{call.slug}/data/")]
    told = [*pages, str(consent_wording.STATEMENTS["anonymous"])]

    public = {field for field in COPIED if getattr(publication, field)} - {"level"}

    assert public == {"stakeholder_type", "region", "language"} and publication.endorsers == []
    assert all("type" in said and "region" in said and "language" in said for said in told)
    assert "stakeholder type, region and language only" in told[-1]


@pytest.mark.django_db
def test_the_statement_says_what_erasure_leaves(client, call):
    submission = make_publication(call).submission
    erasure.erase(submission)

    page, version = client.get("/privacy/").text, Submission.objects.get().current_version

    assert "the hash of the receipt, and the record of your consent and of what was done, without your name" in page
    assert version.receipt_hash and submission.consent_records.exists() and submission.events.exists()
