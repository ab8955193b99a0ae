"""Signing a submission off as reviewed, and opening it again."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from review import signing_off
from review.desk.access import submission_for
from review.models.reading import Assignment
from review.models.screening import Review
from review.signing_off import NotSignedOff, SeenOtherwise

REASON_MOST = 500  # what an Event holds


@require_http_methods(("GET", "HEAD", "POST"))
def sign_off(request, pk):
    """GET shows who read which answer; POST signs off, or opens again, what the page showed, or says why not."""
    if not request.user.has_perm("review.change_review"):
        raise PermissionDenied
    submission = submission_for(request, pk)
    if request.method != "POST":
        return sign_off_page(request, submission)
    try:
        message = act(request, submission)
    except SeenOtherwise as error:
        return sign_off_page(request, submission_for(request, pk), problem=str(error), saw=request.POST.get("seen", ""), status=409)
    except NotSignedOff as error:
        return sign_off_page(request, submission, problem=str(error), left=getattr(error, "answers", ()), status=400)
    messages.success(request, message)
    return redirect("admin:submissions_submission_change", pk)


def act(request, submission):
    """Do what the pressed button says; the sentence that says what was done."""
    seen = request.POST.get("seen", "")
    if "open" in request.POST:
        signing_off.open_again(submission, by=request.user, seen=seen)
        return gettext("%(reference)s is in review again.") % {"reference": submission}
    reason = request.POST.get("reason", "")
    if len(reason) > REASON_MOST:
        raise NotSignedOff(
            gettext("The reason has %(count)d characters; shorten it to %(most)d.") % {"count": len(reason), "most": REASON_MOST}
        )
    signing_off.sign_off(submission, by=request.user, seen=seen, reason=reason)
    return gettext("%(reference)s is signed off as reviewed.") % {"reference": submission}


def sign_off_page(request, submission, *, problem="", saw="", left=(), status=200):
    version = submission.current_version
    done = Assignment.objects.exclude(done_at=None).select_related("reader").order_by("done_at")
    answers = version.answers_in_order().exclude(text="").prefetch_related(Prefetch("assignments", done, to_attr="readings"))
    saw_version, _space, saw_signed = saw.partition(" ")
    context = {
        "title": gettext("Sign off %(reference)s") % {"reference": submission},
        "original": submission,
        "version": version,
        "review": Review.objects.select_related("reviewed_by", "reviewed_version").filter(submission=submission).first(),
        "answers": answers,
        "unread": left or signing_off.unread(submission),
        "seen": signing_off.state_of(submission),
        "problem": problem,
        "saw": saw,
        "saw_version": saw_version,
        "saw_signed": bool(saw_signed),
        "reason": request.POST.get("reason", ""),
    }
    frame = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
    return render(request, "admin/submissions/submission/sign_off.html", frame | context, status=status)
