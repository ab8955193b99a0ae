"""Who reads which answer: assigned by a colleague or taken, held for a time, finished, given back. One person holds an answer at a time.

What is held comes free by itself when its lease runs out; nothing is locked for ever. Every verb decides under the answer's lock.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from review.models.reading import Assignment
from submissions.models.call import Call
from submissions.models.event import record
from submissions.models.submission import Answer, Submission

ASSIGNED_FOR = timedelta(days=3)  # unless the one who assigns says otherwise
WORKING_FOR = timedelta(hours=2)  # from the reader's last act


class NotTaken(Exception):
    """An answer that cannot be taken; the message is a sentence. `held` is the Assignment of who holds it, or None."""

    def __init__(self, message, held=None):
        super().__init__(message)
        self.held = held


@dataclass(frozen=True)
class Assigned:
    """What came of assigning: how many answers the reader got, how many this reader had read before, how many are no longer to be read,
    and the Assignments of others that were left alone.
    """

    count: int
    read_before: int
    gone: int
    held: tuple


def to_read(call=None):
    """The answers with a text that are to be read, of one call or of all: those of the newest versions of received submissions, without
    what was set aside, withdrawn as a whole or erased.
    """
    answers = Answer.objects.exclude(text="").filter(
        frozen_at__isnull=False,
        version_links__version=F("submission__current_version"),
        submission__state=Submission.State.RECEIVED,
        submission__withdrawn_at=None,
        submission__erased_at=None,
        submission__review__set_aside_at=None,
    )
    return answers.filter(submission__call=call) if call else answers


def free(call):
    """The answers to be read that nobody holds and nobody has read."""
    taken = Assignment.objects.filter(answer=OuterRef("pk")).filter(Q(done_at__isnull=False) | Q(lease_until__gt=timezone.now()))
    return to_read(call).exclude(Exists(taken))


def readers():
    """The members of staff who may read and code, by name."""
    backend = "django.contrib.auth.backends.ModelBackend"
    staff = get_user_model().objects.with_perm("review.add_coding", backend=backend).filter(is_staff=True)
    return staff.order_by("first_name", "last_name", "username")


def held_by(user, call=None):
    """The Assignments that this person holds now, of answers to be read."""
    return Assignment.objects.held().filter(reader=user, answer__in=to_read(call))


def waiting_for(user, call=None):
    """The Assignments that wait for this person: not done; held, or run out with nobody else at the answer since. Question by question."""
    taken_over = Assignment.objects.filter(answer=OuterRef("answer")).exclude(reader=user)
    taken_over = taken_over.filter(Q(done_at=None, lease_until__gt=timezone.now()) | Q(done_at__gte=OuterRef("assigned_at")))
    mine = Assignment.objects.filter(reader=user, done_at=None, answer__in=to_read(call)).exclude(Exists(taken_over))
    return mine.order_by("answer__question__position", "answer__submission", "pk")


def assign(answers, reader, by, *, lease=ASSIGNED_FOR):
    """Give answers to a reader for a time; return what came of it (Assigned). What somebody else holds stays theirs."""
    keys = {answer.pk for answer in answers}
    with transaction.atomic():
        hold(keys)
        now = timezone.now()
        calls = dict(to_read().filter(pk__in=keys).values_list("pk", "submission__call"))
        held = tuple(Assignment.objects.held(now).filter(answer__in=calls).exclude(reader=reader).select_related("reader"))
        read = set(Assignment.objects.filter(answer__in=calls, reader=reader, done_at__isnull=False).values_list("answer", flat=True))
        free = calls.keys() - read - {assignment.answer_id for assignment in held}
        write(free, reader, by=by, at=now, lease=lease)
        counts = Counter(calls[key] for key in free)
        for call in Call.objects.filter(pk__in=counts):
            record("answers assigned", call=call, by=by, after={"reader": reader.pk, "answers": counts[call.pk]})
    return Assigned(len(free), len(read), len(keys) - len(calls), held)


def take(answer, by, *, lease=WORKING_FOR):
    """Take an answer that is free, or was held too long, to read it; return the Assignment. Of one's own the lease grows, never shrinks.

    NotTaken, in a sentence, when somebody else holds it or it is no longer to be read. What one has finished stays finished.
    """
    with transaction.atomic():
        mine = open_for(answer, by)
        until = timezone.now() + lease
        if mine is None:
            write([answer.pk], by, by=by, at=timezone.now(), lease=lease)
            return Assignment.objects.get(answer=answer, reader=by)
        if mine.done_at is None and mine.lease_until < until:
            mine.lease_until = until
            mine.save(update_fields=("lease_until",))
        return mine


def renew(answer, by):
    """Note that a reader is at work: what they hold, they hold for WORKING_FOR from now at least. Returns whether they hold it."""
    until = timezone.now() + WORKING_FOR
    mine = Assignment.objects.held().filter(answer=answer, reader=by)
    return bool(mine.filter(lease_until__lt=until).update(lease_until=until)) or mine.exists()


def finish(answer, by):
    """The reader has read the answer and coded what is to code; return the Assignment. Doing it again changes nothing.

    NotTaken, in a sentence, when somebody else holds it or it is no longer to be read.
    """
    with transaction.atomic():
        assignment = take(answer, by)
        if Assignment.objects.filter(pk=assignment.pk, done_at=None).update(done_at=timezone.now()):
            assignment.refresh_from_db()
        return assignment


def reopen(answer, by):
    """Take an answer up again that one had finished; return the Assignment. NotTaken as for `take`."""
    with transaction.atomic():
        mine = open_for(answer, by)
        if mine and mine.done_at:
            record("answer reopened", submission=mine.answer.submission, by=by, before={"done": mine.done_at.isoformat()})
            Assignment.objects.filter(pk=mine.pk).update(done_at=None, lease_until=timezone.now())
        return take(answer, by)


def give_back(answer, by):
    """Let others have an answer that one has not finished. Doing it again changes nothing."""
    Assignment.objects.filter(answer=answer, reader=by, done_at=None).delete()


def take_back(keys, reader, by):
    """Take from a reader, by their keys, Assignments that are not done; return how many. What was finished meanwhile stays finished."""
    with transaction.atomic():
        rows = Assignment.objects.filter(pk__in=keys, reader=reader, done_at=None)
        counts = Counter(rows.values_list("answer__submission__call", flat=True))
        taken, _per_model = rows.delete()
        for call in Call.objects.filter(pk__in=counts):
            record("answers taken back", call=call, by=by, before={"reader": reader.pk, "answers": counts[call.pk]})
    return taken


def hold(keys):
    """Hold answers until the transaction ends. What is decided upon is read afterwards: a locking query may join older rows."""
    list(Answer.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))


def open_for(answer, by):
    """Hold an answer; return this person's own Assignment of it or None. NotTaken when somebody else's stands in the way."""
    hold([answer.pk])
    if not to_read().filter(pk=answer.pk).exists():
        raise NotTaken(gettext("This answer is no longer to be read: it was changed, withdrawn or set aside meanwhile."))
    others = Assignment.objects.held().filter(answer=answer).exclude(reader=by).select_related("reader")
    if held := others.first():
        raise NotTaken(sentence(held), held)
    return Assignment.objects.filter(answer=answer, reader=by).select_related("answer__submission__call").first()


def write(keys, reader, *, by, at, lease):
    """The rows of answers that nobody else holds; one that is there already is this reader's and begins anew."""
    rows = [Assignment(answer_id=key, reader=reader, assigned_by=by, assigned_at=at, lease_until=at + lease) for key in sorted(keys)]
    Assignment.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=("answer", "reader"),
        update_fields=("assigned_by", "assigned_at", "lease_until"),
        batch_size=1000,
    )


def sentence(held):
    """Who holds an answer, and until when."""
    until = date_format(held.lease_until.astimezone(UTC), "j M Y, H:i")
    facts = {"reader": name_of(held.reader), "until": until}
    return gettext("%(reader)s is reading this answer, until %(until)s UTC at most. Take another one, or ask for it.") % facts


def name_of(user):
    """What colleagues call a member of staff."""
    return user.get_full_name() or user.get_username()
