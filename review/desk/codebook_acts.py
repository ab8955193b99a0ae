"""The acts on a codebook as pages: a form, a preview of what it changes, and the change once a person confirms it; and the way back.

Whoever confirms what was shown before somebody else changed the same codes gets a conflict page, with the preview made anew.
"""

from dataclasses import replace
from datetime import UTC, datetime

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from review.codebook_impact import changes_of, doubled, impact
from review.codebook_journal import Stale, carry_out, undo
from review.desk.codebook_forms import FORMS, AddForm
from review.models.codebook import Code, CodebookChange
from review.recoding import NotPossible
from submissions.models.call import Call

TITLES = {
    "add": _("Add a code"),
    "edit": _("Edit a code"),
    "merge": _("Merge a code into another"),
    "split": _("Split a code"),
    "move": _("Move a code"),
    "retire": _("Retire a code"),
}
PAGES = ("GET", "HEAD", "POST")


def demand(request, permission):
    if not request.user.has_perm(f"review.{permission}_code"):
        raise PermissionDenied


def frame(request, call, title, **context):
    """What every page of a codebook shares."""
    return {
        **admin.site.each_context(request),
        "call": call,
        "title": title,
        "may_change": request.user.has_perm("review.change_code"),
        **context,
    }


@require_http_methods(PAGES)
def act(request, pk, act):
    """One act on one code. Whoever may only view the codebook sees the code as it is."""
    demand(request, "change" if request.method == "POST" or act != "edit" else "view")
    code = get_object_or_404(Code.objects.select_related("call", "parent", "replaced_by"), pk=pk)
    if not request.user.has_perm("review.change_code"):
        return form_page(request, act, code, None)
    return steps(request, act, code, FORMS[act])


@require_http_methods(PAGES)
def add(request, pk):
    """A new code in the codebook of a call."""
    demand(request, "add")
    call = get_object_or_404(Call, pk=pk)
    return steps(request, "add", Code(call=call), AddForm)


def steps(request, act, code, form_class):
    """The form; then, for one that holds, the preview; then, confirmed, the change."""
    with transaction.atomic():
        codes = list(code.call.codes.in_tree_order().select_related("call"))
        form = form_class(request.POST if request.method == "POST" else None, code=code, codes=codes, initial=request.GET.dict())
        if form.is_bound and form.is_valid():
            try:
                plan = form.plan()
                if request.POST.get("confirm") == plan.fingerprint:
                    return done(request, carry_out(plan, by=request.user))
                carry_out_and_take_back(plan)
                return preview(request, act, code, form, plan)
            except NotPossible as problem:
                form.add_error(None, str(problem))
            except Stale:
                return preview(request, act, code, form, form.plan())
        return form_page(request, act, code, form)


def carry_out_and_take_back(plan):
    """NotPossible for what only shows once the codes are written, so that no preview promises it. Codings stay out of it."""
    with transaction.atomic():
        carry_out(replace(plan, moves=None))
        transaction.set_rollback(True)


def form_page(request, act, code, form):
    conflict = getattr(form, "in_conflict", False) or ("confirm" in request.POST)
    changes = CodebookChange.objects.filter(call=code.call).select_related("made_by", "undone_by").order_by("-pk")
    context = {
        "act": act,
        "code": code,
        "form": form,
        "impact": impact(code) if code.pk else None,
        "changes": [change for change in changes[:200] if str(code.pk) in change.after["codes"]][:10] if code.pk else (),
        "since": changes_since(request, code.call) if conflict else (),
    }
    title = TITLES[act] if act != "edit" else code
    return render(request, "admin/review/codebook_act.html", frame(request, code.call, title, **context), status=409 if conflict else 200)


def preview(request, act, code, form, plan):
    """What the act would change, to confirm; HTTP 409 where another state was shown for confirming."""
    conflict = "confirm" in request.POST
    affected = [code] if code.pk and act != "add" else []
    if plan.moves:
        affected += [other for other in form.codes if other.pk == plan.moves[1]]
    context = {
        "act": act,
        "code": code,
        "plan": plan,
        "changes": changes_of(plan),
        "doubled": doubled(*plan.moves) if plan.moves else 0,
        "impacts": [impact(other) for other in affected],
        "fields": [(name, value) for name in form.fields for value in form.data.getlist(name)],
        "shown": timezone.now().timestamp(),
        "conflict": conflict,
        "since": changes_since(request, code.call) if conflict else (),
    }
    title = gettext("What would change: %(summary)s") % {"summary": plan.summary}
    return render(
        request, "admin/review/codebook_preview.html", frame(request, code.call, title, **context), status=409 if conflict else 200
    )


def changes_since(request, call):
    """The acts and undoings since the page that was confirmed was made."""
    try:
        shown = datetime.fromtimestamp(float(request.POST.get("shown", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return CodebookChange.objects.none()
    changes = CodebookChange.objects.filter(call=call).select_related("made_by", "undone_by")
    return changes.filter(Q(made_at__gt=shown) | Q(undone_at__gt=shown))


def done(request, change):
    undoing = reverse("admin:review_codebook_undo", args=(change.pk,))
    messages.success(request, format_html('{}. <a href="{}">{}</a>', change.summary, undoing, gettext("Undo")))
    if change.act == CodebookChange.Act.SPLIT and not change.after.get("moved"):
        return redirect("admin:review_codebook_recode", change.pk)
    return redirect("admin:review_codebook", change.call_id)


@require_http_methods(PAGES)
def undo_change(request, pk):
    """What undoing an act would bring back, or the sentence why it cannot be done; a post does it."""
    demand(request, "change")
    change = get_object_or_404(CodebookChange.objects.select_related("call", "made_by", "undone_by"), pk=pk)
    problem = ""
    try:
        with transaction.atomic():
            undo(change, by=request.user)
            transaction.set_rollback(request.method != "POST")
    except NotPossible as refusal:
        problem = str(refusal)
    if request.method == "POST" and not problem:
        messages.success(request, gettext("Undone: %(summary)s") % {"summary": change.summary})
        return redirect("admin:review_codebook", change.call_id)
    counts = {name: sum(len(entry[-1]) for entry in change.after.get(name, ())) for name in ("moved", "removed", "made")}
    codes = list(Code.objects.filter(pk__in=[int(key) for key in change.after["codes"]]).in_tree_order())
    made = {int(key) for key, state in change.before["codes"].items() if state is None}
    context = {
        "change": change,
        "problem": problem,
        "counts": counts,
        "restored": [code for code in codes if code.pk not in made],
        "taken_away": [code for code in codes if code.pk in made],
    }
    title = gettext("Undo: %(summary)s") % {"summary": change.summary}
    status = 409 if problem and request.method == "POST" else 200
    return render(request, "admin/review/codebook_undo.html", frame(request, change.call, title, **context), status=status)
