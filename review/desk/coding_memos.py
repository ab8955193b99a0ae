"""Memos in the coding workspace: on the passage that is selected, else on the submission; one's own can be changed."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from review import memos
from review.desk.access import submission_for
from review.desk.selection import Unclear, code_selection, has_selection, read_selection
from review.desk.walking import read_walk
from review.desk.workbench import address, answer_held, changed, conflict, demand_coding, frame, unclear, wants_part
from review.models.coding import NotCodable
from review.models.memo import Memo


def demand_memos(request):
    demand_coding(request, "view")
    if not request.user.has_perms(("review.view_memo", "review.add_memo")):
        raise PermissionDenied


@require_POST
def write_memo(request, pk):
    """Write a memo on the words that are selected or the sentences that are ticked; on the submission where there are none."""
    demand_memos(request)
    submission = submission_for(request, pk, "view")
    text, kind = request.POST.get("memo", ""), request.POST.get("kind", Memo.Kind.NOTE)
    answer = selection = None
    try:
        with transaction.atomic():
            if not has_selection(request.POST):
                memos.write(submission, text, kind, request.user)
                return changed_memos(request, submission, gettext("Memo on the submission kept."))
            selection = read_selection(request.POST)
            answer = answer_held(pk, selection.answer, request.user)
            excerpt = code_selection(answer, selection, (), by=request.user)
            memos.write(excerpt, text, kind, request.user)
    except (Unclear, memos.NotWritten) as problem:
        return unclear(request, pk, str(problem))
    except NotCodable as refusal:
        return conflict(request, answer, selection, refusal)
    return changed(request, answer, gettext("Memo on the passage kept."), goes_to=f"excerpt-{excerpt.pk}")


@require_POST
def edit_memo(request, pk, memo):
    """Save what its writer changed in a memo of this submission; HTTP 409 with both texts when it was changed meanwhile."""
    demand_memos(request)
    submission = submission_for(request, pk, "view")
    memo = get_object_or_404(memos_of(submission), pk=memo)
    text, read = request.POST.get(f"memo-{memo.pk}", ""), memos.seen(request.POST.get(f"memo-{memo.pk}-seen", ""))
    try:
        memos.edit(memo, text, request.user, read)
    except memos.NotWritten as problem:
        return unclear(request, pk, str(problem))
    except memos.MemoConflict as meanwhile:
        return memo_conflict(request, submission, meanwhile, text)
    said = gettext("Memo changed.")
    if memo.excerpt:
        return changed(request, memo.excerpt.answer, said, goes_to=f"excerpt-{memo.excerpt_id}")
    return changed_memos(request, submission, said)


def memos_of(submission):
    """The memos on a submission and on the excerpts of its answers."""
    of_excerpts = Memo.objects.filter(excerpt__answer__submission=submission)
    both = of_excerpts | Memo.objects.filter(submission=submission)
    return both.select_related("excerpt__answer", "submission")


def changed_memos(request, submission, said):
    """The memos on the submission as they are now: the part for the script, else a way back to them."""
    if not wants_part(request):
        return redirect(f"{address(request, submission.pk)}#memos")
    context = {
        "said": said,
        "submission_id": submission.pk,
        "walk": read_walk(request),
        "memos": Memo.objects.filter(submission=submission).select_related("written_by"),
        "may_write_memos": True,
    }
    return render(request, "admin/review/_coding_part.html", context)


def memo_conflict(request, submission, meanwhile, text):
    context = {
        "title": gettext("The memo was not saved"),
        "refusal": str(meanwhile),
        "memo": meanwhile.memo,
        "selected": text,
        "now": meanwhile.memo.text,
        "back": f"{address(request, submission.pk)}#memos",
    }
    if wants_part(request):
        return render(request, "admin/review/_coding_conflict.html", context, status=409)
    return render(request, "admin/review/coding_conflict.html", frame(request) | context, status=409)
