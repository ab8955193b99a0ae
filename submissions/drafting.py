"""A stakeholder's verbs: start a draft, save it, submit it. Each is one transaction; none knows of a request."""

from django.db import transaction
from django.utils import timezone

from submissions import outbox, receipt
from submissions.access import hash_of, token_of
from submissions.models.consent import record_consent
from submissions.models.event import record
from submissions.models.submission import Answer, Endorser, Submission, Version, VersionAnswer
from submissions.texts import normalise
from submissions.vocabulary import Channel

PROFILE = (
    "stakeholder_name",
    "stakeholder_type",
    "scope",
    "country",
    "country_as_written",
    "region",
    "declares_authority",
    "draft_consent",
)
CONTACT = ("contact_name", "contact_email")


class SomeoneElseSaved(Exception):
    """The draft was saved elsewhere since this text was shown; nothing was written."""


class TooLate(Exception):
    """The call has closed; the draft is kept as it is."""


def start(call, *, language):
    """A new empty draft with its private link; returns its Submission."""
    with transaction.atomic():
        submission = Submission(call=call)
        submission.token_hash = hash_of(token_of(submission))
        submission.save()
        Version.objects.create(submission=submission, language=language)
    return submission


def save(version, *, edition, profile=None, contact=None, answers=None, endorsers=None):
    """Save what is given of a draft and leave the rest as it is.

    `edition` is the one the person's page was made from; SomeoneElseSaved when it is no longer the newest. `profile` and `contact` map field
    names to values, `answers` maps Questions to (text, choices), `endorsers` is the whole list of dicts (key, name, stakeholder_type,
    country, country_as_written).
    """
    with transaction.atomic():
        changed = Version.objects.filter(pk=version.pk, edition=edition, submitted_at=None).update(
            edition=edition + 1, saved_at=timezone.now(), **{field: profile[field] for field in PROFILE if field in (profile or {})}
        )
        if not changed:
            raise SomeoneElseSaved
        if contact:
            Submission.objects.filter(pk=version.submission_id).update(**{field: contact[field] for field in CONTACT if field in contact})
        for question, (text, choices) in (answers or {}).items():
            save_answer(version, question, text=text, choices=choices)
        if endorsers is not None:
            version.endorsers.all().delete()
            Endorser.objects.bulk_create(
                Endorser(version=version, position=position, **endorser) for position, endorser in enumerate(endorsers)
            )
    version.refresh_from_db()
    return version


def save_answer(version, question, *, text, choices):
    """Put an answer into a draft: its own row is changed, a frozen one is left to the older versions and replaced by a new row."""
    text = normalise(text)
    link = VersionAnswer.objects.filter(version=version, question=question).select_related("answer").first()
    if link is None:
        if text.strip() or choices:
            answer = Answer.objects.create(
                submission_id=version.submission_id, question=question, text=text, choices=choices, language=version.language
            )
            VersionAnswer.objects.create(version=version, question=question, answer=answer)
    elif (link.answer.text, link.answer.choices) != (text, choices):
        if link.answer.frozen_at is None:
            Answer.objects.filter(pk=link.answer_id, frozen_at=None).update(text=text, choices=choices)
        else:
            link.answer = Answer.objects.create(
                submission_id=version.submission_id, question=question, text=text, choices=choices, language=version.language
            )
            link.save(update_fields=("answer",))


def submit(version, *, consent, wording, language, channel=Channel.ONLINE, now=None):
    """Freeze the draft and make it the submission's newest version; return it.

    Submitting again what is submitted changes nothing, so a double click gives the same receipt. TooLate after the call's last moment.
    """
    now = now or timezone.now()
    with transaction.atomic():
        submission = Submission.objects.select_for_update(of=("self",)).select_related("call", "consent").get(pk=version.submission_id)
        version = Version.objects.get(pk=version.pk)
        if version.submitted_at is not None:
            return version
        if submission.call.is_late(now):
            raise TooLate
        version.submission = submission
        freeze(version, now=now)
        submission.current_version = version
        if submission.consent is None or submission.consent.level != consent:
            record_consent(submission, level=consent, wording=wording, language=language, channel=channel)
        submission.state = Submission.State.RECEIVED
        submission.received_at = submission.received_at or now
        submission.channel = channel
        submission.save(update_fields=("current_version", "state", "received_at", "channel"))
        record("submit", submission=submission, role="stakeholder", after={"version": version.number, "consent": consent})
        if submission.contact_email:
            outbox.queue(submission, "receipt", language=language)
    return version


def freeze(version, *, now):
    """Fix a draft for good: blank answers go, the others get their time, the version its salt and receipt hash."""
    links = list(version.answer_links.select_related("answer__question").order_by("question__position"))
    blank = [link for link in links if link.answer.is_blank]
    VersionAnswer.objects.filter(pk__in=[link.pk for link in blank]).delete()
    answers = [link.answer for link in links if link not in blank]
    Answer.objects.filter(pk__in=[answer.pk for answer in answers], frozen_at=None).update(frozen_at=now)
    version.submitted_at = now
    version.salt = receipt.new_salt()
    version.receipt_hash = receipt.receipt_hash(
        version, answers, list(version.endorsers.all()), {answer.question_id: answer.question for answer in answers}
    )
    version.save(update_fields=("submitted_at", "salt", "receipt_hash"))
