"""SQLite's writers stand in line: one after the other, and the line goes on whatever becomes of a transaction."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction

from tests.make import make_call
from wsisportal.sqlite3.base import LINES

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only"),
]


def in_line():
    return LINES[str(connection.settings_dict["NAME"])].locked()


def test_a_transaction_has_its_place_until_it_ends():
    with transaction.atomic():
        make_call()
        assert in_line()

    assert not in_line()


def test_a_transaction_that_fails_lets_the_next_one_write():
    with pytest.raises(OperationalError), transaction.atomic():
        make_call()
        fail()

    assert not in_line()
    make_call()


def test_a_connection_closed_in_the_middle_lets_the_next_one_write():
    with pytest.raises(OperationalError), transaction.atomic():
        connection.close()
        raise OperationalError

    assert not in_line()


def test_a_transaction_that_cannot_begin_lets_the_next_one_write():
    with connection.execute_wrapper(fail), pytest.raises(OperationalError), transaction.atomic():
        pass

    assert not in_line()


def fail(*args):
    raise OperationalError("disk full")


def test_the_second_writer_waits_for_the_first():
    began, order = Event(), []

    def second():
        began.wait()
        try:
            with transaction.atomic():
                order.append("second")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(second)
        with transaction.atomic():
            began.set()
            make_call()
            order.append("first")
        waiting.result()

    assert order == ["first", "second"]
