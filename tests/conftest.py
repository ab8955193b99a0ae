"""What many tests begin with."""

import os
import time
from datetime import timedelta

import pytest
from django.utils import translation

from submissions import guard
from tests.make import make_call, make_staff
from wsisportal.staffsessions import note


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL, only what touches the database; on SQLite the run on PostgreSQL comes first, for it takes longest."""
    if "DATABASE_URL" not in os.environ:
        items.sort(key=lambda item: item.path.name != "test_postgresql.py")
        return
    touching = [item for item in items if {"db", "transactional_db"} & set(item.fixturenames) or item.get_closest_marker("django_db")]
    config.hook.pytest_deselected(items=[item for item in items if item not in touching])
    items[:] = touching


@pytest.fixture(autouse=True)
def english():
    """A page asked for in another language leaves that language active in its thread."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def as_fast_as_a_machine(monkeypatch):
    """A test submits faster than a person, and is taken for one nevertheless."""
    monkeypatch.setattr(guard, "FASTEST_SUBMIT", timedelta.min)  # less than nothing: a test may set the clock back


@pytest.fixture
def call(db):
    return make_call()


@pytest.fixture
def staff(db):
    return make_staff()


@pytest.fixture
def desk(client, staff):
    """A client signed in as an administrator, who was seen a moment ago: the first request after a sign-in writes that down."""
    client.force_login(staff)
    session = client.session
    note(session, int(time.time()))
    session.save()
    return client
