"""What the views of the coding workspace share: who may, which answer, and how the page or a part of it comes back."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from review.desk import walking
from review.desk.access import submission_for
from review.desk.drawing import text_html
from review.desk.marking import facets, marked, reads
from review.models.memo import Memo
from review.models.reading import Assignment
from review.moving import move_excerpts
from review.progress import Status
from submissions.models.submission import Answer, Submission, VersionAnswer
from submissions.places import place_shown


def demand_coding(request, permission):
    if not (request.user.has_perm(f"review.{permission}_coding") and request.user.has_perm("submissions.view_submission")):
        raise PermissionDenied


def frame(request):
    """What the admin's pages share, without its side bar: the width is for the text."""
    return admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}


def wants_part(request):
    """Whether the workspace's script asks, which puts the part that changed in the place of the old one."""
    return request.headers.get("X-Requested-With") == "fetch"


def address(request, pk):
    """The workspace of a submission, in the same walk."""
    return reverse("admin:review_coding", args=(pk,)) + walking.read_walk(request).query


def answer_held(submission, pk, by):
    """A frozen answer of a received submission, held until the transaction ends; else Http404.

    `is_current`: whether the newest version still gives it; `lease`: until when `by` holds it, if so.
    """
    frozen = Answer.objects.filter(submission=submission, submission__state=Submission.State.RECEIVED, frozen_at__isnull=False)
    current = VersionAnswer.objects.filter(answer=OuterRef("pk"), version=OuterRef("submission__current_version"))
    lease = Assignment.objects.held().filter(answer=OuterRef("pk"), reader=by).values("lease_until")[:1]
    frozen = frozen.select_for_update(no_key=True, of=("self",)).select_related("question", "submission")
    return get_object_or_404(frozen.annotate(is_current=Exists(current), lease=Subquery(lease)), pk=pk)


def changed(request, answer, said, *, goes_to):
    """The answer with its marks as they are now: the part for the script, else a way back to the place on the page."""
    if not wants_part(request):
        return redirect(f"{address(request, answer.submission_id)}#{goes_to}")
    now = marked(answer, request.user)
    context = {"said": said, "marked": now, "text": text_html(now, user=request.user, walk=walking.read_walk(request))}
    return render(request, "admin/review/_coding_part.html", context)


def unclear(request, pk, problem):
    """HTTP 400 with the sentence; to a person without script on the page as it was filled."""
    if wants_part(request):
        return HttpResponse(problem, status=400, content_type="text/plain; charset=utf-8")
    return page(request, submission_for(request, pk, "view"), problem=problem, status=400)


def conflict(request, answer, selection, refusal):
    """HTTP 409: nothing was done; what was selected stands beside what the answer holds at that place now."""
    links = VersionAnswer.objects.filter(version=F("version__submission__current_version"), version__submission=answer.submission_id)
    newest = links.filter(question=answer.question_id).select_related("answer").first()
    context = {
        "title": gettext("Nothing was coded"),
        "refusal": refusal,
        "answer": answer,
        "selected": selection.quote_in(answer.text),
        "now": newest.answer.text[selection.start : selection.end] if newest else "",
        "back": f"{address(request, answer.submission_id)}#question-{answer.question_id}",
    }
    if wants_part(request):
        return render(request, "admin/review/_coding_conflict.html", context, status=409)
    return render(request, "admin/review/coding_conflict.html", frame(request) | context, status=409)


def page(request, submission, *, problem="", status=200):
    """The workspace, with what was picked, chosen and typed before where the form has to come back."""
    move_excerpts(submission.call)
    walk, user, version = walking.read_walk(request), request.user, submission.current_version
    before, rows = walk.around(submission, user)
    done, assigned = walking.assigned(submission.call, user)
    answers, lost = reads(version, user, walk)
    may_read_memos = user.has_perm("review.view_memo")
    context = {
        "title": gettext("Coding %(reference)s") % {"reference": submission},
        "submission": submission,
        "submission_id": submission.pk,
        "call": submission.call,
        "version": version,
        "country": place_shown(version.country, version.country_as_written),
        "status_label": Status(submission.status).label,
        "reads": answers,
        "lost": lost,
        "facets": facets(submission.call),
        "walk": walk,
        "stops": [*before, *rows],
        "previous": before[-1].pk if before else None,
        "next": next((row.pk for row in rows if row.pk > submission.pk), None),
        "done": done,
        "assigned": assigned,
        "memos": Memo.objects.filter(submission=submission).select_related("written_by") if may_read_memos else (),
        "memo_kinds": Memo.Kind.choices,
        "may_code": user.has_perm("review.add_coding"),
        "may_write_memos": may_read_memos and user.has_perm("review.add_memo"),
        "may_translate": user.has_perm("review.add_translation"),
        "problem": problem,
        "picked": request.POST.getlist("sentence"),
        "chosen_codes": request.POST.getlist("code"),
        "posted": request.POST,
        **walking.choices(submission.call),
    }
    return render(request, "admin/review/coding.html", frame(request) | context, status=status)
