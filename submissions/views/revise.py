"""What a holder does with what was sent: revise it, discard the revision, withdraw it, send it again, ask for its erasure."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from submissions import consent_wording, drafting, revising
from submissions.models.submission import Submission
from submissions.views.respond import opened, page_context


@opened
@require_POST
def revise(request, handle, submission):
    """Begin the next version, or go on with the one that is being written."""
    if submission.state == Submission.State.RECEIVED:
        try:
            revising.revise(submission)
        except drafting.TooLate:
            messages.error(request, _("The call has closed, so your submission can no longer be revised. It stays as you sent it."))
        except drafting.Withdrawn:
            messages.error(request, _("Your submission is withdrawn. Send it again before you revise it."))
    return redirect("submissions:draft", handle)


@opened
@require_http_methods(("GET", "HEAD", "POST"))
def discard(request, handle, submission):
    """Ask once, then drop the revision that is being written."""
    version = submission.draft
    if version is None or submission.state != Submission.State.RECEIVED:
        return redirect("submissions:draft", handle)
    if request.method == "POST":
        if revising.discard(submission):
            messages.success(request, _("Your revision is discarded. What you sent stays as it is."))
        return redirect("submissions:receipt", handle)
    return render(request, "submissions/respond/discard.html", page_context(handle, submission) | {"version": version})


@opened
@require_http_methods(("GET", "HEAD", "POST"))
def withdraw_submission(request, handle, submission):
    """Say what it means, then take the whole submission back, at once."""
    if submission.state != Submission.State.RECEIVED:
        return redirect("submissions:draft", handle)
    if request.method == "POST":
        revising.withdraw_submission(submission, wording=str(consent_wording.SUBMISSION_WITHDRAWAL), language=get_language())
        messages.success(request, _("Your submission is withdrawn. Nothing of it is public any longer."))
    if request.method == "POST" or submission.withdrawn_at:
        return redirect("submissions:receipt", handle)
    return render(request, "submissions/respond/withdraw.html", page_context(handle, submission))


@opened
@require_POST
def send_again(request, handle, submission):
    """Take a withdrawal back while the call is open."""
    if submission.state == Submission.State.RECEIVED and submission.withdrawn_at:
        try:
            revising.send_again(submission, wording=str(consent_wording.WITHDRAWAL), language=get_language())
            messages.success(request, _("Your submission was sent again. Choose anew whether it may be published."))
        except drafting.TooLate:
            messages.error(request, _("The call has closed, so your submission can no longer be sent again."))
    return redirect("submissions:receipt", handle)


@opened
@require_POST
def ask_for_erasure(request, handle, submission):
    """Ask the secretariat to erase everything: a request, which it sees at its desk."""
    if submission.state == Submission.State.RECEIVED:
        revising.ask_for_erasure(submission)
        messages.success(request, _("The secretariat was asked to erase your submission. It may write to you before it does so."))
    return redirect("submissions:receipt", handle)
