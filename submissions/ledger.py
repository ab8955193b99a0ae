"""Withdrawals, written outside the database, so that a database restored from an older copy can be told of them.

One JSON object a line in `withdrawals.jsonl` of the data folder: when, what, the call, the public number, and a keyed hash of the
private reference with the fingerprint of its key. No personal data, and nothing that opens anything. Lines are only added.
"""

import json
import logging
import os
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

NAME = "withdrawals.jsonl"
log = logging.getLogger(__name__)


class Unreadable(Exception):
    """A ledger with a line that is none, or that was written under another SECRET_KEY; the message is a sentence."""


def reference_hash(reference):
    return salted_hmac("submissions.ledger", reference, algorithm="sha256").hexdigest()


def key_fingerprint():
    """128 bits by which this SECRET_KEY is known again and which tell nothing of it."""
    return salted_hmac("submissions.ledger.key", "", algorithm="sha256").hexdigest()[:32]


def note(act, submission, *, level="", number=None):
    """Add a line once this transaction is committed, and see it on the disk. What cannot be written is an error in the log."""
    entry = {"act": act, "call": submission.call.slug, "number": number, "reference": reference_hash(submission.reference), "level": level}
    entry["key"] = key_fingerprint()
    transaction.on_commit(partial(add, entry), robust=True)


def add(entry):
    line = json.dumps({"at": timezone.now().isoformat(), **entry}) + "\n"
    try:
        with open(settings.DATA_DIR / NAME, "ab", opener=private) as file:
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        log.exception("A withdrawal is in the database and could not be added to %s: a restored copy would not know of it.", NAME)


def private(path, flags):
    return os.open(path, flags, 0o600)


def entries(path, *, since):
    """The entries of a ledger from an instant on, as dicts; Unreadable where a line is none."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        try:
            entry = json.loads(line)
            at = datetime.fromisoformat(entry["at"])
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(f"Line {number} of “{path}” is no entry of a ledger of withdrawals; give the whole file as it was.") from error
        if at >= since and entry.get("key", key_fingerprint()) != key_fingerprint():  # an older line names no key
            raise Unreadable(
                f"Line {number} of “{path}” was written under another SECRET_KEY and names no submission here. Set SECRET_KEY to the key "
                "of then and replay the ledger again; if that key is lost, withdraw by hand what those lines name by call and number."
            )
        if at >= since:
            yield entry
