"""Writing memos: what a person thought while reading, about one submission, excerpt or code. Signed, and changed only by its writer."""

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from review.models.coding import Excerpt
from review.models.memo import Memo
from submissions.models.event import record
from submissions.models.submission import Submission
from submissions.texts import normalise

LONGEST = 20_000


class NotWritten(Exception):
    """A memo that cannot be kept; the message is a sentence for its writer."""


class MemoConflict(Exception):
    """The memo was changed since it was read; `memo` is as it stands now. The message is a sentence for its writer."""

    def __init__(self, memo):
        super().__init__(gettext("This memo was changed meanwhile; below is what it says now, and what you wrote. Nothing was saved."))
        self.memo = memo


def write(about, text, kind, by):
    """Keep a memo about a Submission, an Excerpt or a Code, and return it; `kind` is one of Memo.Kind.

    NotWritten when there is no text, the kind is unknown, or the submission is a draft or was erased meanwhile.
    """
    text = checked(text)
    if kind not in Memo.Kind.values:
        raise NotWritten(gettext("There is no kind of memo “%(kind)s”; choose a note, a question or a decision.") % {"kind": kind})
    with transaction.atomic():
        if isinstance(about, Submission):
            target = {"call": hold_received(about.pk).call, "submission": about}
        elif isinstance(about, Excerpt):
            target = {"call": hold_received(about.answer.submission_id).call, "excerpt": about}
        else:
            target = {"call": about.call, "code": about}
        return Memo.objects.create(**target, text=text, kind=kind, written_by=by)


def edit(memo, text, by, edited_at_seen):
    """Change the text of a memo by its writer; return it as saved. The same text again changes nothing.

    `edited_at_seen` is the memo's `edited_at` when the writer read it (None if it had none): MemoConflict when that is another now.
    NotWritten when there is no text, or the memo is somebody else's.
    """
    text = checked(text)
    with transaction.atomic():
        saved = Memo.objects.select_for_update(of=("self",), no_key=True).select_related("written_by").get(pk=memo.pk)
        if saved.written_by_id != by.pk:
            raise NotWritten(gettext("This memo is signed by %(name)s; answer it with one of your own.") % {"name": saved.written_by})
        if saved.text == text:
            return saved
        if saved.edited_at != edited_at_seen:
            raise MemoConflict(saved)
        saved.text, saved.edited_at = text, timezone.now()
        saved.save(update_fields=("text", "edited_at"))
        return saved


def remove(memo, by):
    """Take a memo away for good; an Event tells that one stood there, of which kind and by whom. Doing it again changes nothing."""
    with transaction.atomic():
        if Memo.objects.filter(pk=memo.pk).delete()[0]:
            submission = memo.submission or (memo.excerpt.answer.submission if memo.excerpt else None)
            facts = {"memo": memo.kind, "coder": memo.written_by_id, "code": memo.code_id, "excerpt": memo.excerpt_id}
            before = {name: fact for name, fact in facts.items() if fact}
            record("memo removed", call=memo.call, submission=submission, by=by, before=before)


def seen(value):
    """The `edited_at` that a form carried as `memo.edited_at.isoformat()`; None where the memo had none, or for what cannot be read."""
    try:
        return parse_datetime(value)
    except ValueError:
        return None


def checked(text):
    """The text as it is stored; NotWritten when it is empty or too long."""
    text = normalise(text).strip()
    if not text:
        raise NotWritten(gettext("A memo needs some words."))
    if len(text) > LONGEST:
        facts = {"length": len(text), "most": LONGEST}
        raise NotWritten(gettext("A memo holds up to %(most)s characters and this one has %(length)s; shorten it.") % facts)
    return text


def hold_received(pk):
    """The submission, held until the transaction ends so that no erasure passes by; NotWritten unless it was received and is there."""
    submission = Submission.objects.locked(pk)
    if submission.state != Submission.State.RECEIVED or submission.erased_at:
        raise NotWritten(gettext("Memos are written about submissions that were received and not erased."))
    return submission
