"""A new version of what was received: a draft that begins as a copy of the newest version."""

from django.db import transaction

from submissions.models.submission import Endorser, Submission, Version, VersionAnswer

COPIED = (
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


def revise(submission):
    """The draft of the submission's next version: the one that is open, else a new one that says what the newest version says.

    Its answers are the same rows until they are changed, and its endorsers keep their keys. Returns the Version.
    """
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        if (draft := submission.draft) is not None:
            return draft
        newest = submission.current_version
        draft = Version.objects.create(
            submission=submission, number=newest.number + 1, **{field: getattr(newest, field) for field in COPIED}
        )
        VersionAnswer.objects.bulk_create(
            VersionAnswer(version=draft, question_id=link.question_id, answer_id=link.answer_id) for link in newest.answer_links.all()
        )
        Endorser.objects.bulk_create(joining_again(endorser, draft) for endorser in newest.endorsers.all())
    return draft


def joining_again(endorser, version):
    """The same endorser, with its key, for another version."""
    endorser.pk, endorser._state.adding, endorser.version = None, True, version
    return endorser
