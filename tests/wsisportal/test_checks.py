import pytest
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from wsisportal.checks import sqlite_is_durable
from wsisportal.environment import sqlite_options


def database(path, options):
    settings = connections.configure_settings(
        {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path / "x.sqlite3"), "OPTIONS": options}}
    )
    return DatabaseWrapper(settings["default"], "default")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (sqlite_options(), []),
        ({"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;", "transaction_mode": "IMMEDIATE"}, ["wsisportal.E001"]),
        ({"init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL;", "transaction_mode": "IMMEDIATE"}, ["wsisportal.E001"]),
        ({**sqlite_options(), "transaction_mode": "DEFERRED"}, ["wsisportal.E002"]),
    ],
)
@pytest.mark.django_db
def test_the_check_refuses_a_database_that_could_lose_a_receipt(monkeypatch, tmp_path, options, found):
    wrapper = database(tmp_path, options)
    monkeypatch.setattr("wsisportal.checks.connections", {"default": wrapper})

    errors = sqlite_is_durable(None, ["default"])
    wrapper.close()

    assert [error.id for error in errors] == found
