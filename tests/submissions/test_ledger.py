"""Withdrawals outside the database, and a call whose publication is paused."""

import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from submissions import ledger
from submissions.models import Call, Publication
from submissions.models.publication import withdraw
from tests.make import make_publication


@pytest.fixture
def lines(settings, tmp_path):
    """What the ledger of this test holds, line by line."""
    settings.DATA_DIR = tmp_path
    path = tmp_path / ledger.NAME
    return lambda: path.read_text().splitlines() if path.exists() else []


def test_a_withdrawal_is_in_the_ledger_once_it_is_committed(call, lines, django_capture_on_commit_callbacks):
    publication = make_publication(call, "Canary Institute", email="canary@rivers.example")
    with django_capture_on_commit_callbacks() as waiting:
        withdraw(publication.submission)
    before = lines()

    for callback in waiting:
        callback()

    entries = [json.loads(line) for line in lines()]
    assert before == []
    assert [(entry["act"], entry["number"], entry["level"]) for entry in entries] == [("consent", None, "none"), ("take down", 1, "")]
    assert {entry["reference"] for entry in entries} == {ledger.reference_hash(publication.submission.reference)}
    assert not any(word in str(entries) for word in (publication.submission.reference, "Canary", "canary"))


def test_a_ledger_that_cannot_be_written_is_an_error_in_the_log_and_the_withdrawal_stands(call, lines, settings, caplog):
    settings.DATA_DIR = settings.DATA_DIR / "missing"

    ledger.add({"act": "take down"})

    assert "a restored copy would not know of it" in caplog.text


def test_a_broken_line_of_a_ledger_is_named(tmp_path):
    path = tmp_path / "ledger"
    path.write_text('{"at": "2026-01-01T00:00:00+00:00"}\nnonsense\n')

    with pytest.raises(ledger.Unreadable, match="Line 2"):
        list(ledger.entries(path, since=datetime(2026, 1, 1, tzinfo=UTC)))


def test_I1_nothing_of_a_paused_call_is_public(client, call):
    publication = make_publication(call, "Canary Institute")
    Call.objects.filter(pk=call.pk).update(paused_at=timezone.now())
    names = (
        ("published-list", ()),
        ("published", (1,)),
        ("question", ("achievements",)),
        ("data-csv", ()),
        ("data-jsonl", ()),
        ("call", ()),
    )

    pages = [b"".join(client.get(reverse(f"submissions:{name}", args=(call.slug, *args)))).decode() for name, args in names]

    assert not any("Canary" in page for page in pages)
    assert client.get(publication.get_absolute_url()).status_code == 503


def test_I1_what_is_withdrawn_during_a_pause_stays_down_after_it(client, call):
    publication = make_publication(call, "Canary Institute")
    Call.objects.filter(pk=call.pk).update(paused_at=timezone.now())

    withdraw(publication.submission)
    Call.objects.filter(pk=call.pk).update(paused_at=None)

    assert not Publication.objects.live().exists()
    assert client.get(publication.get_absolute_url()).status_code == 410
