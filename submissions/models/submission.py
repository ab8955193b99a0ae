"""What a stakeholder sent: a submission, its versions (frozen, or the one draft) and their answers."""

import secrets

from django.db import connections, models
from django.db.models import OuterRef, Prefetch, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.call import Call
from submissions.models.event import Event
from submissions.vocabulary import Channel, ConsentLevel, Region, Scope, StakeholderType

REFERENCE_LETTERS = "ABCDEFGHJKLMNPRSTUVWXY"
REFERENCE_DIGITS = "23456789"
BEGUN_BY_STAFF = "begin entry"  # the verb of the Event with which the secretariat's own drafts begin
ERASURE_REQUESTED = "erasure requested"  # the verb of the Event with which a holder asks for it
ERASURE_DECLINED = "erasure declined"  # the verb of the Event that answers; its reason is for the holder to read


def new_reference():
    """A private reference such as AB3-CD7-EF4: no letter that reads as a digit, a digit in every third place so that no word forms."""
    groups = (secrets.choice(REFERENCE_LETTERS) + secrets.choice(REFERENCE_LETTERS) + secrets.choice(REFERENCE_DIGITS) for _n in range(4))
    return "-".join(groups)


class SubmissionQuerySet(models.QuerySet):
    def received(self):
        """Submissions that were submitted or entered; drafts are not."""
        return self.filter(state=Submission.State.RECEIVED)

    def locked(self, pk):
        """The submission, its row held until the transaction ends; read anew with call and consent once the lock is held.

        A locking query must not join: what it reads beside the locked row may be older than that row, or missing. SQLite locks no rows:
        there the transaction itself holds everything from its beginning.
        """
        if connections[self.db].features.has_select_for_update:
            self.select_for_update(no_key=True).values_list("pk").get(pk=pk)
        return self.select_related("call", "consent").get(pk=pk)

    def begun_by_staff(self, **begun):
        """What the secretariat began to enter itself, from a letter for example, whether entered by now or not.

        The Event recorded when an entry begins tells it from what a stakeholder writes, for it is never added to a draft that exists;
        `begun` may say more of that Event, such as `events__actor`.
        """
        return self.filter(events__verb=BEGUN_BY_STAFF, **begun)

    def being_entered(self, **begun):
        """The drafts that the secretariat writes and may read; a stakeholder's is never among them."""
        return self.begun_by_staff(**begun).filter(state=Submission.State.DRAFT)

    def with_address(self, address):
        """Those whose contact has this e-mail address, in letters of either case."""
        return self.alias(address=Lower("contact_email")).filter(address=Lower(Value(address)))

    def asking_for_erasure(self):
        """Those whose holders asked for their erasure, which the secretariat has neither carried out nor declined since."""
        acts = Event.objects.filter(submission=OuterRef("pk"), verb__in=(ERASURE_REQUESTED, ERASURE_DECLINED))
        return self.filter(erased_at=None).alias(newest=Subquery(acts.values("verb")[:1])).filter(newest=ERASURE_REQUESTED)

    def consenting(self):
        """Received submissions whose stakeholder allows publication now."""
        return self.received().filter(consent__level__in=("named", "anonymous"))


class Submission(models.Model):
    """What is not versioned. The contact is never displayed publicly."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RECEIVED = "received", _("Received")

    call = models.ForeignKey("submissions.Call", models.PROTECT, related_name="submissions")
    reference = models.CharField(_("reference"), max_length=20, unique=True, default=new_reference)
    external_id = models.CharField(_("identifier at its source"), max_length=200, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    link_number = models.PositiveSmallIntegerField(default=0, editable=False, help_text=_("How often the private link was replaced."))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.ONLINE)
    contact_name = models.CharField(_("contact person"), max_length=300, blank=True, help_text=_("Not displayed publicly."))
    contact_email = models.EmailField(_("e-mail address"), blank=True, help_text=_("Not displayed publicly."))
    contact_confirmed_at = models.DateTimeField(
        _("address confirmed at"), null=True, blank=True, help_text=_("When somebody acted through a link that was mailed to the address.")
    )
    reminders_stopped_at = models.DateTimeField(_("reminders stopped at"), null=True, blank=True)
    privacy_version = models.CharField(
        _("privacy statement accepted"), max_length=20, blank=True, help_text=_("The version that was shown.")
    )
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    in_review_since = models.DateTimeField(
        _("in review since"), null=True, blank=True, help_text=_("Set by the secretariat's review; the holder of the link sees it.")
    )
    withdrawn_at = models.DateTimeField(
        _("withdrawn at"), null=True, blank=True, help_text=_("The whole submission was taken back: it is neither counted nor published.")
    )
    erased_at = models.DateTimeField(
        _("erased at"), null=True, blank=True, help_text=_("Personal data and texts were deleted everywhere; the row stays as a tombstone.")
    )
    late_until = models.DateTimeField(
        _("may be late until"), null=True, blank=True, help_text=_("May be submitted until then although the call has closed.")
    )
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)
    current_version = models.ForeignKey(
        "submissions.Version", models.PROTECT, null=True, blank=True, related_name="+", help_text=_("The newest submitted version.")
    )
    consent = models.ForeignKey("submissions.ConsentRecord", models.PROTECT, null=True, blank=True, related_name="+")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        permissions = (
            ("publish_submission", _("Can publish, withdraw and set aside submissions")),
            ("write_to_stakeholders", _("Can write to stakeholders")),
            ("reveal_link", _("Can send, see and replace private links")),
            ("export_internal", _("Can export submissions with personal data and unpublished texts")),
        )
        indexes = (
            models.Index(fields=("call", "state", "-received_at"), name="submission_call_state_received"),
            models.Index(Lower("contact_email"), name="submission_contact_address"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("call", "external_id"), condition=~models.Q(external_id=""), name="an_external_id_is_entered_once_in_a_call"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(current_version__isnull=False, consent__isnull=False),
                name="a_received_submission_has_a_version_and_a_consent",
            ),
        )

    def __str__(self):
        return self.reference

    @property
    def is_late(self):
        """Whether it was received after the call's last moment, admitted or allowed by the secretariat."""
        return self.call.is_late(self.received_at)

    @property
    def due_at(self):
        """By when it is to be submitted, as its holder is told: the call's closing, or the later moment that the secretariat allowed."""
        return max(self.call.closes_at, self.late_until or self.call.closes_at)

    @property
    def last_moment(self):
        """The instant after which its text is kept as late: the call's, or the later one that the secretariat allowed."""
        return max(self.call.last_moment, self.late_until or self.call.last_moment)

    def is_closed(self, moment):
        """Whether a text that arrives at `moment` is late. The one rule: saving, revising and submitting ask nothing else."""
        return moment > self.last_moment

    @property
    def draft(self):
        """The version being written, or None."""
        return self.versions.filter(submitted_at=None).first()


class VersionQuerySet(models.QuerySet):
    def unfinished(self):
        """Drafts that their holders may still want to submit: first ones and open revisions, not what the secretariat is entering."""
        return self.filter(submitted_at=None, submission__withdrawn_at=None).exclude(submission__in=Submission.objects.being_entered())


class Version(models.Model):
    """A submission frozen at one moment, or its one draft (`submitted_at` is None)."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"), default=1)
    stakeholder_name = models.CharField(_("name of the organization or person"), max_length=500, blank=True)
    stakeholder_type = models.CharField(_("stakeholder type"), max_length=30, choices=StakeholderType, blank=True)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO 3166 code."))
    country_as_written = models.CharField(_("country as written"), max_length=500, blank=True)
    region = models.CharField(_("region"), max_length=20, choices=Region, blank=True)
    language = models.CharField(_("language"), max_length=20, default="en")
    declares_authority = models.BooleanField(_("declares to be authorised to submit"), default=False)
    draft_consent = models.CharField(_("consent ticked in the draft"), max_length=10, choices=ConsentLevel, blank=True)
    draft_consent_channel = models.CharField(
        _("how the consent in the draft was given"),
        max_length=10,
        choices=Channel,
        blank=True,
        help_text=_("Of what the secretariat enters; empty means as the submission came."),
    )
    edition = models.PositiveIntegerField(default=0, help_text=_("Counts the saves of a draft, so that a second tab is noticed."))
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)
    late_at = models.DateTimeField(
        _("sent late at"), null=True, blank=True, help_text=_("When its holder wanted to submit it after the call had closed.")
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    reason = models.CharField(_("reason of a correction"), max_length=500, blank=True)
    salt = models.CharField(max_length=64, blank=True, editable=False)
    receipt_hash = models.CharField(_("hash of the receipt"), max_length=64, blank=True, editable=False)
    answers = models.ManyToManyField("submissions.Answer", through="submissions.VersionAnswer", related_name="versions")

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        indexes = (models.Index(fields=("receipt_hash",), name="version_receipt_hash"),)
        constraints = (
            models.UniqueConstraint(fields=("submission", "number"), name="a_version_number_is_unique_in_its_submission"),
            models.UniqueConstraint(
                fields=("submission",), condition=models.Q(submitted_at=None), name="a_submission_has_at_most_one_draft"
            ),
            models.CheckConstraint(
                condition=models.Q(submitted_at=None) | ~models.Q(receipt_hash=""), name="a_submitted_version_has_its_receipt_hash"
            ),
        )

    def __str__(self):
        return self.stakeholder_name or self.submission.reference

    def answers_in_order(self):
        """Its answers with their questions, in the order of the questions."""
        return self.answers.select_related("question").order_by("question__position", "question_id")


class Answer(models.Model):
    """A version's text and choices for one question. Once `frozen_at` is set its text never changes (erasure is the exception)."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="all_answers")
    question = models.ForeignKey("submissions.Question", models.PROTECT, related_name="answers")
    text = models.TextField(_("text"), blank=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=20, default="en")
    question_text = models.TextField(
        _("question as shown"), blank=True, help_text=_("Kept when the answer is frozen; the receipt proves it.")
    )
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self):
        return f"{self.submission_id}/{self.question_id}"

    @property
    def is_blank(self):
        return not self.text.strip() and not self.choices

    @property
    def asked(self):
        """The question as it was shown with what was sent; of a draft, as it would be if it were sent from this page."""
        return self.question_text if self.frozen_at else self.question.display_text

    def language_asked(self, call):
        """The language of that; the answer's own where the question was worded otherwise since. `call` is the question's."""
        return self.question.language_of(self.asked, call.base_language) or self.language


class VersionAnswer(models.Model):
    """Which answers make up a version: an unchanged answer is linked again, not copied."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="answer_links")
    question = models.ForeignKey("submissions.Question", models.PROTECT, related_name="+")
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="version_links")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("version", "question"), name="a_version_answers_a_question_once"),)

    def __str__(self):
        return f"{self.version_id}/{self.question_id}"


def hold(call):
    """Hold the call until the transaction ends, so that one number is given and one file entered at a time.

    Not against the foreign keys of others (`no_key`): people start and submit drafts meanwhile.
    """
    Call.objects.select_for_update(no_key=True).get(pk=call.pk)


def lock(call, keys):
    """Hold the call, so that one number is given at a time, and these submissions of it until the transaction ends.

    Read what is decided upon afterwards: what a locking query reads beside the locked rows may be older than they are.
    """
    hold(call)
    list(Submission.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))


def read_in_full(versions):
    """Read of versions their endorsers with the replies and, in the order of the questions, their answers; what was read before is kept.

    Four queries, however many versions. Set `submission` on each before, or it is read as well.
    """
    answers = Answer.objects.prefetch_related("question").order_by("question__position", "question_id")
    prefetch_related_objects(versions, "endorsers", Prefetch("answers", answers), "submission__endorsements")
