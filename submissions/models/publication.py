"""The only tables that the public reads, and the only door into them.

Publishing writes a copy; withdrawing deletes it in the same transaction and leaves a tombstone of call, number and dates.
"""

from itertools import count

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from submissions import ledger
from submissions.figures import refresh_figures
from submissions.models.consent import STAFF, record_consent
from submissions.models.event import Event, event_of, record
from submissions.models.submission import Submission, Version, lock
from submissions.public_copy import copy_hash, public_copy
from submissions.search import copy_terms
from submissions.struck import pieces_of
from submissions.terms import sort_key
from submissions.vocabulary import PUBLISHABLE, ConsentLevel, Region, Scope, StakeholderType

COPIED = ("level", "name", "stakeholder_type", "scope", "country", "country_as_written", "region", "language")


class NotPublishable(Exception):
    """A submission that may not be published; the message is a sentence for staff."""


class PublicationQuerySet(models.QuerySet):
    def live(self):
        """What the public may read now: approved, not withdrawn, of a call that is not paused. Every public page starts here."""
        return self.standing().filter(call__paused_at=None)

    def standing(self):
        """Approved and not withdrawn, paused or not: what acts and sums of the secretariat and of stakeholders go by."""
        return self.filter(withdrawn_at=None)

    def of(self, call):
        """Published submissions of one call, newest number first, with their answers in the order of the questions."""
        return self.live().filter(call=call).with_answers().order_by("-number")

    def changed_at(self):
        """The last instant at which something of these was published or withdrawn; None where nothing ever was."""
        moments = self.aggregate(published=Max("published_at"), withdrawn=Max("withdrawn_at")).values()
        return max((moment for moment in moments if moment), default=None)

    def with_answers(self):
        """With their answers in the order of the questions, and the options that each could choose."""
        answers = (
            PublishedAnswer.objects.select_related("question")
            .prefetch_related("question__options")
            .order_by("question__position", "question_id")
        )
        return self.defer("search_terms").prefetch_related(Prefetch("answers", answers))


class Publication(models.Model):
    """One rendered public copy; after withdrawal its tombstone."""

    call = models.ForeignKey("submissions.Call", models.PROTECT, related_name="publications")
    submission = models.OneToOneField("submissions.Submission", models.PROTECT, related_name="publication")
    number = models.PositiveIntegerField(_("number"))
    version = models.ForeignKey("submissions.Version", models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(_("published"), max_length=10, blank=True, choices=ConsentLevel)
    name = models.CharField(_("name"), max_length=500, blank=True)
    stakeholder_type = models.CharField(_("stakeholder type"), max_length=30, choices=StakeholderType, blank=True)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    country_as_written = models.CharField(_("country as written"), max_length=500, blank=True)
    region = models.CharField(_("region"), max_length=20, choices=Region, blank=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    endorsers = models.JSONField(_("endorsers"), default=list, blank=True)
    sort_name = models.BinaryField(default=b"", blank=True)  # the name as names are sorted
    search_terms = models.TextField(blank=True, editable=False)
    copy_hash = models.CharField(_("hash of the public copy"), max_length=64, blank=True)
    first_published_at = models.DateTimeField(_("first published at"))
    published_at = models.DateTimeField(_("published at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        indexes = (  # the statistics are read from the first alone, the counts beside the public list's filters from the second
            models.Index(
                fields=("call", "withdrawn_at", "stakeholder_type", "region", "country", "language"), name="publication_public_filters"
            ),
            models.Index(
                fields=("call", "number", "stakeholder_type", "region", "country", "language"),
                condition=models.Q(withdrawn_at=None),
                name="publication_newest",
            ),
            models.Index(
                fields=("call", "-level", "sort_name", "number"), condition=models.Q(withdrawn_at=None), name="publication_by_name"
            ),
            models.Index(fields=("copy_hash",), name="publication_copy_hash"),
        )
        constraints = (
            models.UniqueConstraint(fields=("call", "number"), name="a_public_number_is_unique_in_its_call"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, level__in=("named", "anonymous"))
                | models.Q(withdrawn_at__isnull=False, level="", name="", sort_name=b"", search_terms="", copy_hash=""),
                name="a_publication_has_consent_or_is_a_blank_tombstone",
            ),
        )

    def __str__(self):
        return f"{self.call.slug} {self.number}"

    def get_absolute_url(self):
        return reverse("submissions:published", args=(self.call.slug, self.number))

    @property
    def is_anonymous(self):
        return self.level == ConsentLevel.ANONYMOUS

    @property
    def has_confirmed_endorsers(self):
        return any(endorser["confirmed"] for endorser in self.endorsers)

    @property
    def display_name(self):
        return gettext("Anonymous") if self.is_anonymous else self.name


class PublishedAnswerQuerySet(models.QuerySet):
    def live(self):
        """Answers that the public may read now."""
        return self.filter(publication__withdrawn_at=None, publication__call__paused_at=None)


class PublishedAnswer(models.Model):
    """The public copy of one answer."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="answers")
    question = models.ForeignKey("submissions.Question", models.PROTECT, related_name="published_answers")
    text = models.TextField(blank=True)
    choices = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=20)
    redacted = models.JSONField(  # where the marks for words struck out begin, in code points of the text
        default=list, db_default=models.Value([], models.JSONField()), blank=True
    )

    objects = PublishedAnswerQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("publication", "question"), name="a_publication_answers_a_question_once"),)

    def __str__(self):
        return f"{self.publication} {self.question.identifier}"

    @property
    def chosen(self):
        """The labels of what was chosen."""
        return self.question.labels_of(self.choices)

    @property
    def pieces(self):
        """The text in the pieces between which words were struck out."""
        return pieces_of(self.text, self.redacted)


def approve(version, *, by, seen, redacted):
    """Copy what may be read into the public tables; raise NotPublishable, in a sentence, when it may not.

    `seen` is the hash of the copy that the publisher saw; another hash now means something changed since. `redacted` as `public_copy`
    takes it; whoever redacts holds the submission's lock, so the caller reads it under that lock.
    Approving the copy that is already public changes nothing. Returns the Publication.
    """
    with transaction.atomic():
        lock(version.submission.call, [version.submission_id])
        submission = Submission.objects.select_related("call", "consent", "publication").get(pk=version.submission_id)
        copy = copy_to_publish(submission, Version.objects.get(pk=version.pk), redacted)
        if copy_hash(copy) != seen:
            raise NotPublishable(
                gettext("%(reference)s changed since you looked at it; look at the public copy again.") % {"reference": submission}
            )
        if not is_public(submission, copy):
            write_copies(submission.call, [(submission, submission.current_version, copy)], by=by)
    return submission.publication


def copy_to_publish(submission, version, redacted):
    """The public copy of a submission's newest version; NotPublishable when it is another, a draft or not consented to."""
    if submission.state != Submission.State.RECEIVED or submission.current_version_id != version.pk:
        raise NotPublishable(gettext("%(reference)s: only the newest submitted version can be published.") % {"reference": submission})
    if not submission.consent.allows_text or submission.withdrawn_at is not None:
        raise NotPublishable(gettext("%(reference)s did not consent to publication.") % {"reference": submission})
    version.submission = submission
    return public_copy(version, redacted)


def is_public(submission, copy):
    """Whether the public reads this very copy."""
    publication = getattr(submission, "publication", None)
    return publication is not None and publication.withdrawn_at is None and publication.copy_hash == copy_hash(copy)


def write_copies(call, approved, *, by):
    """Write approved copies, triples of (submission, version, copy); the caller has checked them and holds the locks."""
    questions = {question.identifier: question for question in call.questions.prefetch_related("options")}
    last = Publication.objects.filter(call=call).aggregate(last=Max("number"))["last"] or 0
    numbers, now, new, again, answers = count(last + 1), timezone.now(), [], [], []
    for submission, version, copy in approved:
        publication = getattr(submission, "publication", None) or Publication(
            call=call, submission=submission, number=next(numbers), first_published_at=now
        )
        (again if publication.pk else new).append(publication)
        fill(publication, version, copy, questions, now=now, by=by)
        answers += [
            PublishedAnswer(publication=publication, **{**answer, "question": questions[answer["question"]]}) for answer in copy["answers"]
        ]
    for publication in again:
        publication.answers.all().delete()
        publication.save()
    Publication.objects.bulk_create(new)
    PublishedAnswer.objects.bulk_create(answers)
    Event.objects.bulk_create(
        event_of("publish", submission=row.submission, by=by, after={"number": row.number, "hash": row.copy_hash}) for row in again + new
    )


def fill(publication, version, copy, questions, *, now, by):
    """Put an approved copy into its row."""
    for field in (*COPIED, "endorsers"):
        setattr(publication, field, copy[field])
    publication.version = version
    publication.published_at = now
    publication.withdrawn_at = None
    publication.approved_by = by
    publication.copy_hash = copy_hash(copy)
    publication.sort_name = sort_key(copy["name"])
    publication.search_terms = copy_terms(copy, questions)


def take_down(publication, *, by=None, reason=""):
    """Delete the public texts and leave the tombstone; the number stays. The caller holds the transaction."""
    publication.answers.all().delete()
    for field in (*COPIED, "search_terms", "copy_hash"):
        setattr(publication, field, "")
    publication.sort_name = b""
    publication.endorsers = []
    publication.version = None
    publication.approved_by = None
    publication.withdrawn_at = timezone.now()
    publication.save()
    ledger.note("take down", publication.submission, number=publication.number)
    record("take down", submission=publication.submission, by=by, before={"number": publication.number}, reason=reason)


def change_consent(submission, *, level, by=None, reason="", **record_fields):
    """`apply_consent` in a transaction of its own. Returns the Submission as it is now."""
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        apply_consent(submission, level=level, by=by, reason=reason, **record_fields)
    return submission


def apply_consent(submission, *, level, by=None, reason="", **record_fields):
    """Record what the stakeholder allows now and take down what it no longer covers; the caller holds the submission's lock.

    A consent that narrows (named to anonymous, or to none) takes the copy down at once; a person approves the narrower copy
    again. One that widens changes nothing until a person approves the wider copy. `record_fields` as `record_consent` takes them.
    """
    is_first = submission.consent is None  # then nothing is published
    record_consent(submission, level=level, by=by, **record_fields)
    publication = None if is_first else Publication.objects.standing().filter(submission=submission).first()
    if not is_first and level != ConsentLevel.NAMED:
        ledger.note("consent", submission, level=level)
    if publication and (level not in PUBLISHABLE or (publication.level, level) == (ConsentLevel.NAMED, ConsentLevel.ANONYMOUS)):
        take_down(publication, by=by, reason=reason)
        refresh_figures(submission.call)


def withdraw(submission, *, by=None, channel=STAFF, reason=""):
    """Take consent back and the public copy down, at once; where nothing is consented to, change nothing. Returns the Submission."""
    with transaction.atomic():
        submission = Submission.objects.locked(submission.pk)
        if submission.consent is not None and submission.consent.allows_text:
            apply_consent(submission, level=ConsentLevel.NONE, channel=channel, by=by, reason=reason)
    return submission
