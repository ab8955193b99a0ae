"""Quota: how often something was done in one span of time, exact when many do it at once."""

from django.db import models


class Quota(models.Model):
    """A counter; `key` is a keyed hash, never an address."""

    key = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "window"), name="a_quota_is_counted_once_a_window"),)

    def __str__(self):
        return f"{self.key[:8]} {self.window:%Y-%m-%d %H:%M} {self.count}"
