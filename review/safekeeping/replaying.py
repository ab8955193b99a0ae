"""After a restore: publication rests until what was withdrawn or erased since the backup is so again."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from review import erasure
from submissions import ledger
from submissions.figures import refresh_figures
from submissions.models import Call, Publication, Submission
from submissions.models.event import record
from submissions.models.publication import apply_consent, take_down

RESTORED = "restored.json"  # in the data folder, from a restore until its withdrawals are replayed
MARGIN = timedelta(minutes=1)  # a withdrawal done twice harms nobody; one that is missed does
NARROWER = {"named": 2, "anonymous": 1, "none": 0}


def pause(*, backed_up_at):
    """Pause the publication of every call, and keep in mind from when on withdrawals are missing."""
    now = timezone.now()
    for call in Call.objects.filter(paused_at=None):
        Call.objects.filter(pk=call.pk).update(paused_at=now)
        record("pause publication", call=call, reason="Restored from a backup.")
    (settings.DATA_DIR / RESTORED).write_text(json.dumps({"backed_up_at": backed_up_at, "paused_at": now.isoformat()}))


def missing_since():
    """From when on withdrawals are missing after a restore; None where there is nothing to replay."""
    path = settings.DATA_DIR / RESTORED
    return datetime.fromisoformat(json.loads(path.read_text())["backed_up_at"]) - MARGIN if path.exists() else None


@dataclass(frozen=True)
class Replayed:
    """How many entries took something back, and how many submissions were erased."""

    withdrawn: int
    erased: int


def replay(entries):
    """Do withdrawals and erasures again; returns the Replayed. Whom the copy does not know needs nothing."""
    entries = list(entries)
    known = {ledger.reference_hash(reference): pk for reference, pk in Submission.objects.values_list("reference", "pk")}
    entries = [(known[entry["reference"]], entry) for entry in entries if entry["reference"] in known]
    withdrawn = sum(replay_one(pk, entry) for pk, entry in entries if entry["act"] != erasure.ERASED)
    erased = sum(erase_again(pk) for pk, entry in entries if entry["act"] == erasure.ERASED)
    if erased:
        erasure.scrub()
    return Replayed(withdrawn, erased)


def erase_again(pk):
    """Whether there was anything to erase."""
    submission = Submission.objects.select_related("call").get(pk=pk)
    if submission.erased_at is not None:
        return False
    erasure.erase(submission, reason="Erased after the backup.")
    return True


def replay_one(pk, entry):
    """One entry; whether it changed anything. What it took back is never given again by a later line: a person decides."""
    with transaction.atomic():
        submission = Submission.objects.locked(pk)
        changed = False
        if entry["act"] == "withdraw submission" and submission.withdrawn_at is None:
            Submission.objects.filter(pk=pk).update(withdrawn_at=datetime.fromisoformat(entry["at"]))
            changed = True
        level = entry["level"]
        if submission.consent is not None and level and NARROWER[level] < NARROWER[submission.consent.level]:
            apply_consent(submission, level=level, channel="staff", reason="Withdrawn after the backup.")
            changed = True
        publication = Publication.objects.standing().filter(submission=pk).first()
        if publication and not level:
            take_down(publication, reason="Taken down after the backup.")
            changed = True
        if changed:
            record("replay withdrawal", submission=submission)
            refresh_figures(submission.call)
    return changed


def resume():
    """Let the calls be public again that the restore paused."""
    path = settings.DATA_DIR / RESTORED
    paused_at = datetime.fromisoformat(json.loads(path.read_text())["paused_at"])
    for call in Call.objects.filter(paused_at=paused_at):
        Call.objects.filter(pk=call.pk).update(paused_at=None)
        record("resume publication", call=call, reason="Withdrawals made since the backup are done again.")
    path.unlink()
