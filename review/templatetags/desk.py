"""What the admin's own pages need to know of the desks."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext

from review.desk.access import may
from review.desk.charts import stack
from review.desk.waiting import submissions_list, waiting
from review.glance import calls_to_name, figures_of, glance
from submissions.charts import columns
from submissions.models.call import Call
from submissions.statistics import Chart, Row, is_mirrored

register = template.Library()


@register.simple_tag(takes_context=True)
def front_page(context):
    """What the front page shows this person: `waiting` for them, a call at a `glance` with its charts, `others`, and if there are `more`.

    `?call=` with the short name of a call looks at that one. Who may read no submission sees the calls with their days alone.
    """
    request, now = context["request"], timezone.now()
    shown = {"waiting": waiting(request.user), "sees_submissions": may(request.user, "view")}
    if not request.user.has_perm("submissions.view_call"):
        return shown
    calls, shown["more"] = calls_to_name(now)
    if chosen := Call.objects.filter(slug=request.GET.get("call", "")).first():
        calls = [chosen, *(call for call in calls if call != chosen)]
    if not shown["sees_submissions"]:
        return shown | {"days": figures_of(calls, now)}
    found = figures_of(calls, now)
    if found:
        shown |= {"glance": glance(found[0], now), "others": found[1:]}
        shown |= charts(shown["glance"])
    return shown


def charts(glance):
    """The parts of what stands where, the parts of what is read, and the columns of what came when."""
    call, mirrored = glance.figures.call.pk, is_mirrored()
    standing = [
        (kind, label, count, submissions_list(call__id__exact=call, status=status)) for kind, label, status, count in glance.standing
    ]
    answers = glance.answers
    read = (
        ("read", gettext("read"), answers.read),
        ("held", gettext("held by a reader"), answers.held),
        ("free", gettext("free"), answers.free),
    )
    rows = [Row(label, count) for label, count in glance.arrivals]
    return {
        "standing": stack(standing, mirrored=mirrored),
        "reading": stack([(*row, "") for row in read], mirrored=mirrored),
        "arrivals": rows
        and Chart(
            "arrivals",
            gettext("When they came in"),
            gettext("Received"),
            rows,
            mirrored,
            columns=columns([(row.label, row.count) for row in rows], mirrored=mirrored),
        ),
    }
