"""Checked records into submissions: one transaction, few queries, nothing entered twice."""

from dataclasses import dataclass
from itertools import batched

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from submissions import receipt
from submissions.access import hash_of, token_of
from submissions.figures import refresh_figures
from submissions.models.consent import ConsentRecord
from submissions.models.endorsement import Endorser
from submissions.models.event import Event, record
from submissions.models.submission import Answer, Submission, Version, VersionAnswer, hold

BATCH = 500
PROFILE = ("stakeholder_name", "stakeholder_type", "scope", "country", "country_as_written", "region", "language")


@dataclass(frozen=True)
class Entered:
    """How many records were entered, how many were in the call already, and the countries kept as written, each once."""

    count: int
    skipped_known: int
    unresolved_countries: tuple


def enter(call, records, *, by=None, progress=None):
    """Enter Records as received submissions, all or none; those whose `external_id` the call has already are left alone.

    `by` is the user who enters them, or None for the command line; `progress` is called with how many are entered so far.
    """
    with transaction.atomic():
        hold(call)  # two imports of one file wait for each other
        new = without_known(call, records)
        questions = {question.identifier: question for question in call.questions.all()}
        count = 0
        for batch in batched(new, BATCH):
            enter_batch(call, batch, questions, by=by)
            count += len(batch)
            if progress:
                progress(count)
        if count:
            record("import", call=call, by=by, after={"entered": count})
            refresh_figures(call)
    return Entered(count, len(records) - count, unresolved_countries(new))


def without_known(call, records):
    """The records that the call does not have yet, by the identifier at their source or, of an export of ours, their reference."""
    known = {identifier for row in call.submissions.values_list("external_id", "reference") for identifier in row if identifier}
    return [record for record in records if record.external_id not in known]


def unresolved_countries(records):
    """What was written for a country and names none, each once."""
    written = [(r.country, r.country_as_written) for r in records]
    written += [(e["country"], e["country_as_written"]) for r in records for e in r.endorsers]
    return tuple(dict.fromkeys(as_written for code, as_written in written if as_written and not code))


def enter_batch(call, records, questions, *, by):
    now = timezone.now()
    submissions = [submission_of(call, record, now) for record in records]
    Submission.objects.bulk_create(submissions)
    versions, answers, endorsers = [], [], []
    for submission, record_ in zip(submissions, records, strict=True):
        version, theirs, joined = version_of(submission, record_, questions, now)
        versions.append(version)
        answers.append(theirs)
        endorsers += joined
    Version.objects.bulk_create(versions)
    Answer.objects.bulk_create([answer for theirs in answers for answer in theirs])
    VersionAnswer.objects.bulk_create(
        VersionAnswer(version=version, question_id=answer.question_id, answer=answer)
        for version, theirs in zip(versions, answers, strict=True)
        for answer in theirs
    )
    Endorser.objects.bulk_create(endorsers)
    record_acts(call, submissions, records, by=by)
    complete(submissions)


def submission_of(call, record, now):
    """The submission without what refers to rows still to come; until then the database takes it for a draft."""
    submission = Submission(
        call=call,
        external_id=record.external_id,
        channel=record.channel,
        contact_name=record.contact_name,
        contact_email=record.contact_email,
        received_at=record.received_at,
        entered_at=now,
    )
    submission.token_hash = hash_of(token_of(submission))  # so that its stakeholder can be given the private link later
    return submission


def version_of(submission, record, questions, now):
    """The frozen version with its receipt hash, its answers in the order of the questions, and its endorsers."""
    version = Version(
        submission=submission,
        **{field: getattr(record, field) for field in PROFILE},
        draft_consent=record.consent,
        saved_at=now,
        submitted_at=record.received_at or now,
        salt=receipt.new_salt(),
    )
    answers = [
        Answer(
            submission=submission,
            question=question,
            question_text=question.text_in(record.language),
            text=text,
            choices=choices,
            language=record.language,
            frozen_at=now,
        )
        for identifier, question in questions.items()
        if identifier in record.answers
        for text, choices in (record.answers[identifier],)
    ]
    endorsers = [Endorser(version=version, position=position, **entry) for position, entry in enumerate(record.endorsers)]
    version.receipt_hash = receipt.receipt_hash(version, answers, endorsers, {question.pk: question for question in questions.values()})
    return version, answers, endorsers


def record_acts(call, submissions, records, *, by):
    """The consent ledger and the events of what was entered."""
    pairs = list(zip(submissions, records, strict=True))
    ConsentRecord.objects.bulk_create(
        ConsentRecord(
            submission=submission,
            level=record.consent,
            attachments=record.consent_attachments,
            language=record.language,
            channel=record.channel,
            recorded_by=by,
        )
        for submission, record in pairs
    )
    Event.objects.bulk_create(
        Event(
            call=call,
            submission=submission,
            actor=by,
            actor_role="staff" if by else "command",
            verb="enter",
            after={"version": 1, "consent": record.consent, "channel": record.channel},
        )
        for submission, record in pairs
    )


def complete(submissions):
    """Make them received, with their version and consent, in one statement."""
    version = Version.objects.filter(submission=OuterRef("pk")).values("pk")
    consent = ConsentRecord.objects.filter(submission=OuterRef("pk")).values("pk")
    Submission.objects.filter(pk__in=[submission.pk for submission in submissions]).update(
        state=Submission.State.RECEIVED, current_version=Subquery(version), consent=Subquery(consent)
    )
