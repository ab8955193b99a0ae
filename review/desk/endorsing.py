"""The desk's view of those who join a submission: their replies, and asking one of them again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from review.desk.access import submission_for
from review.publishing import rendered_copy
from submissions import endorsing


@require_POST
def ask_again(request, pk):
    """Queue the question to one organization once more."""
    submission = submission_for(request, pk)
    rows = endorsing.joining(submission.current_version) if submission.current_version else ()
    endorsement = next((row.endorsement for row in rows if str(row.endorser.key) == request.POST.get("key")), None)
    if endorsement is None:
        raise Http404
    if endorsing.ask_again(endorsement, by=request.user):
        messages.success(request, gettext("The organization is asked again by e-mail."))
    else:
        messages.info(request, gettext("A mail that asks this organization waits to be sent already."))
    return redirect("admin:submissions_submission_change", pk)


def is_other_copy(submission, publication):
    """Whether what is public is another copy than would be published now, so that a publisher should look again."""
    if publication is None or publication.withdrawn_at is not None or not submission.consent.allows_text:
        return False
    return rendered_copy(submission)[1] != publication.copy_hash
