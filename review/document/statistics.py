"""The annex of statistics: what was published, in counts, as the public page has it; of the others only how many there are."""

from django.db.models import Count
from django.utils.translation import gettext as _

from review.document.parts import Chart, Statistics
from submissions import statistics as public
from submissions.models import PublishedAnswer
from submissions.texts import one_line

PRINTED = ("received", "type", "region", "language", "question")


def statistics(call, totals):
    """The Statistics of a call, in the active language; without a chart while nothing was received."""
    shown = public.statistics(call, figures={"received": totals.received, "published": totals.published}, questions=answered(call))
    charts = tuple(chart(one) for one in shown if one.identifier in PRINTED)
    text = _("These counts are of the submissions that are published. Of those that are not, only how many there are is told.")
    return Statistics(_("Annex: Statistics"), (text,), charts)


def answered(call):
    """The questions of a call, each with how many published answers it has (`answered`)."""
    rows = PublishedAnswer.objects.live().filter(publication__call=call).order_by().values_list("question").annotate(Count("pk"))
    counts, questions = dict(rows), list(call.questions.all())
    for question in questions:
        question.answered = counts.get(question.pk, 0)
    return questions


def chart(shown):
    """A chart of the public page as the document prints it."""
    told = _("The highest count is %(count)s: %(label)s. The table that follows holds every count.")
    return Chart(
        heading=one_line(shown.title),
        alternative=one_line(f"{shown.title}. {told % {'count': shown.highest.count, 'label': shown.highest.label}}"),
        bars=tuple((one_line(bar.label), bar.count) for bar in shown.bars),
        columns=(one_line(shown.heading), _("Count")),
        rows=tuple((one_line(row.label), row.count) for row in shown.rows),
    )
