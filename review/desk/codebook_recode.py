"""After a split: the quotes that wait, in pages, with a choice for each of the parts it goes to."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from review.codebook_journal import assign, assign_rest, parts_of, waiting_of
from review.desk.codebook_acts import PAGES, demand, frame
from review.models.codebook import CodebookChange
from review.recoding import NotPossible

QUOTES = 25  # a page


@require_http_methods(PAGES)
def recode(request, pk):
    """GET shows the first quotes that wait after a split; POST gives those that were ticked, or all the rest, to its parts."""
    demand(request, "change")
    if not request.user.has_perm("submissions.view_submission"):
        raise PermissionDenied
    splits = CodebookChange.objects.filter(act=CodebookChange.Act.SPLIT).select_related("call")
    change = get_object_or_404(splits, pk=pk)
    if request.method != "POST":
        return page(request, change)
    try:
        given = give(request, change)
    except NotPossible as problem:
        return page(request, change, problem=str(problem), status=409)
    left = waiting_of(change).count()
    message = ngettext("%(count)d quote was given to its parts.", "%(count)d quotes were given to their parts.", given) % {"count": given}
    messages.success(request, f"{message} {gettext('%(count)d wait.') % {'count': left}}")
    return redirect("admin:review_codebook_recode", pk) if left else redirect("admin:review_codebook", change.call_id)


def give(request, change):
    """Do what the form asks for; returns how many quotes were given."""
    rest = request.POST.get("rest", "")
    if "all" in request.POST:
        if not rest.isdecimal():
            raise NotPossible(gettext("Choose the part that all the quotes that wait go to."))
        return assign_rest(change, int(rest), by=request.user)
    choices = {}
    for value in request.POST.getlist("part"):
        coding, _colon, part = value.partition(":")
        if coding.isdecimal() and part.isdecimal() and len(value) < 40:
            choices.setdefault(int(coding), []).append(int(part))
    shown = [int(key) for key in request.POST.getlist("shown") if key.isdecimal() and len(key) < 19]
    given = assign(change, choices, by=request.user)
    if given < len(choices) and shown:
        count = len(choices) - given
        messages.warning(
            request,
            ngettext(
                "%(count)d quote was given by somebody else, or removed, meanwhile; it was left as it is.",
                "%(count)d quotes were given by somebody else, or removed, meanwhile; they were left as they are.",
                count,
            )
            % {"count": count},
        )
    return given


def page(request, change, problem="", status=200):
    codes = {code.pk: code for code in change.call.codes.select_related("call")}
    waiting = waiting_of(change).select_related(
        "coder", "excerpt__answer__question", "excerpt__answer__submission__current_version", "excerpt__answer__submission__consent"
    )
    context = {
        "change": change,
        "problem": problem,
        "code": codes[change.after["split"]["from"]],
        "parts": () if change.undone_at else parts_of(change, codes),
        "page": Paginator(waiting.order_by("excerpt__answer__question__position", "pk"), QUOTES).get_page(request.GET.get("page")),
        "given": sum(len(move[-1]) for move in change.after.get("moved", ())),
        "ticked": set(request.POST.getlist("part")),
    }
    title = gettext("Give the quotes of “%(code)s” to its parts") % {"code": context["code"]}
    return render(request, "admin/review/codebook_recode.html", frame(request, change.call, title, **context), status=status)
