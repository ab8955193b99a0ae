"""Correct a received submission: a new version with a reason, over what the newest version says."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods
from django_countries import countries

from review.desk.access import submission_for
from review.desk.entry import page
from review.desk.entryforms import CorrectionForm, ReasonForm
from submissions import drafting, entering
from submissions.forms.conflict import fingerprints, merge, read_fingerprints
from submissions.forms.respond import saved_values
from submissions.models.submission import Submission
from submissions.places import region_of
from submissions.views.respond import whole_number, with_row_buttons


@require_http_methods(("GET", "HEAD", "POST"))
def correct(request, pk):
    """The form; nothing is saved before it can be saved whole, so no draft of a correction stands in the stakeholder's way."""
    submission = submission_for(request, pk)
    version = submission.current_version
    version.submission = submission
    if request.method == "POST":
        return save(request, version)
    return correction_page(request, CorrectionForm(version), ReasonForm())


def save(request, version):
    form, reason = CorrectionForm(version, with_row_buttons(request.POST)), ReasonForm(request.POST)
    if "add" in request.POST or "remove" in request.POST:
        form.is_valid()
        return correction_page(request, form, ReasonForm(initial=request.POST.dict()))
    if not (form.is_valid() & reason.is_valid()):
        return correction_page(request, form, reason, problems=[*form.problems(), *reason.problems()])
    try:
        entering.correct(
            version.submission,
            seen=whole_number(request.POST.get("seen")),
            by=request.user,
            **reason.cleaned_data,
            profile=form.profile(),
            answers=form.answers(),
            languages=form.languages(),
            endorsers=form.endorsing(),
        )
    except drafting.SomeoneElseSaved:
        return save_after_another(request, form, reason)
    except drafting.Withdrawn:
        messages.error(request, gettext("Its holder has withdrawn this submission, so it is not corrected. Nothing was saved."))
        return correction_page(request, form, reason, status=409)
    except entering.RevisionOpen:
        return correction_page(request, form, reason, status=409)
    except entering.NothingChanged:
        messages.warning(request, gettext("Nothing differs from what is on record, so no version was made."))
        return correction_page(request, form, reason)
    except entering.Incomplete as error:
        missing = [(form.anchor(gap.field), gap.sentence) for gap in error.gaps]
        return correction_page(request, form, reason, missing=missing)
    return corrected(request, version.submission_id)


def corrected(request, pk):
    messages.success(request, gettext("The correction is a new version. What is public stays as it is until it is approved again."))
    return redirect("admin:submissions_submission_change", pk)


def save_after_another(request, form, reason):
    """There is a newer version since the page was made: show both texts, unless they are the same."""
    submission = Submission.objects.select_related("call", "current_version").get(pk=form.version.submission_id)
    version = submission.current_version
    version.submission = submission
    saved = saved_values(version)
    merged, conflicts = merge(typed=form.typed(), saved=saved, base=read_fingerprints(request.POST.get("base", "")))
    if merged == saved:
        return corrected(request, submission.pk)
    newer = CorrectionForm(version, saved=merged, conflicts=conflicts)
    return correction_page(request, newer, ReasonForm(initial=reason.cleaned_data), is_conflict=True, status=409)


def made_from(request, version, is_conflict):
    """Which version the page shows, and its fingerprints: what comes back with an error is still made from what was seen first."""
    if request.method == "POST" and not is_conflict:
        return {"seen": whole_number(request.POST.get("seen")), "base": request.POST.get("base", "")}
    return {"seen": version.number, "base": fingerprints(saved_values(version))}


def correction_page(request, form, reason, *, problems=(), missing=(), is_conflict=False, status=200):
    version = form.version
    context = {
        "title": gettext("Correct a submission"),
        "original": version.submission,
        "call": version.submission.call,
        "version": version,
        "form": form,
        "reason": reason,
        "problems": problems,
        "missing": missing,
        "is_conflict": is_conflict,
        "is_blocked": version.submission.draft is not None,
        **made_from(request, version, is_conflict),
        "countries": [(name, region_of(code)) for code, name in countries],
    }
    return page(request, "correction", context, status=status)
