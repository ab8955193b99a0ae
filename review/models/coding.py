"""Coding: spans of frozen answers, and the codes that people put on them."""

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from review.models.screening import Redaction
from submissions.models.event import record
from submissions.models.submission import Answer
from submissions.texts import around

REMOVED = "coding removed"  # the verb of the Event with which a coding is taken off


class NotCodable(Exception):
    """A span or code that cannot be coded; the message is a sentence for the reviewer."""


class Excerpt(models.Model):
    """A half-open span of code points in a frozen answer, with its quote and 32 characters each side.

    When a new version supersedes the answer, the excerpt moves in place to the new one. `anchor` says how sure that was; a lost
    excerpt stays on the answer where its words stand.
    """

    class Anchor(models.TextChoices):
        EXACT = "exact", _("Exact")
        CHANGED = "changed", _("Words changed: to confirm")
        LOST = "lost", _("Lost: to place by hand")

    answer = models.ForeignKey("submissions.Answer", models.PROTECT, related_name="excerpts")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField(_("quote"))
    prefix = models.CharField(max_length=32, blank=True)
    suffix = models.CharField(max_length=32, blank=True)
    anchor = models.CharField(_("anchor"), max_length=10, choices=Anchor, default=Anchor.EXACT)

    class Meta:
        ordering = ("answer", "start", "end")
        verbose_name = _("excerpt")
        verbose_name_plural = _("excerpts")
        indexes = (models.Index(fields=("anchor", "answer"), name="excerpt_anchor_answer"),)  # the few that wait for a person
        constraints = (
            models.UniqueConstraint(fields=("answer", "start", "end"), name="an_excerpt_is_one_span_of_an_answer"),
            models.CheckConstraint(
                condition=models.Q(end=models.F("start") + Length("quote")) & models.Q(end__gt=models.F("start")),
                name="an_excerpt_ends_where_its_quote_ends",
            ),
            models.CheckConstraint(condition=models.Q(anchor__in=("exact", "changed", "lost")), name="an_anchor_is_exact_changed_or_lost"),
        )

    def __str__(self):
        return self.quote[:60]


class CodingQuerySet(models.QuerySet):
    def live(self):
        """Codings that were not removed, on answers of the newest version of a received submission; none of a lost excerpt.

        An excerpt whose words changed counts until a person decides, but is not quoted: see `quotable`.
        """
        return self.filter(
            ~models.Q(excerpt__anchor=Excerpt.Anchor.LOST),
            removed_at=None,
            excerpt__answer__version_links__version=models.F("excerpt__answer__submission__current_version"),
        )

    def of(self, call):
        """Live codings of one call."""
        return self.live().filter(code__call=call)

    def quotable(self):
        """Of live codings those whose words may be quoted as far as coding goes: placed beyond doubt, and no word of them is redacted."""
        struck = Redaction.objects.live().filter(
            answer=models.OuterRef("excerpt__answer"), start__lt=models.OuterRef("excerpt__end"), end__gt=models.OuterRef("excerpt__start")
        )
        return self.filter(~models.Exists(struck), excerpt__anchor=Excerpt.Anchor.EXACT)


class Coding(models.Model):
    """One code on one excerpt by one coder."""

    excerpt = models.ForeignKey(Excerpt, models.PROTECT, related_name="codings")
    code = models.ForeignKey("review.Code", models.PROTECT, related_name="codings")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="codings", verbose_name=_("coder"))
    created_at = models.DateTimeField(_("coded at"), default=timezone.now)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = CodingQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        verbose_name = _("coding")
        verbose_name_plural = _("codings")
        constraints = (
            models.UniqueConstraint(
                fields=("excerpt", "code", "coder"), condition=models.Q(removed_at=None), name="a_coder_applies_a_code_to_an_excerpt_once"
            ),
        )

    def __str__(self):
        return f"{self.code} · {self.excerpt}"


def code_excerpt(answer, *, start, end, quote, codes, by):
    """Put codes on a span of a frozen answer; return its Excerpt. What is refused and kept is that of `put_codes`."""
    with transaction.atomic():
        held = Answer.objects.select_for_update(no_key=True).values_list("text", flat=True)  # it may be erased meanwhile
        answer.text = held.get(pk=answer.pk)
        return put_codes(answer, start=start, end=end, quote=quote, codes=codes, by=by)


def put_codes(answer, *, start, end, quote, codes, by, at=None):
    """Put codes on a span of a frozen answer, whose row the caller holds and has read since; return its Excerpt. No code: the span alone.

    A code that this coder put there before stays as it is; the new ones are one act, at one moment. The server re-slices: NotCodable when
    the answer is not frozen, a code is of another call, or the span does not hold `quote`.
    """
    if answer.frozen_at is None:
        raise NotCodable(gettext("This answer is still a draft; only submitted answers are coded."))
    for code in codes:
        if code.call_id != answer.question.call_id:
            raise NotCodable(gettext("The code “%(code)s” belongs to another call.") % {"code": code})
        if code.retired_at:
            raise NotCodable(gettext("The code “%(code)s” was retired meanwhile; reload the page and choose another.") % {"code": code})
    text = answer.text
    if not 0 <= start < end <= len(text) or text[start:end] != quote:
        raise NotCodable(gettext("The words at this place are not the ones you selected; reload the page and select again."))
    prefix, suffix = around(text, start, end)
    # Two coders may mark the same words in the same moment: who comes second gets the row there, told by what is written anyhow.
    [excerpt] = Excerpt.objects.bulk_create(
        [Excerpt(answer=answer, start=start, end=end, quote=quote, prefix=prefix, suffix=suffix)],
        update_conflicts=True,
        unique_fields=("answer", "start", "end"),
        update_fields=("quote",),
    )
    at = at or timezone.now()
    Coding.objects.bulk_create([Coding(excerpt=excerpt, code=code, coder=by, created_at=at) for code in codes], ignore_conflicts=True)
    return excerpt


def remove_coding(coding, *, by, verb=REMOVED):
    """Take a coding off its excerpt; the row stays with the time, an Event names who did it. Doing it again changes nothing."""
    with transaction.atomic():
        if Coding.objects.filter(pk=coding.pk, removed_at=None).update(removed_at=timezone.now()):
            record(verb, submission=coding.excerpt.answer.submission, by=by, before=facts_of(coding))


def facts_of(coding):
    """What an Event says of a coding: keys alone."""
    return {"coding": coding.pk, "excerpt": coding.excerpt_id, "code": coding.code_id, "coder": coding.coder_id}
