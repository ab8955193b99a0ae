"""The secretariat's own verbs: enter what came by e-mail, as a file, by letter or at a meeting, and correct what was received.

They are the stakeholder's verbs (`drafting.py`) with the name of whoever enters, how it came and when. None knows of a request.
"""

from django.db import transaction

from submissions import drafting
from submissions.figures import refresh_figures
from submissions.models.event import record
from submissions.models.submission import BEGUN_BY_STAFF, Submission, Version, hold
from submissions.revising import next_version
from submissions.vocabulary import Channel, ConsentLevel

ASKED_OF_STAKEHOLDERS_ALONE = ("declares_authority", "draft_consent")  # staff note who signed, and that nothing said means no consent


class RevisionOpen(Exception):
    """The stakeholder is writing a new version; nothing was touched."""


class NothingChanged(Exception):
    """A correction that says what the newest version says; no version was made."""


class Incomplete(Exception):
    """A correction that would leave out what was there before; `gaps` are the drafting.Missing. Nothing was saved."""

    def __init__(self, gaps):
        super().__init__(gaps)
        self.gaps = gaps


def begin(call, *, by, language, channel=Channel.EMAIL):
    """The draft Version in which a member of staff enters a submission; one that they began and left untouched is taken again."""
    with transaction.atomic():
        hold(call)  # a double click begins one
        untouched = Submission.objects.being_entered(events__actor=by).filter(call=call, versions__edition=0).first()
        submission = untouched or drafting.start(call, language=language, channel=channel)
        Submission.objects.filter(pk=submission.pk).update(channel=channel)
        Version.objects.filter(submission=submission).update(language=language, draft_consent=ConsentLevel.NONE)
        if untouched is None:
            record(BEGUN_BY_STAFF, submission=submission, by=by)
    return Version.objects.select_related("submission__call").get(submission=submission)


def save(version, *, edition, by, facts, reason=None, consent_channel=None, **parts):
    """Save what is given of an entry; `parts` as `drafting.save` takes them, and it raises the same.

    `facts` maps `channel` and `received_at` (None where unknown) to their values.
    """
    with transaction.atomic():
        drafting.save(version, edition=edition, by=by, **parts)
        Submission.objects.filter(pk=version.submission_id).update(**facts)
        written = {"reason": reason, "draft_consent_channel": consent_channel}
        Version.objects.filter(pk=version.pk).update(**{field: value for field, value in written.items() if value is not None})
    version.refresh_from_db()
    return version


def gaps(version):
    """What the secretariat must find in a draft or say why it is not there; a list of drafting.Missing."""
    return [gap for gap in drafting.missing(version) if gap.field not in ASKED_OF_STAKEHOLDERS_ALONE]


def enter(version, *, by, edition, mails_receipt=False):
    """Make an entry received, as `drafting.submit` does; return the version. The caller has asked `gaps`."""
    with transaction.atomic():
        submission = Submission.objects.get(pk=version.submission_id)
        version = drafting.submit(
            version,
            consent=version.draft_consent or ConsentLevel.NONE,
            wording="",
            language=version.language,
            edition=edition,
            channel=version.draft_consent_channel or submission.channel,
            by=by,
            reason=version.reason,
            mails_receipt=mails_receipt,
        )
        refresh_figures(submission.call)
    return version


def correct(submission, *, seen, by, reason, despite_gaps=False, mails_receipt=False, **parts):
    """Make a new version of a received submission; consent, contact, channel and time of receipt stay. Returns the version.

    `seen` is the number of the version that the person corrected: SomeoneElseSaved when it is no longer the newest. Withdrawn,
    RevisionOpen, NothingChanged and, unless `despite_gaps`, Incomplete. `parts` are profile, answers and endorsers as `drafting.save`
    takes them.
    """
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        newest = submission.current_version
        if newest.number != seen:
            raise drafting.SomeoneElseSaved
        if submission.withdrawn_at is not None:
            raise drafting.Withdrawn
        if submission.draft is not None:
            raise RevisionOpen
        draft = next_version(submission)
        drafting.save(draft, edition=draft.edition, by=by, **parts)
        if content_of(draft) == content_of(newest):
            raise NothingChanged
        known = {gap.field for gap in gaps(newest)}
        new_gaps = [gap for gap in gaps(draft) if gap.field not in known]
        if new_gaps and not despite_gaps:
            raise Incomplete(new_gaps)
        version = drafting.submit(
            draft,
            consent=submission.consent.level,
            wording="",
            language=draft.language,
            by=by,
            reason=reason,
            mails_receipt=mails_receipt,
        )
        refresh_figures(submission.call)
    return version


def content_of(version):
    """What a version says, to compare it with another of the same submission."""
    profile = [getattr(version, field) for field in drafting.PROFILE if field != "draft_consent"]
    answers = set(version.answer_links.values_list("question", "answer"))
    return (
        profile,
        answers,
        list(version.endorsers.values_list("key", "name", "stakeholder_type", "country", "country_as_written", "contact_email")),
    )
