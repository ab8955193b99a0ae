"""The coding workspace: one submission's answers with their marks, the codebook beside them; and the queue of a call's submissions."""

from dataclasses import dataclass
from itertools import groupby

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from review.anchoring import segments, sentences, snap
from review.desk.access import call_for, submission_for
from review.desk.selection import Unclear, read_codes, read_selection
from review.models.codebook import Code
from review.models.coding import Coding, NotCodable, code_excerpt, remove_coding
from review.moving import move_excerpts, to_place
from review.progress import Status, progress, with_status
from submissions.models.submission import Answer, Submission, VersionAnswer
from submissions.places import place_shown

ROWS = 50
SHOWN = ("", "uncoded", "coded")


@dataclass(frozen=True)
class Mark:
    """An excerpt as the page draws it, with the codings that stand on it."""

    excerpt: object
    codings: tuple

    @property
    def start(self):
        return self.excerpt.start

    @property
    def end(self):
        return self.excerpt.end


@dataclass(frozen=True)
class MarkedAnswer:
    """One answer as the page draws it."""

    answer: Answer
    chosen: tuple
    marks: tuple
    pieces: tuple
    sentences: tuple


@dataclass(frozen=True)
class Sentence:
    value: str
    text: str


@require_http_methods(("GET", "HEAD", "POST"))
def workspace(request, pk):
    """GET shows a submission's answers to code; POST codes a selection and comes back to it."""
    demand_coding(request, "view")
    if request.method != "POST":
        return page(request, submission_for(request, pk, "view"))
    demand_coding(request, "add")
    try:
        selection = read_selection(request.POST)
        answer = answer_of(pk, selection.answer)
        codes = read_codes(request.POST, list(Code.objects.filter(call=answer.question.call_id)))
    except Unclear as unclear:
        return page(request, submission_for(request, pk, "view"), problem=str(unclear), status=400)
    try:
        excerpt = code_selection(answer, selection, codes, by=request.user)
    except NotCodable as refusal:
        return conflict(request, answer, selection, refusal)
    return redirect(f"{address(request, pk)}#excerpt-{excerpt.pk}")


@require_POST
def remove(request, pk):
    """Take one coding away: one's own, or anybody's with the permission to delete codings."""
    demand_coding(request, "view")
    received = Coding.objects.filter(excerpt__answer__submission__state=Submission.State.RECEIVED)
    coding = get_object_or_404(received.select_related("excerpt__answer__submission__call"), pk=pk)
    if not may_remove(request.user, coding):
        raise PermissionDenied
    remove_coding(coding, by=request.user)
    return redirect(f"{address(request, coding.excerpt.answer.submission_id)}#answer-{coding.excerpt.answer_id}")


@require_safe
def queue(request, pk):
    """The received submissions of a call with what was coded in them."""
    demand_coding(request, "view")
    call = call_for(request, pk)
    move_excerpts(call=call)
    show = shown(request)
    rows = (
        queue_of(call, show).select_related("current_version", "consent").annotate(answered=answers_counted(), excerpts=excerpts_counted())
    )
    context = {
        "title": gettext("Coding: %(call)s") % {"call": call},
        "call": call,
        "show": show,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "progress": progress(call),
        "to_place": to_place(call),
    }
    return render(request, "admin/review/coding_queue.html", frame(request) | context)


def frame(request):
    """What the admin's pages share, without its side bar: the width is for the text."""
    return admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}


def demand_coding(request, permission):
    if not (request.user.has_perm(f"review.{permission}_coding") and request.user.has_perm("submissions.view_submission")):
        raise PermissionDenied


def may_remove(user, coding):
    """What one may put one may take away; what others put, with the permission to delete codings."""
    return (coding.coder_id == user.pk and user.has_perm("review.add_coding")) or user.has_perm("review.delete_coding")


def shown(request):
    show = request.GET.get("show", "")
    return show if show in SHOWN else ""


def address(request, pk):
    """The workspace of a submission, in the same walk through the queue."""
    show = shown(request)
    return reverse("admin:review_coding", args=(pk,)) + (f"?show={show}" if show else "")


def queue_of(call, show):
    """The submissions of a call to code, in the order they came in; those set aside or withdrawn as a whole are not for coding."""
    submissions = (
        with_status(Submission.objects.received().filter(call=call, withdrawn_at=None)).exclude(status=Status.SET_ASIDE).order_by("pk")
    )
    coded = Exists(Coding.objects.live().filter(excerpt__answer__submission=OuterRef("pk")).order_by())
    return {"": submissions, "uncoded": submissions.filter(~coded), "coded": submissions.filter(coded)}[show]


def answers_counted():
    links = VersionAnswer.objects.filter(version=OuterRef("current_version")).order_by()
    return Coalesce(Subquery(links.values("version").annotate(n=Count("pk")).values("n")), 0)


def excerpts_counted():
    live = Coding.objects.live().filter(excerpt__answer__submission=OuterRef("pk")).order_by()
    return Coalesce(Subquery(live.values("excerpt__answer__submission").annotate(n=Count("excerpt", distinct=True)).values("n")), 0)


def answer_of(submission, pk):
    """A frozen answer of a received submission, with `is_current`: whether the newest version still gives it; else Http404."""
    frozen = Answer.objects.filter(submission=submission, submission__state=Submission.State.RECEIVED, frozen_at__isnull=False)
    current = VersionAnswer.objects.filter(answer=OuterRef("pk"), version=OuterRef("submission__current_version"))
    return get_object_or_404(frozen.select_related("question", "submission").annotate(is_current=Exists(current)), pk=pk)


def code_selection(answer, selection, codes, *, by):
    """Code what was selected, widened to whole words; NotCodable when it is not what stands there or is space alone."""
    if not answer.is_current:
        raise NotCodable(gettext("The stakeholder sent a newer version, in which this answer reads differently; code the newer one."))
    start, end, quote = selection.start, selection.end, selection.quote_in(answer.text)
    if quote and not quote.strip():
        raise NotCodable(gettext("There are no words in the selection."))
    if answer.text[start:end] == quote:
        start, end = snap(answer.text, start, end)
        quote = answer.text[start:end]
    return code_excerpt(answer, start=start, end=end, quote=quote, codes=codes, by=by)


def conflict(request, answer, selection, refusal):
    """HTTP 409: nothing was coded; what was selected stands beside what the answer holds at that place now."""
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
    return render(request, "admin/review/coding_conflict.html", frame(request) | context, status=409)


def page(request, submission, *, problem="", status=200):
    """The workspace, with what was picked and chosen before where the form has to come back."""
    move_excerpts(pk=submission.pk)
    show = shown(request)
    walk = queue_of(submission.call, show).values_list("pk", flat=True)
    version = submission.current_version
    context = {
        "title": gettext("Coding %(reference)s") % {"reference": submission},
        "submission": submission,
        "version": version,
        "country": place_shown(version.country, version.country_as_written),
        "status_label": Status(submission.status).label,
        "answers": marked_answers(version, request.user),
        "facets": facets(submission.call),
        "show": show,
        "previous": walk.filter(pk__lt=submission.pk).order_by("-pk").first(),
        "next": walk.filter(pk__gt=submission.pk).first(),
        "may_code": request.user.has_perm("review.add_coding"),
        "problem": problem,
        "picked": request.POST.getlist("sentence"),
        "chosen_codes": request.POST.getlist("code"),
        "posted": request.POST,
    }
    return render(request, "admin/review/coding.html", frame(request) | context, status=status)


def marked_answers(version, user):
    """The answers of a version as MarkedAnswers, in four queries for any number of them."""
    answers = list(version.answers_in_order().prefetch_related("question__options"))
    codings = Coding.objects.filter(removed_at=None, excerpt__answer__in=answers).select_related("excerpt", "code", "coder")
    codings = list(
        codings.order_by("excerpt__answer__question__position", "excerpt__start", "excerpt__end", "code__facet", "code__position", "pk")
    )
    for coding in codings:
        coding.removable = may_remove(user, coding)
    marks = {}
    for excerpt, group in groupby(codings, lambda coding: coding.excerpt):
        marks.setdefault(excerpt.answer_id, []).append(Mark(excerpt, tuple(group)))
    return [marked_answer(answer, marks.get(answer.pk, ())) for answer in answers]


def marked_answer(answer, marks):
    text = answer.text
    return MarkedAnswer(
        answer=answer,
        chosen=tuple(answer.question.labels_of(answer.choices)),
        marks=tuple(marks),
        pieces=tuple(segments(text, marks)),
        sentences=tuple(Sentence(f"{answer.pk}:{start}:{end}", text[start:end].strip()) for start, end in sentences(text, answer.language)),
    )


def facets(call):
    """(label, codes) of each facet that has codes; a sub-line follows the code it is part of."""
    codes = Code.objects.filter(call=call).in_tree_order()
    return [(Code.Facet(facet).label, list(group)) for facet, group in groupby(codes, lambda code: code.facet)]
