"""What many tests begin with."""

import pytest

from tests.make import make_call, make_staff


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
