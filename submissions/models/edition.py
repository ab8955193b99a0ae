"""What the public side knows of an issued summary: which editions there were, what each rests on, and which of its places on an answer.

The document itself is the review's; see `review.models.edition`. An edition is shown only while every published submission that it lists
or quotes is public as it read then: `standing` asks that of the database each time, and nobody has to be told of a withdrawal.
"""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from submissions.models.publication import Publication, PublishedAnswer


class PublishedEditionQuerySet(models.QuerySet):
    def standing(self):
        """The editions that may be shown; whether publication of the call is paused is for the page to ask."""
        return self.filter(~Exists(PublishedSource.objects.gone().filter(edition=OuterRef("pk"))))

    def of(self, call):
        """The editions of a call, newest first, each with `stands`."""
        gone = PublishedSource.objects.gone().filter(edition=OuterRef("pk"))
        return self.filter(call=call).annotate(stands=~Exists(gone)).order_by("-number")

    def newest(self):
        """Of each call the newest edition, shown or not."""
        later = PublishedEdition.objects.filter(call=OuterRef("call"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


class PublishedEdition(models.Model):
    """An edition of a call's summary that was issued. Its number and date stay, whatever becomes of the document."""

    call = models.ForeignKey("submissions.Call", models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("edition"))
    issued_at = models.DateTimeField(_("issued at"))

    objects = PublishedEditionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        verbose_name = _("edition of the summary")
        verbose_name_plural = _("editions of the summary")
        constraints = (models.UniqueConstraint(fields=("call", "number"), name="an_edition_number_is_unique_in_its_call"),)

    def __str__(self):
        return f"{self.call.slug} {self.number}"

    def get_absolute_url(self):
        return reverse("summary:edition", args=(self.call.slug, self.number))

    @property
    def objections_until(self):
        """The instant until which stakeholders may contest how it reads their submissions."""
        return self.issued_at + timedelta(days=self.call.objection_days)


class PublishedSourceQuerySet(models.QuerySet):
    def gone(self):
        """Those that are withdrawn, or read otherwise than the edition knows them."""
        return self.filter(Q(publication__withdrawn_at__isnull=False) | ~Q(publication__copy_hash=F("copy_hash")))


class PublishedSource(models.Model):
    """A published submission that an issued edition lists or quotes, with the hash of the copy that it was made from."""

    edition = models.ForeignKey(PublishedEdition, models.CASCADE, related_name="sources")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="sources")
    copy_hash = models.CharField(_("hash of the public copy"), max_length=64, blank=True)  # blank once the submission is erased

    objects = PublishedSourceQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("edition", "publication"), name="a_publication_is_a_source_of_an_edition_once"),)

    def __str__(self):
        return f"{self.edition}: {self.publication.number}"


class PublishedUseQuerySet(models.QuerySet):
    def of(self, publication):
        """What rests on the answers of one publication in its call's newest edition, while that may be shown."""
        shown = PublishedEdition.objects.filter(call=publication.call_id).newest().standing()
        return self.filter(answer__publication=publication, edition__in=shown).order_by("pk")


class PublishedUse(models.Model):
    """A statement of an issued summary that rests on a published answer. It goes with the public copy of the answer."""

    edition = models.ForeignKey(PublishedEdition, models.CASCADE, related_name="uses")
    answer = models.ForeignKey(PublishedAnswer, models.CASCADE, related_name="uses")
    statement = models.CharField(_("statement"), max_length=20)  # its number in the document, "V.3"
    heading = models.CharField(_("section"), max_length=310)  # with its numeral, "V. Action Lines"
    lead = models.CharField(_("lead"), max_length=300, blank=True)

    objects = PublishedUseQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("edition", "answer", "statement"), name="a_statement_uses_an_answer_once"),)

    def __str__(self):
        return f"{self.statement}: {self.answer}"

    @property
    def label(self):
        """Which statement it is, in a line."""
        return f"{self.statement} {self.lead or self.heading}"

    @property
    def anchor(self):
        """Its place on the page of the edition, to stand behind "#"."""
        return f"statement-{self.statement}"
