"""The private link of a submission, of a draft too: sent again, shown once to pass it on, replaced. Each act is an Event."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from review.desk.access import demand
from review.desk.preview import page
from submissions import links
from submissions.models.submission import Submission


class ReplaceForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("For example “The mail went to a former colleague”. Internal; names no person.")
    )


def submission_for(request, pk, act="reveal"):
    """Any submission not erased, drafts among them, for staff who may do one of NEEDED; PermissionDenied or Http404 otherwise."""
    demand(request, act)
    return get_object_or_404(Submission.objects.select_related("call", "current_version"), pk=pk, erased_at=None)


@require_POST
def send(request, pk):
    """Queue the private link for the submission's own address."""
    submission = submission_for(request, pk)
    if submission.contact_email:
        links.resend(submission, by=request.user)
        messages.success(request, gettext("The private link is on its way to the contact address."))
    else:
        messages.error(request, gettext("This submission has no contact address: show the link and pass it on yourself."))
    return redirect("admin:submissions_submission_change", pk)


@require_POST
def show(request, pk):
    """The private link on a page that nothing stores; to see it again is another Event."""
    submission = submission_for(request, pk)
    context = {"link": links.reveal(submission, by=request.user)}
    response = page(request, submission, "link_shown", gettext("Private link"), context)
    response["Cache-Control"] = "no-store"
    return response


def replace(request, pk):
    """Ask for the reason, then make the old link void."""
    submission = submission_for(request, pk)
    form = ReplaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        submission = links.replace(submission, by=request.user, reason=form.cleaned_data["reason"])
        if submission.contact_email:
            messages.success(request, gettext("The link is replaced; the new one is on its way to the contact address."))
        else:
            messages.success(request, gettext("The link is replaced. There is no contact address: show the new link and pass it on."))
        return redirect("admin:submissions_submission_change", pk)
    return page(request, submission, "link_replace", gettext("Replace the private link"), {"form": form})
