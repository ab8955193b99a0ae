"""Who gets into the admin, and what monitors see."""

import logging

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from wsisportal.logs import HideTokens


def test_a_stranger_is_sent_to_the_sign_in(client, db):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0] == reverse("account_login") + "?next=/admin/"


def test_staff_without_second_factor_set_one_up_first(client, staff, settings):
    settings.ADMIN_2FA = "required"
    client.force_login(staff)

    response = client.get("/admin/", follow=False)
    login = client.get(response.url)

    assert response.status_code == 302
    assert login.url == reverse("mfa_index")


def test_staff_with_second_factor_enter(client, staff, settings):
    settings.ADMIN_2FA = "required"
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(staff)

    assert client.get("/admin/").status_code == 200


def test_someone_who_is_not_staff_stays_outside(client, db, django_user_model):
    client.force_login(django_user_model.objects.create_user("guest"))

    assert client.get("/admin/", follow=False).status_code == 302


def test_nobody_signs_up(client, db):
    response = client.post(reverse("account_signup"), {"username": "x", "password1": "correct horse 9", "password2": "correct horse 9"})

    assert "closed" in response.text.lower()


def test_the_admin_says_that_the_second_factor_is_optional(desk, settings):
    settings.ADMIN_2FA = "optional"

    assert "the second factor is optional here" in desk.get("/admin/").text


@pytest.mark.parametrize("address", ["/healthz/live", "/healthz/ready"])
def test_monitors_are_answered(client, db, address):
    response = client.get(address)

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_a_full_disk_makes_the_portal_not_ready(client, db, monkeypatch):
    monkeypatch.setattr("wsisportal.health.LEAST_FREE_BYTES", 10**18)

    response = client.get("/healthz/ready")

    assert (response.status_code, response.json()["reason"]) == (503, "less than 100 MB free in the data folder")


def test_a_token_never_reaches_the_log():
    record = logging.LogRecord("django.request", logging.WARNING, "x", 1, "Not Found: %s", ("/fr/s/" + "a" * 43 + "/",), None)

    HideTokens().filter(record)

    assert record.getMessage() == "Not Found: /fr/s/…/"
