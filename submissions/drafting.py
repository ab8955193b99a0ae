"""A stakeholder's verbs: start a draft, save it, submit it. Each is one transaction; none knows of a request."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import endorsing, outbox, receipt
from submissions.access import hash_of, token_of
from submissions.figures import count_in
from submissions.models.endorsement import Endorser
from submissions.models.event import record
from submissions.models.publication import apply_consent
from submissions.models.submission import Answer, Submission, Version, VersionAnswer
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
    """The call has closed; the draft is kept and marked as late."""


class Withdrawn(Exception):
    """The submission as a whole is withdrawn; until its holder sends it again, nothing of it is submitted."""


@dataclass(frozen=True)
class Missing:
    """What a draft still needs before it can be submitted: the field to fill, and a sentence."""

    field: str
    sentence: str


def start(call, *, language, channel=Channel.ONLINE, privacy_version=""):
    """A new empty draft with its private link; returns its Submission. `privacy_version` is what the person was shown."""
    with transaction.atomic():
        submission = Submission(call=call, channel=channel, privacy_version=privacy_version)
        submission.token_hash = hash_of(token_of(submission))
        submission.save()
        Version.objects.create(submission=submission, language=language)
    return submission


def save(version, *, edition, profile=None, contact=None, answers=None, languages=None, endorsers=None, by=None):
    """Save what is given of a draft and leave the rest as it is.

    `edition` is the one the person's page was made from; SomeoneElseSaved when it is no longer the newest. `profile` and `contact` map
    field names to values, `answers` maps Questions to (text, choices), `languages` maps those Questions to the language of the answer, ""
    for that of the draft; `endorsers` is the whole list of dicts (key, name, stakeholder_type, country, country_as_written,
    contact_email). A new language of the draft is taken by the answers that were in its old one. A new e-mail address is sent the private
    link, unless `by` says that the secretariat writes: its own drafts mail nobody.
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
            save_contact(submission, contact, language=version.language, by=by)
    return version


def save_contact(submission, contact, *, language, by=None):
    """Change the contact of a submission that the caller has locked; a new address is not confirmed.

    It is sent the private link, unless staff enter it.
    """
    address_before = submission.contact_email
    for field in CONTACT:
        setattr(submission, field, contact.get(field, getattr(submission, field)))
    if submission.contact_email != address_before:
        submission.contact_confirmed_at = None
    submission.save(update_fields=(*CONTACT, "contact_confirmed_at"))
    if by is None and submission.contact_email not in ("", address_before):
        outbox.queue_link(submission, language=language)


def missing(version):
    """What keeps this draft from being submitted, in the order of the form; an empty list means it is complete."""
    asked = version.submission.call.questions.order_by("position", "pk")
    questions = list(asked.values_list("pk", "identifier", "position", "required", named=True))
    answered = set(version.answer_links.values_list("question_id", flat=True))
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
    """Put an answer into a draft; one that says nothing is no row, and one that says what was sent before is the row that was sent.

    `language` is the answer's own, "" for that of the draft, None to leave it as it is. The draft's own row is changed or deleted; a
    frozen one is left to the older versions.
    """
    text = normalise(text)
    link = VersionAnswer.objects.filter(version=version, question=question).select_related("answer").first()
    if not text.strip() and not choices:
        unlink(link)
        return
    if language is None and link is not None:
        language = link.answer.language
    said = {"text": text, "choices": choices, "language": language or version.language}
    is_said = link is not None and says(link.answer, said)
    if is_said and link.answer.frozen_at is not None:
        return
    sent = sent_before(version, question, said)
    if sent is not None or link is None or link.answer.frozen_at is not None:
        unlink(link)
        VersionAnswer.objects.create(version=version, question=question, answer=sent or new_answer(version, question, said))
    elif not is_said:
        Answer.objects.filter(pk=link.answer_id, frozen_at=None).update(**said)


def says(answer, said):
    """Whether an answer has just this text, these choices and this language."""
    return all(getattr(answer, field) == value for field, value in said.items())


def unlink(link):
    """Take an answer out of a draft; the row goes too unless an older version has it."""
    if link is not None:
        link.delete()
        Answer.objects.filter(pk=link.answer_id, frozen_at=None).delete()


def sent_before(version, question, said):
    """The answer of the newest submitted version that says exactly this, or None."""
    if version.number == 1:
        return None
    links = VersionAnswer.objects.filter(question=question, version=F("version__submission__current_version"))
    link = links.filter(version__submission=version.submission_id).select_related("answer").first()
    return link.answer if link and says(link.answer, said) else None


def new_answer(version, question, said):
    return Answer.objects.create(submission_id=version.submission_id, question=question, question_text=question.display_text, **said)


def submit(version, *, consent, wording, language, edition=None, channel=Channel.ONLINE, now=None, by=None, reason="", mails_receipt=True):
    """Freeze the draft and make it the submission's newest version; return it.

    `now` is when the request arrived, not when its body was read or the lock was held. Submitting again what is submitted changes
    nothing, so a double click gives the same receipt. TooLate after the last moment: the draft is kept and marked as late.
    SomeoneElseSaved when the draft is no longer the `edition` that the person checked. The caller has asked `missing`.

    With `by` the secretariat enters the draft, or corrects what was received, for a `reason`: no deadline refuses that, the submission's
    channel and time of receipt stay as they are saved, and `channel` is how the consent was given.
    """
    now = now or timezone.now()
    with transaction.atomic():
        submission = Submission.objects.locked(version.submission_id)
        version = Version.objects.filter(pk=version.pk).first()
        if version is not None and version.submitted_at is not None:
            return version
        if version is None or (edition is not None and version.edition != edition):  # None: a revision that was discarded meanwhile
            raise SomeoneElseSaved
        if by is None and submission.withdrawn_at is not None:
            raise Withdrawn
        version.submission, version.reason = submission, reason
        is_late = by is None and submission.is_closed(now)
        if is_late:
            keep_late(version, now=now)
        else:
            version.late_at = None  # it was late for an earlier last moment
            is_first = submission.current_version_id is None
            receive(
                version, consent=consent, wording=wording, language=language, channel=channel, now=now, by=by, mails_receipt=mails_receipt
            )
            after = {"version": version.number, "consent": consent}
            if by is None:
                record("submit", submission=submission, role="stakeholder", after=after)
            elif is_first:
                record("enter", submission=submission, by=by, after=after | {"channel": submission.channel}, reason=reason)
            else:
                record("correct", submission=submission, by=by, after=after, reason=reason)
            if by is None and is_first:
                count_in(version)
    if is_late:  # raised once what marks it is stored
        raise TooLate
    return version


def keep_late(version, *, now):
    """Mark a draft as sent after the last moment; the first such moment stays, whatever is changed afterwards."""
    if version.late_at is None:
        version.late_at = now
        version.save(update_fields=("late_at",))
        record("late", submission=version.submission, role="stakeholder", after={"version": version.number})


def receive(version, *, consent, wording, language, channel, now, received_at=None, by=None, mails_receipt=True):
    """Make a draft, whose submission the caller has locked, its newest version as of `now`; its consent enters the ledger.

    `received_at` is when it came, where that was not `now`; what the secretariat enters (`by`) keeps the time that was saved, or none.
    """
    submission = version.submission
    endorsing.part_from_renamed(version)
    is_entry = by is not None and submission.current_version_id is None
    freeze(version, language=language, now=now, received_at=submission.received_at if is_entry else now)
    submission.current_version = version
    if submission.consent is None or submission.consent.level != consent:
        apply_consent(submission, level=consent, wording=wording, language=language, channel=channel, by=by)
    submission.state = Submission.State.RECEIVED
    if by is None:
        submission.received_at = submission.received_at or received_at or now
        submission.channel = channel
    elif is_entry:
        submission.entered_at = now
    submission.save(update_fields=("current_version", "state", "received_at", "entered_at", "channel"))
    if mails_receipt and submission.contact_email:
        outbox.queue(submission, "receipt", language=language)
    endorsing.ask(submission)


def freeze(version, *, language, now, received_at):
    """Fix a draft for good: its answers get their time and the question as shown, the version its salt and receipt hash.

    `language` is that of the page which showed the questions, whatever the answers are in. `received_at` is when it came, where that is
    known; else it counts as submitted now. The question was noted when the answer was begun; it is written again only where wording or
    language changed since.
    """
    answers = list(version.answers_in_order())
    own = [answer for answer in answers if answer.frozen_at is None]
    noted = [answer.question_text for answer in own]
    for answer in own:
        answer.frozen_at = now
        answer.question_text = answer.question.text_in(language)
    Answer.objects.bulk_update(
        [answer for answer, text in zip(own, noted, strict=True) if answer.question_text != text], ("question_text",)
    )
    Answer.objects.filter(pk__in=[answer.pk for answer in own]).update(frozen_at=now)
    version.submitted_at = received_at or now
    version.salt = receipt.new_salt()
    version.receipt_hash = receipt.sha256(receipt_of(version, answers))
    version.save(update_fields=("submitted_at", "late_at", "reason", "salt", "receipt_hash"))


def receipt_of(version, answers=None):
    """The record that a submitted version's receipt proves, as plain data; its canonical JSON has the receipt's hash.

    `answers` are those of `answers_in_order` where they were read before.
    """
    answers = list(version.answers_in_order()) if answers is None else answers
    return receipt.receipt_record(
        version, answers, list(version.endorsers.all()), {answer.question_id: answer.question for answer in answers}
    )
