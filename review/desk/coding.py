"""The coding workspace: code a passage, take codings away and back, finish and go on; and the queue of a call's submissions."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from review import assigning
from review.desk import coding_memos, translations, walking
from review.desk.access import call_for, submission_for
from review.desk.marking import may_remove
from review.desk.selection import Unclear, code_selection, read_codes, read_selection
from review.desk.workbench import address, answer_held, changed, conflict, demand_coding, frame, page, unclear, wants_part
from review.models.codebook import Code
from review.models.coding import Coding, NotCodable, remove_coding
from review.models.reading import Assignment
from review.moving import move_excerpts, to_place
from review.progress import progress
from review.undoing import undo
from submissions.models.submission import Submission

ROWS = 50
LEASE_GROWS_AFTER = timedelta(minutes=10)  # of coding; not with every passage


def addresses(view):
    """The addresses of the workspace, below those of codings in the admin."""
    return [
        path("submission/<int:pk>/", view(workspace), name="review_coding"),
        path("submission/<int:pk>/undo/", view(take_back), name="review_coding_undo"),
        path("submission/<int:pk>/done/", view(done), name="review_coding_done"),
        path("submission/<int:pk>/memo/", view(coding_memos.write_memo), name="review_coding_memo"),
        path("submission/<int:pk>/memo/<int:memo>/", view(coding_memos.edit_memo), name="review_coding_memo_edit"),
        path("submission/<int:pk>/translation/<int:question>/", view(translations.translate), name="review_translation"),
        path("queue/<int:pk>/", view(queue), name="review_coding_queue"),
        path("queue/<int:pk>/translations/", view(translations.import_translations), name="review_translations_import"),
        path("<int:pk>/remove/", view(remove), name="review_coding_remove"),
    ]


@require_http_methods(("GET", "HEAD", "POST"))
def workspace(request, pk):
    """GET shows a submission's answers to code; POST codes a selection and comes back to it."""
    demand_coding(request, "view")
    if request.method != "POST":
        return page(request, submission_for(request, pk, "view"))
    demand_coding(request, "add")
    at = timezone.now()
    try:
        selection = read_selection(request.POST)
        with transaction.atomic():
            answer = answer_held(pk, selection.answer, request.user)
            codes = read_codes(request.POST, list(Code.objects.active().filter(call=answer.question.call_id)))
            excerpt = code_selection(answer, selection, codes, by=request.user, at=at)
            keep_lease(answer, request.user, at)
    except Unclear as problem:
        return unclear(request, pk, str(problem))
    except NotCodable as refusal:
        return conflict(request, answer, selection, refusal)
    said = gettext("Coded: %(codes)s") % {"codes": ", ".join(map(str, codes))}
    return changed(request, answer, said, goes_to=f"excerpt-{excerpt.pk}")


def keep_lease(answer, by, at):
    """Whoever codes an answer that they hold, holds it on."""
    if answer.lease and answer.lease < at + assigning.WORKING_FOR - LEASE_GROWS_AFTER:
        assigning.renew(answer, by)


@require_POST
def remove(request, pk):
    """Take one coding away: one's own, or anybody's with the permission to delete codings."""
    demand_coding(request, "view")
    received = Coding.objects.filter(excerpt__answer__submission__state=Submission.State.RECEIVED)
    coding = get_object_or_404(received.select_related("code", "excerpt__answer__submission__call"), pk=pk)
    if not may_remove(request.user, coding):
        raise PermissionDenied
    remove_coding(coding, by=request.user)
    answer = coding.excerpt.answer
    return changed(request, answer, gettext("Removed: %(code)s") % {"code": coding.code}, goes_to=f"answer-{answer.pk}")


@require_POST
def take_back(request, pk):
    """Take back one's own last act in this submission."""
    demand_coding(request, "view")
    demand_coding(request, "add")
    submission = submission_for(request, pk, "view")
    codings, stand = undo(submission, request.user)
    if not codings:
        return unclear(request, pk, gettext("There is nothing of yours to take back in this submission."))
    excerpt = codings[0].excerpt
    told = gettext("Put back: %(codes)s on “%(quote)s”") if stand else gettext("Taken back: %(codes)s from “%(quote)s”")
    said = told % {"codes": ", ".join(str(coding.code) for coding in codings), "quote": excerpt}
    if not wants_part(request):
        messages.info(request, said)
    return changed(request, excerpt.answer, said, goes_to=f"answer-{excerpt.answer_id}")


@require_POST
def done(request, pk):
    """The reviewer has read what the page shows; on to the next stop of the walk."""
    demand_coding(request, "view")
    demand_coding(request, "add")
    submission, walk = submission_for(request, pk, "view"), walking.read_walk(request)
    following = walk.after(submission, request.user)
    for problem in finish(submission, walk.question, request.user):
        messages.warning(request, problem)
    if following:
        return redirect(address(request, following))
    messages.success(request, gettext("That was the last one of this list."))
    return redirect(reverse("admin:review_coding_queue", args=(submission.call_id,)) + walk.query)


def finish(submission, question, by):
    """Finish the answers that this person has still to read here; where none was assigned to them, those that they have not read yet.

    Returns the sentences, each once, of what somebody else holds.
    """
    answers = submission.current_version.answers.exclude(text="")
    answers = answers.filter(question=question) if question else answers
    mine = dict(Assignment.objects.filter(answer__in=answers, reader=by).values_list("answer", "done_at"))
    waiting = {key for key, done_at in mine.items() if done_at is None}
    problems = {}
    for answer in answers:
        if answer.pk in (waiting or {answer.pk} - mine.keys()):
            try:
                assigning.finish(answer, by)
            except assigning.NotTaken as taken:
                problems[str(taken)] = None
    return list(problems)


@require_safe
def queue(request, pk):
    """The received submissions of a call with what was coded in them."""
    demand_coding(request, "view")
    call, walk = call_for(request, pk), walking.read_walk(request)
    move_excerpts(call)
    finished, assigned = walking.assigned(call, request.user)
    context = {
        "title": gettext("Coding: %(call)s") % {"call": call},
        "call": call,
        "walk": walk,
        "page": Paginator(walk.rows(call, request.user), ROWS).get_page(request.GET.get("page")),
        "progress": progress(call),
        "to_place": to_place(call),
        "done": finished,
        "assigned": assigned,
        "may_translate": request.user.has_perm("review.add_translation"),
        **walking.choices(call),
    }
    return render(request, "admin/review/coding_queue.html", frame(request) | context)
