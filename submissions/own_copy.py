"""The own copy of a version, in the active language: read from the models, for the writers of submissions/paper."""

from dataclasses import replace
from datetime import UTC

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from submissions import consent_wording
from submissions.forms.respond import DraftForm
from submissions.paper.own_copy import Answered, Fact, OwnCopy
from submissions.paper.words import Text, page_line, printed, words
from submissions.vocabulary import direction


def own_copy(version):
    """The OwnCopy of a submitted version, or of a draft as a preview that says so on every page."""
    submission, language = version.submission, get_language()
    form = DraftForm(version)
    return OwnCopy(
        language=language,
        direction=direction(language),
        title=words(submission.call.display_title, language),
        subject=submission.reference,
        mark="" if version.submitted_at else _("DRAFT – not submitted"),
        facts=tuple(Fact(str(label), words(value, language)) for label, value in facts(version, form) if value),
        joined_heading=_("Organizations that join"),
        joined=tuple(joined(form, version.language)),
        answers_heading=_("Your answers"),
        answers=tuple(answered(version)),
        consent_heading=_("Consent"),
        consent=tuple(consent(version)),
        proof_heading=_("Receipt"),
        proof=tuple(proof(version)),
        page_line=page_line(_("Page %(number)s of %(last)s")),
        uncovered_label=_("Characters that could not be printed, by their code:"),
    )


def joined(form, language):
    """A line for each organization that joins, in the direction of all but its address, which is in Latin letters wherever it is from."""
    for row in form.saved["endorsers"]:
        line, rest = (words(form.shown("endorsers", [each]), language) for each in (row, row | {"contact_email": ""}))
        yield replace(line, direction=rest.direction)


def facts(version, form):
    """(label, value) of who submitted what and when."""
    yield _("Reference"), version.submission.reference
    yield _("Version"), str(version.number)
    if version.submitted_at:
        yield _("Received"), moment(version.submitted_at)
    else:
        yield _("Last saved"), moment(version.saved_at)
    if version.submission.withdrawn_at:
        yield _("Withdrawn"), moment(version.submission.withdrawn_at)
    for _anchor, label, value in form.profile_rows():
        yield label, value


def answered(version):
    """Each question of the call in its order, as it was shown with the answer, or as it reads now where it has none."""
    language = get_language()
    answers = {answer.question_id: answer for answer in version.answers_in_order()}
    for question in version.submission.call.questions.prefetch_related("options").order_by("position", "pk"):
        answer = answers.get(question.pk)
        written = answer.language if answer else version.language
        asked, asked_in = question.display_text, language
        if answer and answer.question_text:
            asked, asked_in = answer.asked, answer.language_asked(version.submission.call)
        yield Answered(
            heading=words(f"{question.position}. {question.display_heading}", language),
            question=words(asked, asked_in),
            choices=tuple(words(label, language) for label in question.labels_of(answer.choices if answer else [])),
            text=words(printed(answer.text) if answer else "", written),
            nothing="" if answer else _("Not answered."),
        )


def consent(version):
    """What holds now, in the words that were shown; of a draft, what is ticked in it."""
    language, record = get_language(), version.submission.consent
    if version.submitted_at is None:
        statement = consent_wording.STATEMENTS.get(version.draft_consent) or _("Not chosen yet.")
        return [words(str(statement), language)]
    dated = _("%(consent)s, since %(moment)s") % {"consent": record.get_level_display(), "moment": moment(record.recorded_at)}
    wording = [words(record.wording, record.language or language)] if record.wording else []
    return [words(dated, language), *wording]


def proof(version):
    """What proves that this was received; nothing proves a draft."""
    language = get_language()
    if version.submitted_at is None:
        return [words(_("This was not submitted, so there is no receipt."), language)]
    address = settings.SITE_URL + reverse("submissions:check")
    return [
        words(_("Hash of the receipt (SHA-256)"), language),
        Text(version.receipt_hash, "en", "ltr"),
        words(_("Whether it is on record can be checked here:"), language),
        Text(address, "en", "ltr"),
    ]


def moment(instant):
    """An instant to the second, in UTC."""
    return f"{date_format(instant.astimezone(UTC), _('j F Y, H:i:s'))} UTC"
