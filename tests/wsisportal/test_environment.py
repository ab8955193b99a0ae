"""A bad setting stops the start with the variable, the value and the allowed ones."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.test_source import ROOT
from wsisportal import environment


@pytest.mark.parametrize(
    ("name", "value", "read", "sentence"),
    [
        ("DEBUG", "maybe", lambda: environment.flag("DEBUG"), "DEBUG is 'maybe'; allowed are on and off."),
        (
            "ADMIN_2FA",
            "never",
            lambda: environment.one_of("ADMIN_2FA", "required", ("required", "optional")),
            "ADMIN_2FA is 'never'; allowed are required, optional.",
        ),
        (
            "TRUSTED_PROXIES",
            "-1",
            lambda: environment.whole_number("TRUSTED_PROXIES", 0, least=0, most=9),
            "TRUSTED_PROXIES is '-1'; allowed are whole numbers from 0 to 9.",
        ),
        (
            "SITE_URL",
            "calls.example.org",
            lambda: environment.site_url(""),
            "SITE_URL is 'calls.example.org'; write the public address without a path, for example https://calls.example.org.",
        ),
        (
            "CONTACT_EMAIL",
            "the office",
            lambda: environment.address("CONTACT_EMAIL"),
            "CONTACT_EMAIL is 'the office'; write one e-mail address, such as calls@example.org.",
        ),
    ],
)
def test_a_bad_setting_names_variable_value_and_remedy(monkeypatch, name, value, read, sentence):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured) as error:
        read()

    assert str(error.value) == sentence


PUBLIC_ADDRESS = "write the public address without a path, for example https://calls.example.org."
MAIL_ADDRESS = "allowed are smtp://, smtps://, smtp+starttls://user:password@host:port and file:///folder."
TIMEOUT = "write the timeout in whole seconds from 1 to 60, such as smtp://host:25?timeout=20."
DATABASE_ADDRESS = "write postgres://user:password@host:5432/name or sqlite:///path."


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SITE_URL", "http://[", f"SITE_URL is 'http://['; {PUBLIC_ADDRESS}"),
        ("SITE_URL", "https://h:abc", f"SITE_URL is 'https://h:abc'; {PUBLIC_ADDRESS}"),
        ("SITE_URL", "https://desk:hunter2@h", f"SITE_URL is 'h'; {PUBLIC_ADDRESS}"),
        ("EMAIL_URL", "smtp://[", f"EMAIL_URL is 'smtp://['; {MAIL_ADDRESS}"),
        ("EMAIL_URL", "smtp://h:abc", f"EMAIL_URL is 'smtp://h:abc'; {MAIL_ADDRESS}"),
        ("EMAIL_URL", "smtp://desk:hunter2@h:70000", f"EMAIL_URL is 'h:70000'; {MAIL_ADDRESS}"),
        ("EMAIL_URL", "smtp://desk:hun/ter2@h", f"EMAIL_URL is 'h'; {MAIL_ADDRESS}"),
        ("EMAIL_URL", "smtp://h?timeout=abc", f"EMAIL_URL is 'smtp://h?timeout=abc'; {TIMEOUT}"),
        ("EMAIL_URL", "smtp://h?timeout=61", f"EMAIL_URL is 'smtp://h?timeout=61'; {TIMEOUT}"),
        ("EMAIL_URL", "smtp://desk:hunter2@h?timeout=0", f"EMAIL_URL is 'h?timeout=0'; {TIMEOUT}"),
        ("DATABASE_URL", "postgres://portal:hunter2@h:abc/portal", f"DATABASE_URL is 'h:abc/portal'; {DATABASE_ADDRESS}"),
        ("DATABASE_URL", "postgres://[/portal?password=hunter2", f"DATABASE_URL is 'postgres://[/portal'; {DATABASE_ADDRESS}"),
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_its_password(monkeypatch, tmp_path, name, value, sentence):
    readers = {"SITE_URL": environment.site_url, "EMAIL_URL": environment.mailers, "DATABASE_URL": environment.database}
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured) as error:
        readers[name](tmp_path)

    assert (str(error.value), error.value.__context__) == (sentence, None)  # a context would be printed, with the password


def test_a_database_password_is_never_shown(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "mysql://portal:hunter2@db.example/portal")

    with pytest.raises(ImproperlyConfigured) as error:
        environment.database(tmp_path)

    assert "hunter2" not in str(error.value)
    assert "allowed are postgres://… and sqlite:///path" in str(error.value)


def test_an_empty_variable_counts_as_unset(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "")

    assert environment.database(tmp_path)["NAME"] == str(tmp_path / "portal.sqlite3")


def test_sqlite_writers_stand_in_line_on_connections_that_stay_open(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)

    database = environment.database(tmp_path)

    assert (database["ENGINE"], database["CONN_MAX_AGE"]) == ("wsisportal.sqlite3", 60)


def test_mail_goes_by_smtp_with_the_parts_of_its_address(monkeypatch, tmp_path):
    monkeypatch.setenv("EMAIL_URL", "smtp+starttls://desk:p%40ss@mail.example:2525?timeout=5")

    assert environment.mailers(tmp_path)["default"]["OPTIONS"] == {
        "host": "mail.example",
        "port": 2525,
        "username": "desk",
        "password": "p@ss",
        "use_ssl": False,
        "use_tls": True,
        "timeout": 5,
    }


def test_a_start_without_secret_key_ends_in_a_sentence(tmp_path):
    run = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "SECRET_KEY": "", "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "wsisportal.settings"},
        capture_output=True,
        text=True,
    )

    assert run.returncode == 1
    assert run.stderr.startswith("The portal cannot start. SECRET_KEY is not set")
    assert "Traceback" not in run.stderr
