"""The import page: a file is checked and shown, and entered once a person confirms."""

import json

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from submissions.models import Event, Submission
from tests.make import make_call, make_staff

GOOD = {
    "external_id": "a-1",
    "stakeholder_name": "Ministry of Rivers",
    "stakeholder_type": "government",
    "country": "Atlantis",
    "consent": "named",
    "title": "?",
    "answers": {"achievements": "Rivers carry cables."},
}


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}


def page(call):
    return reverse("admin:review_import", args=(call.pk,))


def upload(desk, call, *records, name="a.jsonl"):
    return desk.post(page(call), {"file": SimpleUploadedFile(name, "\n".join(map(json.dumps, records)).encode())})


def waiting_files():
    return default_storage.listdir("imports")[1] if default_storage.exists("imports") else []


def test_page_asks_for_a_file(desk, call):
    response = desk.get(page(call))

    assert response.status_code == 200
    assert "answer:challenges" in response.text


def test_call_page_leads_to_it(desk, call):
    assert page(call) in desk.get(reverse("admin:submissions_call_change", args=(call.pk,))).text


def test_checked_file_is_shown_and_not_entered(desk, call):
    response = upload(desk, call, GOOD)

    assert [(record.stakeholder_name, *words) for record, *words in response.context["sample"]] == [
        ("Ministry of Rivers", "Government", "Atlantis", "Publish with name")
    ]
    assert (response.context["known"], response.context["unresolved"], response.context["ignored"]) == (0, ("Atlantis",), ["title"])
    assert Submission.objects.count() == 0


def test_confirmed_file_is_entered_once_and_forgotten(desk, staff, call):
    waiting = upload(desk, call, GOOD).context["waiting"]
    assert len(waiting_files()) == 1

    first = desk.post(page(call), {"confirm": waiting}, follow=True)
    second = desk.post(page(call), {"confirm": waiting}, follow=True)

    assert next(str(message) for message in first.context["messages"]) == "1 submission was entered."
    assert "entered already" in second.text
    assert list(Submission.objects.values_list("external_id", "consent__recorded_by")) == [("a-1", staff.pk)]
    assert list(Event.objects.filter(verb="import").values_list("actor", "after")) == [(staff.pk, {"entered": 1})]
    assert waiting_files() == []


def test_file_that_is_known_offers_nothing_to_enter(desk, call):
    desk.post(page(call), {"confirm": upload(desk, call, GOOD).context["waiting"]})

    response = upload(desk, call, GOOD)

    assert (response.context["new"], response.context["known"]) == ([], 1)
    assert 'name="confirm"' not in response.text


def test_bad_rows_are_listed_with_field_and_remedy_and_nothing_waits(desk, call):
    response = upload(desk, call, GOOD, {**GOOD, "external_id": "<b>", "stakeholder_type": "<script>"})

    assert [(problem.row, problem.field) for problem in response.context["problems"]] == [(2, "stakeholder_type")]
    assert "<script>&" not in response.text
    assert "civil-society" in response.text
    assert waiting_files() == []


@pytest.mark.parametrize(("name", "sentence"), [("a.pdf", "is no file of records"), ("a.csv", "lacks the columns")])
def test_unreadable_file_gets_a_sentence(desk, call, name, sentence):
    response = upload(desk, call, GOOD, name=name)

    assert sentence in str(response.context["form"].errors["file"])


def test_no_file_gets_a_sentence(desk, call):
    assert "This field is required." in desk.post(page(call)).text


def test_another_session_cannot_confirm(desk, call):
    waiting = upload(desk, call, GOOD).context["waiting"]
    other = Client()
    other.force_login(make_staff("other"))

    other.post(page(call), {"confirm": waiting})

    assert Submission.objects.count() == 0
    assert len(waiting_files()) == 1


def test_file_waits_for_its_own_call_only(desk, call):
    waiting = upload(desk, call, GOOD).context["waiting"]

    response = desk.post(page(make_call("other")), {"confirm": waiting}, follow=True)

    assert "choose it again" in response.text
    assert Submission.objects.count() == 0


def test_staff_without_permission_are_refused(client, call):
    client.force_login(make_staff("reader", superuser=False))

    assert client.get(page(call)).status_code == 403


def test_stranger_is_sent_to_sign_in(client, call):
    assert client.get(page(call)).status_code == 302


def test_unknown_call_is_not_found(desk, db):
    assert desk.get(reverse("admin:review_import", args=(999,))).status_code == 404
