"""What many tests begin with."""

import pytest
from django.utils import translation

from tests.make import make_call, make_staff


@pytest.fixture(autouse=True)
def english():
    """A page asked for in another language leaves that language active in its thread."""
    with translation.override("en"):
        yield


@pytest.fixture
def call(db):
    return make_call()


@pytest.fixture
def staff(db):
    return make_staff()


@pytest.fixture
def desk(client, staff):
    """A client signed in as an administrator."""
    client.force_login(staff)
    return client
