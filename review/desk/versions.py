"""The versions of a submission, for staff: what each submitted one changed and says. Drafts are not for reading."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from review.desk.access import submission_for
from review.desk.preview import page
from submissions.comparison import changes
from submissions.views.versions import answers_of, asked_number


@require_safe
def versions(request, pk):
    """The list, and one version in full: the newest, or that of `?version=`."""
    submission = submission_for(request, pk, "view")
    rows = list(submission.versions.exclude(submitted_at=None).order_by("-number"))
    number = asked_number(request, rows[0].number)
    shown = next((row for row in rows if row.number == number), None)
    if shown is None:
        raise Http404
    before = next((row for row in rows if row.number < number), None)
    context = {
        "versions": rows,
        "version": shown,
        "before": before,
        "changes": changes(before, shown) if before else None,
        "answers": answers_of(shown),
    }
    return page(request, submission, "versions", _("Versions"), context)
