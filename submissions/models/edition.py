"""What the public side knows of an issued summary: which editions there were, and which places of the newest rest on an answer.

The document itself is the review's; see `review.models.edition`.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions.models.publication import PublishedAnswer


class PublishedEdition(models.Model):
    """An edition of a call's summary that was issued. Its number and date stay, whatever becomes of the document."""

    call = models.ForeignKey("submissions.Call", models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("edition"))
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        ordering = ("-number",)
        verbose_name = _("edition of the summary")
        verbose_name_plural = _("editions of the summary")
        constraints = (models.UniqueConstraint(fields=("call", "number"), name="an_edition_number_is_unique_in_its_call"),)

    def __str__(self):
        return f"{self.call.slug} {self.number}"


class PublishedUse(models.Model):
    """A statement of an issued summary that rests on a published answer. It goes with the public copy of the answer."""

    edition = models.ForeignKey(PublishedEdition, models.CASCADE, related_name="uses")
    answer = models.ForeignKey(PublishedAnswer, models.CASCADE, related_name="uses")
    statement = models.CharField(_("statement"), max_length=20)  # its number in the document, "V.3"; the anchor on the summary's page
    heading = models.CharField(_("section"), max_length=310)  # with its numeral, "V. Action Lines"
    lead = models.CharField(_("lead"), max_length=300, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("edition", "answer", "statement"), name="a_statement_uses_an_answer_once"),)

    def __str__(self):
        return f"{self.statement}: {self.answer}"
