"""What the admin's own pages need to know of the desks."""

from django import template

from review.progress import progress_of
from submissions.models.call import Call

register = template.Library()


@register.simple_tag
def calls_at_a_glance():
    """Every call, the one that closes last first, each with its `progress`."""
    calls = list(Call.objects.order_by("-closes_at", "slug"))
    figures = progress_of(calls)
    for call in calls:
        call.progress = figures[call.pk]
    return calls
