"""The kill switch: while publication is paused, no address says anything that was published; nothing is deleted."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from review.document.files import WRITERS, summary_file
from review.document.outline import outline
from review.pausing import pause, resume
from review.publishing import publish_consenting
from review.redacting import redact
from submissions import open_data
from submissions.models import Call, Event, Publication, PublishedAnswer
from submissions.models.publication import withdraw
from tests.make import code_span, make_call, make_code, make_joint, make_publication, make_staff, publish
from tests.public_side import public_addresses
from tests.public_side import read as public_read
from tests.unpacking import text_within

pytestmark = pytest.mark.django_db
CANARIES = ("Namecanary", "Textcanary", "Joinscanary")
LANGUAGES = ("", "/ar", "/fr", "/zh-hans")


@pytest.fixture
def publication(call):
    submission = make_joint(call, "Namecanary", {"Joinscanary": "joins@who.example"}, answers={"achievements": "Textcanary speaks."})
    publish(submission)
    return Publication.objects.get()


def addresses(call, publication):
    base = f"/calls/{call.slug}/"
    rooms = ("", "submissions/", "submissions/?q=speaks", "questions/achievements/", "data/", "data/submissions.csv")
    found = ["/", "/sitemap.xml", f"/check/?hash={publication.copy_hash}", base + "submissions/1/", base + "data/submissions.jsonl"]
    return [language + address for language in LANGUAGES for address in (*found, *(base + room for room in rooms))]


def read(call, publication):
    """Address → (status, text)."""
    responses = {address: Client().get(address) for address in addresses(call, publication)}
    return {address: (response.status_code, response.getvalue().decode()) for address, response in responses.items()}


def test_I1_while_paused_no_address_says_what_was_published_and_resumed_all_do_again(call, publication):
    before = read(call, publication)
    pause(call, by=None)
    paused = read(call, publication)
    resume(call, by=None)

    assert {canary for canary in CANARIES if any(canary in text for _status, text in before.values())} == set(CANARIES)
    told = {address: [canary for canary in CANARIES if canary in text] for address, (_status, text) in paused.items()}
    assert {address for address, canaries in told.items() if canaries} == set()
    assert read(call, publication) == before


def test_while_paused_pages_and_files_of_texts_are_unavailable_and_the_call_goes_on(client, call, publication):
    pause(call, by=None)

    english = [address for address in addresses(call, publication) if not address.startswith(LANGUAGES[1:])]
    statuses = {address: client.get(address).status_code for address in english}

    base = call.get_absolute_url()
    assert {address for address, status in statuses.items() if status == 503} == {
        publication.get_absolute_url(),
        *(base + room for room in ("submissions/", "submissions/?q=speaks", "questions/achievements/", "data/")),
        *(base + file for file in ("data/submissions.csv", "data/submissions.jsonl")),
    }
    response = client.get(base + "submissions/")
    assert "<h1>Publication is paused</h1>" in response.text and response["Retry-After"] == "3600"
    call_page = client.get(base).text
    assert "Publication is paused</h2>" in call_page
    assert [words for words in ("published answer", "<dt>published upon consent</dt>") if words in call_page] == []


def test_an_old_validator_does_not_bring_the_text_back(client, call, publication):
    tag = client.get(publication.get_absolute_url())["ETag"]
    pause(call, by=None)

    assert client.get(publication.get_absolute_url(), headers={"If-None-Match": tag}).status_code == 503


def test_a_download_that_runs_while_it_is_paused_ends(call, publication, monkeypatch):
    make_publication(call, "Second", answers={"achievements": "Later words."})
    monkeypatch.setattr(open_data, "CHUNK", 1)
    records = open_data.public_records(call)
    next(records)

    pause(call, by=None)

    assert list(records) == []


def test_the_summary_quotes_and_names_nothing_while_paused(call, publication, staff):
    answer = publication.version.answers.get()
    code_span(answer, start=0, end=10, quote="Textcanary", code=make_code(call), by=staff)
    assert "Textcanary" in repr(outline(call)) and "Namecanary" in repr(outline(call))

    pause(call, by=None)

    assert [canary for canary in CANARIES if canary in repr(outline(Call.objects.get()))] == []


@pytest.mark.parametrize("format", WRITERS)
def test_no_file_of_the_summary_quotes_or_names_anything_while_paused(call, publication, staff, format):
    answer = publication.version.answers.get()
    code_span(answer, start=0, end=10, quote="Textcanary", code=make_code(call), by=staff)
    before = text_within(summary_file(call, format))
    pause(call, by=None)

    during = text_within(summary_file(Call.objects.get(), format))

    assert "Textcanary" in before and "Namecanary" in before
    assert [canary for canary in CANARIES if canary in during] == []


def test_I1_no_public_address_in_any_format_holds_a_canary_while_paused(call, publication):
    addresses = public_addresses(call, [1])
    told = {address for address in addresses if holds_a_canary(address)}

    pause(call, by=None)

    assert {address.rpartition("/")[2] for address in told} >= {
        "submissions.csv",
        "submissions.jsonl",
        "submissions.xlsx",
        "submissions.zip",
    }
    assert {f"/calls/{call.slug}/submissions/1/submission.pdf", f"/calls/{call.slug}/data/feed.atom"} <= told
    assert {address for address in addresses if holds_a_canary(address)} == set()


def holds_a_canary(address):
    _status, _headers, body = public_read(address)
    return any(canary in text_within(body) for canary in CANARIES)


def test_what_narrows_while_paused_stays_narrow_when_it_is_resumed(call, publication):
    other = make_publication(call, "Second", answers={"achievements": "Ask Ada Shore."})
    pause(call, by=None)
    withdraw(publication.submission)
    redact(other.version.answers.get(), start=4, end=13, quote="Ada Shore", reason="personal-data", by=None)

    assert not PublishedAnswer.objects.exists()
    resume(call, by=None)
    publish_consenting(call, by=None)
    assert list(PublishedAnswer.objects.live().values_list("text", flat=True)) == ["Ask […]."]


def test_other_calls_stay_public(client, call, publication):
    publication = make_publication(make_call("other"))

    pause(call, by=None)

    assert client.get(publication.get_absolute_url()).status_code == 200


def test_pausing_twice_is_pausing_once_and_each_act_is_an_event(call, staff):
    assert [pause(call, by=staff, reason="A leak"), pause(call, by=staff), resume(call, by=staff), resume(call, by=staff)] == [
        *(True, False),
        *(True, False),
    ]

    events = Event.objects.filter(verb__in=("pause", "resume")).order_by("pk")
    assert list(events.values_list("verb", "actor", "reason")) == [("pause", staff.pk, "A leak"), ("resume", staff.pk, "")]


def test_desk_asks_why_then_pauses_and_resumes(desk, call, publication):
    address = reverse("admin:review_pause", args=(call.pk,))

    asked = desk.get(address)
    empty = desk.post(address, {"reason": ""})
    paused = desk.post(address, {"reason": "A leak"}, follow=True)
    state = Call.objects.get().is_paused
    resumed = desk.post(reverse("admin:review_resume", args=(call.pk,)), follow=True)

    assert "Nothing is deleted" in asked.text and "This field is required." in empty.text
    assert state and "No submission to this call is public." in paused.text and "Resume publication" in paused.text
    assert not Call.objects.get().is_paused
    assert "What is published is public again." in resumed.text


def test_pausing_is_for_those_who_may_change_submissions_and_by_post_alone(client, call):
    looker = make_staff("looker", superuser=False)
    looker.user_permissions.set(Permission.objects.filter(codename="view_submission"))
    client.force_login(looker)

    for name in ("review_pause", "review_resume"):
        assert client.post(reverse(f"admin:{name}", args=(call.pk,)), {"reason": "x"}).status_code == 403
    assert not Call.objects.get().is_paused
    client.force_login(make_staff())
    assert client.get(reverse("admin:review_resume", args=(call.pk,))).status_code == 405
    assert client.get(reverse("admin:review_pause", args=(call.pk,))).status_code == 200 and not Call.objects.get().is_paused
