"""Editions of the summary: the document frozen with the hashes of all that it was made from, prepared by one person, issued by another."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from review.models.summary import Summary
from submissions.models.edition import PublishedEdition
from submissions.receipt import sha256

PAGE = "page"  # the format of the article that the public page shows


class EditionQuerySet(models.QuerySet):
    def prepared(self):
        """What waits for a second person."""
        return self.filter(published=None)


class Edition(models.Model):
    """One frozen document. It never changes once it is prepared; an erasure that reaches it takes outline and files and leaves this row.

    `inputs`, as `review.editions.inputs_of` makes them, say what it rests on: hashes of public copies and of statements, never a text.
    """

    summary = models.ForeignKey(Summary, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("edition"))
    published = models.OneToOneField(PublishedEdition, models.PROTECT, null=True, blank=True, related_name="document")
    outline = models.JSONField(_("document"), null=True, blank=True)  # as `review.document.frozen` writes it
    inputs = models.JSONField(_("what it rests on"))
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    prepared_at = models.DateTimeField(_("prepared at"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        verbose_name = _("edition of the summary")
        verbose_name_plural = _("editions of the summary")
        constraints = (
            models.UniqueConstraint(fields=("summary", "number"), name="an_edition_number_is_unique_in_its_summary"),
            models.UniqueConstraint(fields=("summary",), condition=models.Q(published=None), name="a_summary_has_one_prepared_edition"),
            models.CheckConstraint(
                condition=models.Q(outline__isnull=False) | models.Q(erased_at__isnull=False),
                name="an_edition_has_its_document_until_erased",
            ),
        )

    def __str__(self):
        return f"{self.summary.call} {self.number}"

    @property
    def fingerprint(self):
        """The hash of all that a person sees of it: of the document as a page, and of each file."""
        return sha256({"outline": self.outline, "files": self.hashes})

    @property
    def hashes(self):
        """Format → SHA-256 of the file; the hash stays where the file was erased."""
        return {file.format: file.sha256 for file in self.files.all()}


class EditionFile(models.Model):
    """One of its files to the byte, in the database: a backup and an erasure reach it there."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="files")
    format = models.CharField(_("format"), max_length=10)
    content = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        ordering = ("format",)
        constraints = (models.UniqueConstraint(fields=("edition", "format"), name="an_edition_has_one_file_a_format"),)

    def __str__(self):
        return f"{self.edition} {self.format}"
