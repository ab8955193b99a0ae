"""Taking back one's own last act of coding in a submission: what was put, or what was taken away. One after the other, newest first.

Nothing is kept beside the codings and the Events of their removal, so it works after a reload, in another tab, on another day.
"""

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from review.models.coding import REMOVED, Coding, facts_of, remove_coding
from submissions.models.event import Event, record
from submissions.models.submission import Answer

UNDONE, RESTORED = "coding undone", "coding restored"  # the verbs of the Events


def undo(submission, by):
    """Take back this person's last act; return (codings that it was about, whether they stand now). ([], False) where there is none.

    Codes that were put at once are taken back at once. What was taken back is no act itself: again, and the act before it goes.
    """
    with transaction.atomic():
        list(Answer.objects.select_for_update(no_key=True).filter(submission=submission).order_by("pk").values_list("pk"))
        put, taken = last_put(submission, by), last_taken(submission, by)
        if taken and (not put or taken.removed_at > put[0].created_at):
            Coding.objects.filter(pk=taken.pk).update(removed_at=None)
            record(RESTORED, submission=submission, by=by, after=facts_of(taken))
            return [taken], True
        for coding in put:
            remove_coding(coding, by=by, verb=UNDONE)
        return put, False


def of_submission(submission):
    """Codings, removed ones too, on the answers of the newest version."""
    current = Coding.objects.filter(
        excerpt__answer__submission=submission, excerpt__answer__version_links__version=F("excerpt__answer__submission__current_version")
    )
    return current.select_related("code", "excerpt__answer__submission__call")


def last_put(submission, by):
    """The standing codings that this person put last, at one moment on one excerpt."""
    mine = of_submission(submission).filter(coder=by, removed_at=None)
    last = mine.order_by("-created_at", "-pk").first()
    return list(mine.filter(excerpt=last.excerpt_id, created_at=last.created_at)) if last else []


def last_taken(submission, by):
    """The coding that this person took away last and that nobody put there anew, or None."""
    seen, mine = set(), []
    verbs = (REMOVED, UNDONE, RESTORED)
    for event in Event.objects.filter(submission=submission, verb__in=verbs).order_by("-at", "-pk"):
        coding = (event.before or event.after).get("coding")
        if coding not in seen and event.verb == REMOVED and event.actor_id == by.pk:
            mine.append(coding)
        seen.add(coding)
    standing = Coding.objects.filter(excerpt=OuterRef("excerpt"), code=OuterRef("code"), coder=OuterRef("coder"), removed_at=None)
    gone = of_submission(submission).filter(pk__in=mine, removed_at__isnull=False).exclude(Exists(standing))
    return gone.order_by("-removed_at", "-pk").first()
