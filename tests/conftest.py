"""What many tests begin with."""

import time
from datetime import timedelta

import pytest
from django.utils import translation

from submissions import guard
from tests.make import make_call, make_staff
from wsisportal.staffsessions import note


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
