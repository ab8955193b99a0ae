"""Erasure at the desk: asked for by a holder or in a letter, carried out with a reason and the reference typed again, or declined."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from review import erasure
from review.desk.access import submission_for as received_for
from review.desk.link import submission_for
from review.desk.publication import page
from submissions.models.submission import Submission


class EraseForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("For example “Asked for through the link”. Internal; names no person.")
    )
    reference = forms.CharField(label=_("Reference"), max_length=20, help_text=_("Type the reference of the submission to confirm."))

    def __init__(self, *args, submission, **kwargs):
        super().__init__(*args, **kwargs)
        self.submission = submission

    def clean_reference(self):
        reference = self.cleaned_data["reference"].strip().upper()
        if reference != self.submission.reference:
            raise forms.ValidationError(gettext("This is not the reference of this submission; nothing was erased."))
        return reference


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text=_("The holder of the private link reads this on the page of the receipt. It names no person."),
    )


def erase(request, pk):
    """Ask for the reason and the reference, then erase: it cannot be undone."""
    submission = submission_for(request, pk, "publish")
    form = EraseForm(request.POST or None, submission=submission)
    if request.method == "POST" and form.is_valid():
        erasure.erase(submission, by=request.user, reason=form.cleaned_data["reason"])
        erasure.scrub()
        message = gettext("%(reference)s is erased. Backups made before still hold it: delete them when their time is over.")
        messages.success(request, message % {"reference": submission})
        return redirect("admin:submissions_submission_change", pk)
    is_asked = Submission.objects.asking_for_erasure().filter(pk=submission.pk).exists()
    return page(request, submission, "erase", gettext("Erase"), {"form": form, "is_asked": is_asked})


def decline(request, pk):
    """Ask for the reason, which the holder reads, then answer that nothing is erased."""
    submission = received_for(request, pk, "publish")
    form = DeclineForm(request.POST or None)
    if not Submission.objects.asking_for_erasure().filter(pk=submission.pk).exists():
        messages.warning(request, gettext("Nobody waits for an answer about the erasure of %(reference)s.") % {"reference": submission})
        return redirect("admin:submissions_submission_change", pk)
    if request.method == "POST" and form.is_valid():
        erasure.decline(submission, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, told(submission))
        return redirect("admin:submissions_submission_change", pk)
    return page(request, submission, "erase_decline", gettext("Decline the erasure"), {"form": form})


def told(submission):
    """How the holder learns of the answer."""
    if submission.contact_email:
        return gettext("The request is declined. A mail tells the holder of the link where to read your reason.")
    return gettext("The request is declined. There is no contact address: the holder reads your reason on the page of the receipt.")
