"""I1 and I2 as machines, over every public address that `submissions/urls.py` names.

By hand, five hundred histories in twin worlds: `HISTORIES=500 uv run --extra dev pytest tests/test_nothing_leaks.py`.
"""

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from submissions.models import Submission
from submissions.models.publication import withdraw
from tests.histories import HISTORIES, World
from tests.make import make_publication
from tests.public_side import opened, public_addresses, read

MANY = int(os.environ.get("HISTORIES", "0"))
LANGUAGES = ("ar", "fr", "es", "ru", "zh-hans")
# Words that may be read in public, by the level at which something is public.
SHOWN = {"named": {"name", "joins", "country", "text", "more"}, "anonymous": {"text", "more"}}

pytestmark = pytest.mark.django_db


def machine(examples):
    return settings(
        max_examples=MANY or examples,
        deadline=None,
        derandomize=not MANY,
        phases=(Phase.generate,),  # shrinking plays hundreds of histories more; the one that failed is short enough to read
        suppress_health_check=list(HealthCheck),
        database=None,
    )


def in_every_sampled_language(addresses, step):
    """Each in English, and in one other language that changes from step to step."""
    prefix = LANGUAGES[step % len(LANGUAGES)]
    return [*addresses, *(f"/{prefix}{address}" for address in addresses[step % 3 :: 3])]


def numbers(world):
    return range(1, len(world.who) + 2)


def told(acts, *, name, public, monkeypatch):
    """Play a history in a world that is gone afterwards; return what the public reads at its end, and what ever became public."""
    with transaction.atomic():
        world = World(name, public)
        with world.at_its_time(monkeypatch):
            list(world.play(acts))
            world.even_out()
            addresses = public_addresses(world.call, range(1, 9), forms=False)
            read_now = {address: read(address) for address in in_every_sampled_language(addresses, len(acts))}
        transaction.set_rollback(True)
    return read_now, world.public


def test_I2_twin_worlds_read_the_same_to_the_byte(monkeypatch):
    histories = []

    @machine(12)
    @given(HISTORIES)
    def run(acts):
        ours, public = told(acts, name="A", public=None, monkeypatch=monkeypatch)
        theirs, _public = told(acts, name="B", public=public, monkeypatch=monkeypatch)
        assert ours.keys() == theirs.keys()
        assert {address for address in ours if ours[address] != theirs[address]} == set()
        histories.append(len(public))

    run()
    assert sum(map(bool, histories)) > len(histories) / 2  # something was public in most: nothing is equal because it is empty


def hidden(world):
    """The words that nobody may read now."""
    may_be_read = set()
    for word, (kind, who, version) in world.words.items():
        level, number = world.live.get(who, ("none", 0))
        if kind in SHOWN.get(level, ()) and version in (0, number):
            may_be_read.add(word)
    return {word.encode() for word in world.words if word not in may_be_read}


def found(words, body):
    parts = [part.lower() for part in opened(body)]
    return {word for word in words for form in (word, word.decode().encode("utf-16-le")) if any(form.lower() in part for part in parts)}


def test_I1_no_private_word_is_public_after_any_act_nor_for_old_validators_or_ranges(monkeypatch):
    seen_public = []

    @machine(3)
    @given(HISTORIES)
    def run(acts):
        with transaction.atomic():
            world, known = World("A"), {}
            with world.at_its_time(monkeypatch):
                for step, _act in enumerate(world.play(acts)):
                    secrets = hidden(world)
                    addresses = public_addresses(world.call, numbers(world))
                    for address in in_every_sampled_language(addresses, step):
                        look(address, secrets, known)
                    seen_public.append(len(world.live))
            transaction.set_rollback(True)

    def look(address, secrets, known):
        status, headers, body = read(address)
        assert status in (200, 404, 410), (address, status)
        assert not found(secrets, body) and not found(secrets, str(headers).encode()), address
        for validators, old in known.get(address, {}).items():
            again, _headers, answer = read(address, **dict(validators))
            assert again != 304 or old == body, address
            assert not found(secrets, answer), address
        status, _headers, part = read(address, Range="bytes=0-99999")
        assert status != 206 or part == body[:100_000], address
        assert not found(secrets, part), address
        names = (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
        validators = {name: headers[header] for name, header in names if header in headers}
        if validators:
            known.setdefault(address, {})[tuple(validators.items())] = body

    run()
    assert max(seen_public) > 1


def test_I1_machine_would_notice(call):
    """What is public is found by the same means; nothing is safe because nobody looked."""
    publication = make_publication(call, "Namecanaryx")
    addresses = public_addresses(call, [publication.number])
    where = {address for address in addresses if found({b"Namecanaryx"}, read(address)[2])}

    withdraw(Submission.objects.get())

    assert len(where) >= 4
    assert not {address for address in addresses if found({b"Namecanaryx"}, read(address)[2])}
