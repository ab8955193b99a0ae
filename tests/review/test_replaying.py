"""After a restore: what was withdrawn or erased since the backup is so again before anything is public."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from review import erasure
from review.safekeeping import archive, replaying
from submissions import ledger
from submissions.models import Call, Event, Submission
from submissions.models.publication import withdraw
from tests.make import make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def restored(settings, tmp_path, call):
    """A call as `restore` leaves it: paused, one hour after the backup. The path of the ledger to replay."""
    settings.DATA_DIR = tmp_path
    replaying.pause(backed_up_at=(timezone.now() - timedelta(hours=1)).isoformat())
    return tmp_path / ledger.NAME


def line_of(act, submission, *, level="", key=None, number=None):
    entry = {"act": act, "call": submission.call.slug, "number": number, "reference": ledger.reference_hash(submission.reference)}
    return json.dumps({"at": timezone.now().isoformat(), **entry, "level": level, "key": key or ledger.key_fingerprint()}) + "\n"


def replay(path):
    told = StringIO()
    call_command("replaywithdrawals", str(path), stdout=told)
    return told.getvalue()


def test_I13_what_was_erased_since_the_backup_is_erased_again(client, call, restored):
    erased = make_publication(call, "Canary Institute", email="ada@canary.example", answers={"achievements": "Textcanary."}).submission
    kept = make_publication(call, "Ministry of Rivers").submission
    restored.write_text(line_of("consent", erased, level="none") + line_of("erase", erased))

    told = replay(restored)

    erased.refresh_from_db()
    assert told == "Withdrawals done again: 1. Erasures done again: 1. Publication is resumed.\n"
    assert (erased.contact_email, erased.erased_at is None) == ("", False)
    assert erased.current_version.stakeholder_name == "" and not erased.all_answers.exclude(text="").exists()
    assert Submission.objects.get(pk=kept.pk).erased_at is None
    assert Event.objects.get(verb="erase").reason == "Erased after the backup."
    assert not Call.objects.get().is_paused


def test_what_is_erased_already_is_not_counted(call, restored):
    submission = make_publication(call).submission
    erasure.erase(submission)
    restored.write_text(line_of("erase", submission))

    assert "Erasures done again: 0." in replay(restored)


def test_erasing_and_withdrawing_write_the_lines_that_are_replayed(call, restored, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(make_publication(call, "One").submission)
        erasure.erase(make_publication(call, "Two").submission)

    entries = [json.loads(line) for line in restored.read_text().splitlines()]

    assert [entry["act"] for entry in entries] == ["consent", "take down", "consent", "take down", "erase"]
    assert {entry["key"] for entry in entries} == {ledger.key_fingerprint()}


def test_I1_a_ledger_of_another_key_resumes_nothing_and_says_what_to_do(settings, client, call, restored):
    submission = make_publication(call, "Canary Institute").submission
    restored.write_text(line_of("consent", submission, level="none"))
    settings.SECRET_KEY = "another " * 8

    with pytest.raises(CommandError) as refusal:
        replay(restored)

    assert "Set SECRET_KEY to the key of then" in str(refusal.value)
    assert str(refusal.value).endswith("Publication stays paused.")
    assert Call.objects.get().is_paused
    assert client.get(f"/calls/{call.slug}/submissions/1/").status_code == 503


def test_a_line_without_a_fingerprint_is_replayed(call, restored):
    submission = make_publication(call).submission
    entry = json.loads(line_of("consent", submission, level="none"))
    del entry["key"]
    restored.write_text(json.dumps(entry) + "\n")

    assert "Withdrawals done again: 1." in replay(restored)


def test_a_fingerprint_knows_its_key_and_is_no_part_of_it(settings):
    own, named = ledger.key_fingerprint(), archive.describe()["key_fingerprint"]
    known = archive.is_of_this_key({"key_fingerprint": own})
    settings.SECRET_KEY = "another " * 8

    assert named == own and known and not archive.is_of_this_key({"key_fingerprint": own})
    assert archive.is_of_this_key({})
    assert own != ledger.key_fingerprint() and own not in settings.SECRET_KEY


def test_I1_no_button_resumes_publication_before_the_ledger_is_replayed(desk, client, call, restored):
    make_publication(call, "Canary Institute")

    response = desk.post(reverse("admin:review_resume", args=(call.pk,)), follow=True)

    assert "restored from a backup" in response.text and "replaywithdrawals" in response.text
    assert Call.objects.get().is_paused
    assert client.get(f"/calls/{call.slug}/submissions/1/").status_code == 503
