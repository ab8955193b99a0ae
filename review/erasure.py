"""Erasure: a stakeholder's personal data and texts leave every table, file and session; a tombstone stays.

What stays tells that something was received, published and erased, and when: the submission with its reference, the numbers and dates of
its versions with their receipt hashes (salt and texts are gone, so they prove something to nobody but who kept the receipt), the consent
ledger, the Events without reasons, the public number. Whatever another room adds about a submission is to be added here; a test compares.
"""

from datetime import timedelta
from functools import partial

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from review.desk import importing
from review.models.campaign import CampaignMember
from review.models.coding import Coding, Excerpt
from review.models.edition import Edition, EditionFile
from review.models.memo import Memo
from review.models.reading import Assignment, Translation
from review.models.screening import Note, Preparation, Redaction
from review.models.summary import Evidence, Statement
from submissions import ledger, outbox
from submissions.access import HANDLES, MAILED
from submissions.figures import refresh_figures
from submissions.models.edition import PublishedSource, PublishedUse
from submissions.models.endorsement import Endorsement, Endorser
from submissions.models.event import Event, record
from submissions.models.objection import Objection
from submissions.models.outgoing import Notice, OutgoingMail
from submissions.models.publication import Publication, withdraw
from submissions.models.submission import ERASURE_DECLINED, Answer, Submission, Version, VersionAnswer
from wsisportal.mail import forget

ERASED = "erase"  # the verb of the Event, and the act of the ledger's line
BLANK_VERSION = dict.fromkeys(
    ("stakeholder_name", "stakeholder_type", "scope", "country", "country_as_written", "region", "reason", "salt"), ""
)
BLANK_ENDORSER = dict.fromkeys(("name", "stakeholder_type", "country", "country_as_written", "contact_email"), "")
VACUUMED = ("submissions", "review", "sessions", "admin")  # apps whose tables an erasure touches


def erase(submission, *, by=None, reason=""):
    """Erase a submission, received or a draft; return it as the tombstone that it is now. Done again it looks through everything anew.

    Received stays received, so that the sums hold, and reads as withdrawn. Files go once the transaction is committed; `scrub` then takes
    the bytes out of the database's free space.
    """
    with transaction.atomic():
        submission = withdraw(submission, by=by, reason="erased")  # holds the submission's lock
        erase_answers(submission)
        erase_editions(submission)
        erase_work_of_the_secretariat(submission)
        erase_mails(submission)
        Objection.objects.filter(submission=submission).delete()
        close_sessions(submission)
        is_first = submission.erased_at is None
        entomb(submission)
        Event.objects.filter(submission=submission).exclude(verb=ERASED).blank()
        if is_first:
            record(ERASED, submission=submission, by=by, reason=reason)
            ledger.note(ERASED, submission)
        refresh_figures(submission.call)
        transaction.on_commit(partial(importing.forget_old, timedelta(0)))  # a file that waits to be entered may hold it as well
    return submission


def decline(submission, *, by, reason):
    """Answer a holder who asks for erasure that it is not carried out, and why; the mail says where to read it. False where nobody asks."""
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        if not Submission.objects.asking_for_erasure().filter(pk=submission.pk).exists():
            return False
        record(ERASURE_DECLINED, submission=submission, by=by, reason=reason)
        if submission.contact_email:
            outbox.queue(submission, OutgoingMail.Kind.ANSWER, language=submission.current_version.language)
    return True


def erase_answers(submission):
    """Drafts go with all that was written for them; of what was sent, texts and profile are blanked: frozen ones too, the one exception."""
    drafts = Version.objects.filter(submission=submission, submitted_at=None)
    VersionAnswer.objects.filter(version__in=drafts).delete()
    drafts.delete()
    Answer.objects.filter(submission=submission, frozen_at=None).delete()
    Answer.objects.filter(submission=submission).update(text="", choices=[])
    Version.objects.filter(submission=submission).update(**BLANK_VERSION, declares_authority=False)
    Endorser.objects.filter(version__submission=submission).update(**BLANK_ENDORSER)
    Endorsement.objects.filter(submission=submission).update(contact_email="")


def erase_work_of_the_secretariat(submission):
    """Excerpts, redactions and translations quote, notes and memos describe, and Django's own history repeats the beginnings of notes.

    After the answers: see `code_excerpt`.
    """
    Memo.objects.filter(Q(submission=submission) | Q(excerpt__answer__submission=submission)).delete()
    Translation.objects.filter(answer__submission=submission).delete()
    Assignment.objects.filter(answer__submission=submission).delete()
    CampaignMember.objects.filter(submission=submission).delete()
    erase_evidence(submission)
    Coding.objects.filter(excerpt__answer__submission=submission).delete()
    Excerpt.objects.filter(answer__submission=submission).delete()
    Redaction.objects.filter(answer__submission=submission).delete()
    Preparation.objects.filter(submission=submission).delete()
    Note.objects.filter(submission=submission).delete()
    of_submission = ContentType.objects.get_for_model(Submission)
    LogEntry.objects.filter(content_type=of_submission, object_id=str(submission.pk)).update(object_repr=str(submission), change_message="")


def erase_evidence(submission):
    """Of what was approved on it stays that a passage was there, so that the statement reads as stale; not the hash of its words."""
    evidence = Evidence.objects.filter(excerpt__answer__submission=submission)
    for row in evidence.exclude(statement__approved_state={}).select_related("statement"):
        kept = row.statement.approved_state | {str(row.excerpt_id): {}}
        Statement.objects.filter(pk=row.statement_id).update(approved_state=kept)
    evidence.delete()


def erase_editions(submission):
    """Every edition of the summary that lists or quotes it, issued or prepared, loses its document and files for good.

    Its row stays with number, dates and the hashes of the files; the hash of the public copy of what is erased does not.
    """
    publication = Publication.objects.filter(submission=submission).first()
    if publication is None:
        return
    number = str(publication.number)
    for edition in Edition.objects.filter(summary__call=submission.call_id):
        if number in edition.inputs["copies"]:
            EditionFile.objects.filter(edition=edition).update(content=None)
            PublishedUse.objects.filter(edition=edition.published_id).delete()
            edition.inputs["copies"][number] = ""
            edition.outline, edition.erased_at = None, edition.erased_at or timezone.now()
            edition.save(update_fields=("inputs", "outline", "erased_at"))
    PublishedSource.objects.filter(publication=publication).update(copy_hash="")


def erase_mails(submission):
    """The rows of its mails and their files; and what the secretariat wrote to it alone, while a message to many keeps its text."""
    mails = OutgoingMail.objects.filter(submission=submission)
    written = Notice.objects.filter(pk__in=mails.exclude(notice=None).values("notice"))
    to_others = OutgoingMail.objects.exclude(submission=submission).exclude(notice=None)
    written.exclude(pk__in=to_others.values("notice")).update(subject="", body="")
    transaction.on_commit(partial(forget, list(mails.values_list("message_id", flat=True))))
    mails.delete()


def close_sessions(submission):
    """No browser holds a handle of it any longer."""
    for key, stored in list(Session.objects.values_list("session_key", "session_data")):
        data = Session(session_data=stored).get_decoded()
        of_it = {handle for handle, link in data.get(HANDLES, {}).items() if link.partition("/")[0] == submission.reference}
        if of_it:
            for name in (HANDLES, MAILED):
                data[name] = {handle: value for handle, value in data.get(name, {}).items() if handle not in of_it}
            Session.objects.filter(pk=key).update(session_data=Session.objects.encode(data))


def entomb(submission):
    """The row itself: nobody's contact, and a link that opens nothing; another link number makes every older link and handle void."""
    now = timezone.now()
    submission.contact_name = submission.contact_email = submission.external_id = ""
    submission.contact_confirmed_at = submission.token_hash = None
    submission.link_number += 1
    submission.erased_at = submission.erased_at or now
    if submission.state == Submission.State.RECEIVED:
        submission.withdrawn_at = submission.withdrawn_at or now
    submission.save(
        update_fields=(
            *("contact_name", "contact_email", "external_id", "contact_confirmed_at"),
            *("token_hash", "link_number", "erased_at", "withdrawn_at"),
        )
    )


def scrub():
    """Take what was deleted out of the database's free space; not inside a transaction, where this does nothing.

    SQLite zeroes what it deletes (`secure_delete`); VACUUM writes the file anew besides, and the write-ahead log is emptied. PostgreSQL's
    VACUUM frees the old rows: no query and no dump sees them, while their bytes stay in the files of the server until they are
    overwritten, and in its log and backups until those are recycled.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for name in VACUUMED:
                for model in apps.get_app_config(name).get_models(include_auto_created=True):
                    cursor.execute(f"VACUUM {connection.ops.quote_name(model._meta.db_table)}")
