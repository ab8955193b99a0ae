"""The kill switch on a call's page."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from review import pausing
from review.desk.access import call_for


class PauseForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("Internal; names no person."))


@require_http_methods(("GET", "HEAD", "POST"))
def pause(request, pk):
    """Ask for the reason, then pause the publication of the whole call."""
    call = call_for(request, pk, "publish")
    form = PauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pausing.pause(call, by=request.user, **form.cleaned_data)
        messages.warning(request, gettext("Publication is paused. No submission to this call is public until you resume it."))
        return redirect("admin:submissions_call_change", pk)
    context = {**admin.site.each_context(request), "title": gettext("Pause publication"), "call": call, "form": form}
    return render(request, "admin/submissions/call/pause.html", context)


@require_POST
def resume(request, pk):
    """Let what is published be read again."""
    call = call_for(request, pk, "publish")
    try:
        if pausing.resume(call, by=request.user):
            messages.success(request, gettext("Publication is resumed. What is published is public again."))
    except pausing.NotResumable as error:
        messages.error(request, str(error))
    return redirect("admin:submissions_call_change", pk)
