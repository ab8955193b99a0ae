"""The second factor of staff: required before any desk opens, kept up by recovery codes, and not to be guessed."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.urls import reverse

from tests.make import make_staff
from tests.test_access import addresses

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def required(settings):
    settings.ADMIN_2FA = "required"
    cache.clear()  # the limits on failed attempts


@pytest.fixture
def enrolled(staff):
    totp.TOTP.activate(staff, SECRET)
    RecoveryCodes.activate(staff)
    return staff


def sign_in(client, password=PASSWORD, username="reviewer"):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def send_code(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def code_now():
    return totp.format_hotp_value(totp.hotp_value(SECRET, next(totp.yield_hotp_counters_from_time())))


def enters(client):
    return client.get(reverse("admin:index")).status_code == 200


def test_staff_without_a_second_factor_are_led_to_set_one_up_and_told_why(client, staff):
    sign_in(client)

    page = client.get(reverse("admin:index"), follow=True)

    assert page.redirect_chain[-1][0] == reverse("mfa_index")
    assert "Set up a second factor first" in page.text


def test_staff_without_a_second_factor_reach_nothing_of_the_admin(client, staff):
    sign_in(client)
    desks = ["/" + address.replace("<", "{").replace(">", "}") for address in addresses() if address.startswith("admin/")]
    plain = [address for address in desks if "{" not in address]

    opened = {address for address in plain if client.get(address).status_code != 302}

    assert len(plain) > 20
    assert opened == set()
    assert client.get("/admin/submissions/call/1/internal.csv").status_code == 302


def test_setting_one_up_opens_the_desks_and_shows_recovery_codes(client, staff, monkeypatch):
    monkeypatch.setattr(totp, "generate_totp_secret", lambda length=20: SECRET)
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))

    answer = client.post(reverse("mfa_activate_totp"), {"code": code_now()})

    assert answer.url == reverse("mfa_view_recovery_codes")
    assert enters(client)


def test_a_password_alone_does_not_sign_in_whoever_has_a_second_factor(client, enrolled):
    answer = sign_in(client)

    assert answer.url == reverse("mfa_authenticate")
    assert not enters(client)


def test_the_code_signs_in(client, enrolled):
    sign_in(client)

    send_code(client, code_now())

    assert enters(client)


def test_a_recovery_code_signs_in_once(client, enrolled):
    recovery = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()[0]
    answers = []
    for _attempt in range(2):
        client.logout()
        sign_in(client)
        send_code(client, recovery)
        answers.append(enters(client))

    assert answers == [True, False]


def test_guessing_a_password_is_stopped(client, enrolled):
    for _attempt in range(5):
        sign_in(client, "wrong password here")

    answer = sign_in(client)

    assert "Too many failed login attempts" in answer.text


def test_guessing_a_code_is_stopped(client, enrolled):
    sign_in(client)
    for _attempt in range(5):
        send_code(client, "000000")

    send_code(client, code_now())

    assert not enters(client)


def test_the_list_of_security_keys_opens(client, enrolled):
    sign_in(client)
    send_code(client, code_now())

    assert client.get(reverse("mfa_list_webauthn")).status_code == 200


def test_whoever_is_not_staff_gets_no_desk_by_a_second_factor(client, db):
    guest = make_staff("guest")
    guest.is_staff = False
    guest.save(update_fields=("is_staff",))
    Authenticator.objects.create(user=guest, type=Authenticator.Type.TOTP, data={"secret": ""})
    client.force_login(guest)

    assert not enters(client)
