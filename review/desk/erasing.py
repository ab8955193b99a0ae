"""Erasure at the desk: asked for by a holder or in a letter, carried out with a reason and the reference typed again."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from review import erasure
from review.desk.link import submission_for
from review.desk.publication import page


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
    return page(request, submission, "erase", gettext("Erase"), {"form": form})
