"""What the page of one submission shows besides its forms."""

from review.authorship import Authorship
from review.desk import endorsing, outbox
from review.desk.answers import answers_of
from review.desk.filters import PREPARED_WHILE
from review.models.screening import Preparation, Review
from review.progress import Status
from review.publishing import changed_since_prepared
from submissions.closing import late_texts
from submissions.endorsing import joining
from submissions.event_words import act_of, actor_of, facts_of
from submissions.models.publication import Publication
from submissions.models.submission import Submission
from submissions.places import place_shown

EVENTS_SHOWN = 100


def page_of(submission):
    """What the page of a submission shows besides its forms. A stakeholder's draft is not for reading."""
    version = submission.current_version
    public = Publication.objects.filter(submission=submission).select_related("call").first()
    events = submission.events.select_related("actor")[:EVENTS_SHOWN]
    preparation = None
    if submission.status in PREPARED_WHILE:
        preparation = Preparation.objects.select_related("prepared_by").filter(submission=submission).first()
    return {
        "version": version,
        "country": version and place_shown(version.country, version.country_as_written),
        "answers": answers_of(version) if version else [],
        "status": Status(submission.status),
        "is_entry": version is None and Submission.objects.being_entered().filter(pk=submission.pk).exists(),
        "entered_by": entered_by(submission),
        "authorship": Authorship(submission.authorship),
        "review": review_of(submission),
        "publication": public,
        "preparation": preparation,
        "is_stale": bool(preparation and changed_since_prepared([submission])),
        "is_other_copy": endorsing.is_other_copy(submission, public),
        "joining": joining(version) if version else [],
        "versions": submission.versions.exclude(submitted_at=None),
        "consents": submission.consent_records.select_related("recorded_by"),
        "events": [(event, act_of(event), actor_of(event), facts_of(event)) for event in events],
        "notes": submission.notes.select_related("author"),
        "mails": submission.mails.order_by("queued_at"),
        "erasure_asked": Submission.objects.asking_for_erasure().filter(pk=submission.pk).exists(),
        "late_text": late_texts().filter(submission=submission).first(),
        "objections": submission.objections.select_related("edition"),
        "written": [(mail.notice, outbox.STATUS[outbox.status_of(mail)][0]) for mail in mails_with_notice(submission)],
    }


def review_of(submission):
    """Its Review with whoever is named there, or None."""
    people = ("duplicate_of", "assignee", "reviewed_by", "reviewed_version")
    return Review.objects.select_related(*people).filter(submission=submission).first()


def entered_by(submission):
    """Who entered it, or None for what its stakeholder submitted online."""
    event = submission.events.filter(verb="enter").select_related("actor").first()
    return event and actor_of(event)


def mails_with_notice(submission):
    """The mails of what the secretariat wrote about a submission, the newest first."""
    return submission.mails.exclude(notice=None).select_related("notice__sent_by").order_by("-queued_at")
