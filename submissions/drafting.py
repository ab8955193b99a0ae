"""A stakeholder's verbs: start a draft, save it, submit it. Each is one transaction; none knows of a request."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import outbox, receipt
from submissions.access import hash_of, token_of
from submissions.models.event import record
from submissions.models.publication import apply_consent
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
    "language",
    "declares_authority",
    "draft_consent",
)
CONTACT = ("contact_name", "contact_email")


class SomeoneElseSaved(Exception):
    """The draft was saved elsewhere since this text was shown; nothing was written."""


class TooLate(Exception):
    """The call has closed; the draft is kept as it is."""


@dataclass(frozen=True)
class Missing:
    """What a draft still needs before it can be submitted: the field to fill, and a sentence."""

    field: str
    sentence: str


def start(call, *, language):
    """A new empty draft with its private link; returns its Submission."""
    with transaction.atomic():
        submission = Submission(call=call)
        submission.token_hash = hash_of(token_of(submission))
        submission.save()
        Version.objects.create(submission=submission, language=language)
    return submission


def save(version, *, edition, profile=None, contact=None, answers=None, languages=None, endorsers=None):
    """Save what is given of a draft and leave the rest as it is.

    `edition` is the one the person's page was made from; SomeoneElseSaved when it is no longer the newest. `profile` and `contact` map
    field names to values, `answers` maps Questions to (text, choices), `languages` maps those Questions to the language of the answer, ""
    for that of the draft; `endorsers` is the whole list of dicts (key, name, stakeholder_type, country, country_as_written). A new
    language of the draft is taken by the answers that were in its old one. A new e-mail address is sent the private link.
    """
    with transaction.atomic():
        submission = Submission.objects.locked(version.submission_id)
        language_before = Version.objects.values_list("language", flat=True).get(pk=version.pk)
        changed = Version.objects.filter(pk=version.pk, edition=edition, submitted_at=None).update(
            edition=edition + 1, saved_at=timezone.now(), **{field: profile[field] for field in PROFILE if field in (profile or {})}
        )
        if not changed:
            raise SomeoneElseSaved
        version.refresh_from_db()
        if version.language != language_before:
            follow_language(version, before=language_before)
        for question, (text, choices) in (answers or {}).items():
            save_answer(version, question, text=text, choices=choices, language=(languages or {}).get(question))
        if endorsers is not None:
            version.endorsers.all().delete()
            Endorser.objects.bulk_create(
                Endorser(version=version, position=position, **endorser) for position, endorser in enumerate(endorsers)
            )
        if contact:
            save_contact(submission, contact, language=version.language)
    return version


def save_contact(submission, contact, *, language):
    """Change the contact of a submission that the caller has locked; a new address is sent the private link."""
    address_before = submission.contact_email
    for field in CONTACT:
        setattr(submission, field, contact.get(field, getattr(submission, field)))
    submission.save(update_fields=CONTACT)
    if submission.contact_email not in ("", address_before):
        outbox.queue_link(submission, language=language)


def missing(version):
    """What keeps this draft from being submitted, in the order of the form; an empty list means it is complete."""
    questions = list(version.submission.call.questions.order_by("position", "pk"))
    answered = {answer.question_id for answer in version.answers.all()}
    left = []
    if not version.stakeholder_name:
        left.append(Missing("stakeholder_name", _("Write the name of the organization or person that submits.")))
    if not version.stakeholder_type:
        left.append(Missing("stakeholder_type", _("Choose the stakeholder type.")))
    if version.endorsers.filter(name="").exists():
        left.append(Missing("endorsers", _("Write the name of every organization that joins, or remove its row.")))
    if not version.declares_authority:
        left.append(Missing("declares_authority", _("Confirm that you are authorised to submit.")))
    left += [
        Missing(question.identifier, _("Answer question %(number)s.") % {"number": question.position})
        for question in questions
        if question.required and question.pk not in answered
    ]
    if questions and not answered and not any(question.required for question in questions):
        left.append(Missing(questions[0].identifier, _("Answer at least one question.")))
    if not version.draft_consent:
        left.append(Missing("draft_consent", _("Choose whether your submission may be published.")))
    return left


def follow_language(version, *, before):
    """Put the answers of a draft that were in its old language into its new one; those in a language of their own keep it."""
    for link in version.answer_links.filter(answer__language=before).select_related("answer", "question"):
        save_answer(version, link.question, text=link.answer.text, choices=link.answer.choices, language="")


def save_answer(version, question, *, text, choices, language=None):
    """Put an answer into a draft; one that says nothing is no row.

    `language` is the answer's own, "" for that of the draft, None to leave it as it is. The draft's own row is changed or deleted; a
    frozen one is left to the older versions.
    """
    text = normalise(text)
    is_blank = not text.strip() and not choices
    link = VersionAnswer.objects.filter(version=version, question=question).select_related("answer").first()
    if language is None and link is not None:
        language = link.answer.language
    said = {"text": text, "choices": choices, "language": language or version.language}
    if link is None:
        if not is_blank:
            VersionAnswer.objects.create(version=version, question=question, answer=new_answer(version, question, said))
    elif is_blank:
        link.delete()
        Answer.objects.filter(pk=link.answer_id, frozen_at=None).delete()
    elif any(getattr(link.answer, field) != value for field, value in said.items()):
        if link.answer.frozen_at is None:
            Answer.objects.filter(pk=link.answer_id, frozen_at=None).update(**said)
        else:
            link.answer = new_answer(version, question, said)
            link.save(update_fields=("answer",))


def new_answer(version, question, said):
    return Answer.objects.create(submission_id=version.submission_id, question=question, **said)


def submit(version, *, consent, wording, language, edition=None, channel=Channel.ONLINE, now=None):
    """Freeze the draft and make it the submission's newest version; return it.

    Submitting again what is submitted changes nothing, so a double click gives the same receipt. TooLate after the call's last moment;
    SomeoneElseSaved when the draft is no longer the `edition` that the person checked. The caller has asked `missing`.
    """
    now = now or timezone.now()
    with transaction.atomic():
        submission = Submission.objects.locked(version.submission_id)
        version = Version.objects.get(pk=version.pk)
        if version.submitted_at is not None:
            return version
        if edition is not None and version.edition != edition:
            raise SomeoneElseSaved
        if submission.call.is_late(now):
            raise TooLate
        version.submission = submission
        freeze(version, now=now)
        submission.current_version = version
        if submission.consent is None or submission.consent.level != consent:
            apply_consent(submission, level=consent, wording=wording, language=language, channel=channel)
        submission.state = Submission.State.RECEIVED
        submission.received_at = submission.received_at or now
        submission.channel = channel
        submission.save(update_fields=("current_version", "state", "received_at", "channel"))
        record("submit", submission=submission, role="stakeholder", after={"version": version.number, "consent": consent})
        if submission.contact_email:
            outbox.queue(submission, "receipt", language=language)
    return version


def freeze(version, *, now):
    """Fix a draft for good: its answers get their time and the question as shown, the version its salt and receipt hash."""
    answers = list(Answer.objects.filter(version_links__version=version, frozen_at=None).select_related("question"))
    for answer in answers:
        answer.frozen_at = now
        answer.question_text = answer.question.text_in(answer.language)
    Answer.objects.bulk_update(answers, ("frozen_at", "question_text"))
    version.submitted_at = now
    version.salt = receipt.new_salt()
    version.receipt_hash = receipt.sha256(receipt_of(version))
    version.save(update_fields=("submitted_at", "salt", "receipt_hash"))


def receipt_of(version):
    """The record that a submitted version's receipt proves, as plain data; its canonical JSON has the receipt's hash."""
    answers = list(version.answers_in_order())
    return receipt.receipt_record(
        version, answers, list(version.endorsers.all()), {answer.question_id: answer.question for answer in answers}
    )
