"""Quota: how often something was done in one span of time, exact when many do it at once."""

from django.db import connection, models

COUNT_UP = """
    INSERT INTO submissions_quota (key, "window", count) VALUES (%s, %s, 1)
    ON CONFLICT (key, "window") DO UPDATE SET count = submissions_quota.count + 1
    RETURNING count
"""


class QuotaManager(models.Manager):
    def count_up(self, key, window):
        """Count once more and return the count; one statement on both databases, so that no two ever get the same count.

        In a transaction that is rolled back it was never counted.
        """
        with connection.cursor() as cursor:
            cursor.execute(COUNT_UP, (key, connection.ops.adapt_datetimefield_value(window)))
            return cursor.fetchone()[0]

    def sweep(self, before):
        """Delete the counters of spans that began before an instant; return how many. Where there are none it takes no lock."""
        old = self.filter(window__lt=before)
        return old.delete()[0] if old.exists() else 0


class Quota(models.Model):
    """A counter; `key` is a keyed hash, never an address."""

    key = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    objects = QuotaManager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "window"), name="a_quota_is_counted_once_a_window"),)

    def __str__(self):
        return f"{self.key[:8]} {self.window:%Y-%m-%d %H:%M} {self.count}"
