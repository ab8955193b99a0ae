"""The guard against floods: what it takes for a machine, whom it counts together, and that people behind one address are all served."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.signing import Signer

from submissions import guard
from submissions.guard import TooMany, address_group, client_address, counted, is_by_hand, is_suspicious, stamp
from submissions.models.quota import Quota

NOON = datetime(2026, 12, 1, 12, 0, 3, tzinfo=UTC)


def after(seconds, moment=NOON):
    return moment + timedelta(seconds=seconds)


# What is taken for a machine -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "expected"), [(0, True), (0.99, True), (1, False), (14 * 24 * 3600, False)])
def test_a_page_is_pressed_by_a_person_after_a_second_and_however_old_it_is(seconds, expected):
    assert is_suspicious(trap="", stamp=stamp(NOON), now=after(seconds)) is expected


@pytest.mark.parametrize(
    "forged", ["", "nonsense", "1.0/x:signature", Signer(salt="another page").sign("1.0/x"), stamp(NOON) + "x"], ids=range(5)
)
def test_a_missing_or_forged_time_is_suspicious(forged):
    assert is_suspicious(trap="", stamp=forged, now=after(60))


def test_a_filled_trap_is_suspicious():
    assert is_suspicious(trap="https://pills.example", stamp=stamp(NOON), now=after(60))


@pytest.mark.parametrize(
    ("trap", "seconds", "expected"), [("", 0.9, False), ("", 1, True), ("https://pills.example", 60, False)], ids=["fast", "slow", "trap"]
)
def test_a_submission_is_by_hand_when_it_took_its_time(monkeypatch, trap, seconds, expected):
    monkeypatch.setattr(guard, "FASTEST_SUBMIT", timedelta(seconds=1))

    assert is_by_hand(trap=trap, started=NOON, now=after(seconds)) is expected


# Whom it counts together ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "expected"),
    [
        ("192.0.2.7", "", 0, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", 0, "192.0.2.7"),
        ("10.0.0.1", "192.0.2.7", 1, "192.0.2.7"),
        ("10.0.0.1", "198.51.100.1, 192.0.2.7", 1, "192.0.2.7"),
        ("10.0.0.1", "198.51.100.1, 192.0.2.7, 10.0.0.2", 2, "192.0.2.7"),
        ("10.0.0.1", "192.0.2.7", 2, "192.0.2.7"),
        ("10.0.0.1", " , ", 1, "10.0.0.1"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
    ],
)
def test_the_client_is_whom_the_outermost_of_our_proxies_saw(remote, forwarded, proxies, expected):
    assert client_address(remote, forwarded, proxies) == expected


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:51034", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
        ("_hidden, or 1=1", "unknown"),
    ],
)
def test_one_client_is_an_address_or_the_64_of_a_network(written, group):
    assert address_group(written) == group


# Counters ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(monkeypatch):
    """Two starts in ten minutes, one of them by what looks like a machine."""
    monkeypatch.setitem(guard.LIMITS, "start", guard.Limit(timedelta(minutes=10), most=2, most_suspicious=1))


def passes(times, who="192.0.2.7", **facts):
    """How many of so many acts pass."""
    passed = 0
    for _time in range(times):
        try:
            with counted("start", who, **facts):
                passed += 1
        except TooMany:
            pass
    return passed


@pytest.mark.django_db
def test_a_limit_holds_for_one_client_and_one_span(two):
    assert passes(3, now=NOON) == 2
    assert passes(3, who="192.0.2.8", now=NOON) == 2
    assert passes(3, now=after(600)) == 2


@pytest.mark.django_db
def test_what_looks_like_a_machine_uses_up_no_person_s_turn(two):
    assert passes(9, suspicious=True, now=NOON) == 1
    assert passes(3, now=NOON) == 2


@pytest.mark.django_db
def test_one_page_s_button_is_pressed_a_few_times_only(two):
    page = stamp(NOON)

    for _press in range(guard.PAGES_FROM_ONE_STAMP):
        passes(1, who=f"{_press}", stamp=page, now=NOON)

    assert passes(3, who="192.0.2.9", stamp=page, now=NOON) == 1
    assert passes(3, who="192.0.2.9", stamp=stamp(NOON), now=NOON) == 2


@pytest.mark.django_db
def test_too_many_says_until_when(two):
    passes(2, now=NOON)

    with pytest.raises(TooMany) as refused, counted("start", "192.0.2.7", now=NOON):
        pass

    assert refused.value.until == datetime(2026, 12, 1, 12, 10, tzinfo=UTC)
    assert (refused.value.seconds(NOON), refused.value.seconds(refused.value.until)) == (597, 1)


@pytest.mark.django_db
def test_what_failed_or_was_refused_is_not_counted(two):
    with pytest.raises(LookupError), counted("start", "192.0.2.7", now=NOON):
        raise LookupError
    passes(5, now=NOON)

    assert [quota.count for quota in Quota.objects.all()] == [2]


@pytest.mark.django_db
def test_a_counter_holds_no_address_and_another_key_each_day(two):
    passes(1, now=NOON)
    passes(1, now=after(24 * 3600))

    today, tomorrow = Quota.objects.values_list("key", flat=True)
    assert today != tomorrow
    assert "192" not in str(Quota.objects.first()) and len(today) == 64


@pytest.mark.django_db
def test_old_counters_are_swept_and_those_that_count_are_kept(two):
    passes(1, now=NOON - guard.KEPT - timedelta(minutes=10))
    passes(1, now=NOON)

    assert (guard.sweep(NOON), guard.sweep(NOON)) == (1, 0)
    assert passes(2, now=NOON) == 1


def test_spans_divide_a_day_and_are_over_when_they_are_swept():
    for limit in guard.LIMITS.values():
        assert timedelta(days=1) % limit.span == timedelta(0)
        assert limit.span * 2 <= guard.KEPT
        assert limit.most_suspicious <= limit.most
