"""Totals that the public may see although they count unpublished things. The public rooms may read this module."""

from django.db import models


class PublishedFigure(models.Model):
    """One total of a call, counted as submissions come in (`submissions.figures`)."""

    call = models.ForeignKey("submissions.Call", models.CASCADE, related_name="figures")
    name = models.CharField(max_length=40)
    value = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("call", "name"), name="a_figure_of_a_call_is_unique"),)

    def __str__(self):
        return f"{self.name}: {self.value}"
