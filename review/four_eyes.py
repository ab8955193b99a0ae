"""Four eyes: in a call that needs two people, who approves a public copy neither prepared it nor redacted words in it.

What is prepared is one copy, by its hash: a text, consent or redaction that changes afterwards has to be prepared again. A command of
the shell counts as both pairs of eyes and does not ask here.
"""

from django.utils.translation import gettext_lazy as _

from review.models.screening import Preparation, Redaction
from submissions.models.event import record

NOT_PREPARED = _("It is not prepared as it reads now; prepare it first.")
PREPARED_BY_YOU = _("You prepared it; another person has to approve it.")
REDACTED_BY_YOU = _("You redacted words in it; another person has to approve it.")
PREPARED_ALREADY = _("It is prepared already, as it reads now.")
NOT_NEEDED = _("In its call one person publishes; it need not be prepared.")


def objections(read, *, by):
    """Submission key → the sentence that says why this person may not approve; of those that they may, nothing.

    `read` holds (submission, hash of the copy as it reads now). Two queries, however many.
    """
    versions = [submission.current_version_id for submission, _hash in read]
    prepared = Preparation.objects.filter(submission__in=[submission.pk for submission, _hash in read])
    prepared = {row.submission_id: row for row in prepared}
    own = Redaction.objects.live().filter(answer__version_links__version__in=versions, made_by=by)
    redacted = set(own.values_list("answer__submission", flat=True))
    found = {}
    for submission, copy_hash in read:
        row = prepared.get(submission.pk)
        if row is None or row.copy_hash != copy_hash:
            found[submission.pk] = str(NOT_PREPARED)
        elif row.prepared_by_id == by.pk:
            found[submission.pk] = str(PREPARED_BY_YOU)
        elif submission.pk in redacted:
            found[submission.pk] = str(REDACTED_BY_YOU)
    return found


def write_preparation(submission, copy_hash, *, by):
    """Record that this copy is prepared, in place of an older preparation; the caller holds the lock. False where it was so already."""
    if Preparation.objects.filter(submission=submission, copy_hash=copy_hash).exists():
        return False
    Preparation.objects.filter(submission=submission).delete()
    Preparation.objects.create(submission=submission, copy_hash=copy_hash, prepared_by=by)
    record("prepare", submission=submission, by=by, after={"hash": copy_hash})
    return True
