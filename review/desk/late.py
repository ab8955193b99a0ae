"""Late texts: read what was sent after the last moment, admit it, or give its holder more time."""

from datetime import UTC

from django import forms
from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from review.desk.access import demand
from review.desk.answers import answers_of
from submissions import closing
from submissions.drafting import SomeoneElseSaved
from submissions.models.submission import Submission
from submissions.places import place_shown


def reason_field():
    return forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("For example “Their line was down”. Internal; names no person."),
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "dir": "auto"}),
    )


class AdmitForm(forms.Form):
    prefix = "admit"
    reason = reason_field()


class AllowForm(forms.Form):
    prefix = "allow"
    until = forms.DateTimeField(label=_("May be submitted until (UTC)"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    reason = reason_field()

    def __init__(self, *args, submission, **kwargs):
        super().__init__(*args, **kwargs)
        self.submission = submission

    def clean_until(self):
        """A moment to come, later than that at which it would be late anyway."""
        until = self.cleaned_data["until"].replace(tzinfo=UTC)
        if until <= max(timezone.now(), self.submission.call.last_moment):
            raise forms.ValidationError(gettext("Choose a moment that is still to come and later than the closing of the call."))
        return until


def submission_of(request, pk):
    """A submission in any state, for a member of staff who may change it; PermissionDenied or Http404 otherwise."""
    demand(request, "change")
    return get_object_or_404(Submission.objects.select_related("call", "consent", "current_version"), pk=pk)


def late(request, pk):
    """What was sent late, for reading, with the two ways to go on."""
    submission = submission_of(request, pk)
    return page(request, submission, AdmitForm(), AllowForm(submission=submission))


@require_POST
def admit(request, pk):
    """Receive the text that was shown, with a reason."""
    submission = submission_of(request, pk)
    form = AdmitForm(request.POST)
    if not form.is_valid():
        return page(request, submission, form, AllowForm(submission=submission))
    try:
        edition = request.POST.get("edition", "")
        closing.admit(submission, edition=int(edition) if edition.isdecimal() else -1, by=request.user, reason=form.cleaned_data["reason"])
    except closing.NotLate:
        messages.warning(request, gettext("There is no late text to admit: it was submitted meanwhile."))
    except SomeoneElseSaved:
        messages.warning(request, gettext("Its holder has changed the text since you read it, or is changing it now. Read it again."))
        return redirect("admin:review_late", pk)
    else:
        sentence = gettext("%(reference)s is received, marked as late. Its holder is sent the receipt where an address is known.")
        messages.success(request, sentence % {"reference": submission})
    return redirect("admin:submissions_submission_change", pk)


@require_POST
def allow(request, pk):
    """Let its holder submit until the moment that is given, with a reason."""
    submission = submission_of(request, pk)
    form = AllowForm(request.POST, submission=submission)
    if not form.is_valid():
        return page(request, submission, AdmitForm(), form)
    closing.allow_until(submission, by=request.user, **form.cleaned_data)
    messages.success(request, gettext("%(reference)s may be submitted until then.") % {"reference": submission})
    return redirect("admin:review_late", pk)


def page(request, submission, admit_form, allow_form):
    """HTTP 200 with whatever is late to read; a draft that nobody sent is not for reading."""
    version = closing.late_texts().filter(submission=submission).first()
    context = {
        **admin.site.each_context(request),
        "title": gettext("After the closing"),
        "opts": Submission._meta,
        "original": submission,
        "version": version,
        "country": version and place_shown(version.country, version.country_as_written),
        "answers": answers_of(version) if version else [],
        "admit_form": admit_form,
        "allow_form": allow_form,
    }
    return render(request, "admin/submissions/submission/late.html", context)
