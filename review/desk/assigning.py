"""Who reads what: where the reading of a call stands, answers assigned in equal shares, and what one person holds."""

from collections import Counter

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from review import assigning
from review.assigning import name_of
from review.desk.access import call_for
from review.desk.assignforms import AssignForm, keys_of
from review.desk.charts import stack
from review.models.reading import Assignment
from review.reading_progress import people, reading
from review.sharing import share
from submissions.models.submission import Answer
from submissions.statistics import is_mirrored
from submissions.templatetags.portal import language_name

ROWS = 100
SHOWN = ("", "done")


def assign_call_for(request, pk, permission):
    """The call for staff who may see, or change, who reads what; PermissionDenied or Http404 otherwise."""
    if not request.user.has_perms(("review.view_coding", f"review.{permission}_assignment")):
        raise PermissionDenied
    return call_for(request, pk)


@require_http_methods(("GET", "HEAD", "POST"))
def assign(request, pk):
    """GET shows where the reading stands and, once people are chosen, what each would get; POST assigns what was shown, or says why not."""
    call = assign_call_for(request, pk, "add" if request.method == "POST" else "view")
    standing = reading(call)
    asked = request.POST or (request.GET if "days" in request.GET else None)
    initial = {name: request.GET[name] for name in ("question", "language", "submissions") if name in request.GET}
    form = AssignForm(asked, call=call, people=assigning.readers(), languages=standing.languages, initial=initial)
    if asked is None or not form.is_valid():
        return assign_page(request, call, standing, form, status=400 if request.method == "POST" else 200)
    if request.method != "POST":
        return assign_page(request, call, standing, form, plan=plan_of(form, form.pool()))
    seen = keys_of(request.POST.get("answers", ""))
    pool = list(assigning.free(call).filter(pk__in=seen).order_by("submission", "question__position", "pk").values_list("pk", "submission"))
    if not seen or len(pool) != len(seen):
        return conflict(request, call, form, seen, pool)
    with transaction.atomic():
        outcomes = [(reader, assign_share(form, reader, keys, request.user)) for reader, keys in shares_of(form, pool).items()]
    tell(request, outcomes)
    return redirect("admin:review_assign", pk)


def shares_of(form, pool):
    shares, _rest = share(pool, form.cleaned_data["readers"], form.cleaned_data["at_most"])
    return {reader: keys for reader, keys in shares.items() if keys}


def assign_share(form, reader, keys, by):
    return assigning.assign([Answer(pk=key) for key in keys], reader, by, lease=form.lease)


def plan_of(form, pool):
    """What the page shows before anything is assigned, and what its form is made from."""
    shares = shares_of(form, pool)
    given = [key for keys in shares.values() for key in keys]
    counts = [(name_of(reader), len(shares.get(reader, ()))) for reader in form.cleaned_data["readers"]]
    return {"shares": counts, "given": len(given), "rest": len(pool) - len(given), "answers": ",".join(map(str, sorted(given)))}


def tell(request, outcomes):
    """Who got how many; and what somebody else took in the moment between looking and assigning."""
    told = ", ".join(f"{name_of(reader)} {outcome.count}" for reader, outcome in outcomes)
    messages.success(request, gettext("Assigned: %(told)s.") % {"told": told})
    if held := Counter(name_of(row.reader) for _reader, outcome in outcomes for row in outcome.held):
        told = ", ".join(f"{name} {count}" for name, count in held.items())
        messages.warning(request, gettext("Taken by others in this moment, and left with them: %(told)s.") % {"told": told})


def assign_page(request, call, standing, form, *, plan=None, status=200):
    total = standing.total
    counts = (("read", gettext("read"), total.read), ("held", gettext("held"), total.held), ("free", gettext("free"), total.free))
    context = {
        "title": gettext("Who reads what"),
        "call": call,
        "total": total,
        "parts": stack([(*row, "") for row in counts], mirrored=is_mirrored()),
        "people": people(call),
        "questions": [(question, standing.questions.get(question.pk)) for question in call.questions.order_by("position")],
        "languages": [(language_name(code), code, part) for code, part in standing.languages.items()],
        "form": form,
        "plan": plan,
        "may_assign": request.user.has_perm("review.add_assignment"),
    }
    return render(request, "admin/review/assign.html", frame(request) | context, status=status)


def conflict(request, call, form, seen, pool):
    """HTTP 409: what the page showed, beside who has those answers now; nothing was assigned. The rest can be."""
    gone = seen - {key for key, _submission in pool}
    rows = Assignment.objects.filter(answer__in=gone, answer__submission__call=call).select_related(
        "reader", "answer__question", "answer__submission__current_version"
    )
    now = timezone.now()
    context = {
        "title": gettext("Somebody assigned or took some of these meanwhile"),
        "call": call,
        "seen": len(seen),
        "gone": len(gone),
        "rows": [row for row in rows.order_by("answer", "pk") if row.done_at or row.lease_until > now][:ROWS],
        "form": form,
        "plan": plan_of(form, pool),
    }
    return render(request, "admin/review/assign_conflict.html", frame(request) | context, status=409)


@require_http_methods(("GET", "HEAD", "POST"))
def assigned(request, pk, reader):
    """What one person is to read in a call, or has read; POST takes back what was ticked, from oneself or as one who assigns."""
    call = assign_call_for(request, pk, "view")
    reader = get_object_or_404(get_user_model().objects.filter(is_staff=True), pk=reader)
    is_own = reader == request.user
    if request.method == "POST":
        if not (is_own or request.user.has_perm("review.change_assignment")):
            raise PermissionDenied
        ticked = keys_of(",".join(request.POST.getlist("assignment")))
        tell_taken_back(request, len(ticked), assigning.take_back(ticked, reader, request.user))
        return redirect("admin:review_assigned", pk, reader.pk)
    show = request.GET.get("show", "") if request.GET.get("show", "") in SHOWN else ""
    done = Assignment.objects.filter(reader=reader, answer__in=assigning.to_read(call)).exclude(done_at=None).order_by("-done_at")
    rows = done if show == "done" else assigning.waiting_for(reader, call)
    rows = rows.select_related("answer__question", "answer__submission__current_version", "assigned_by")
    context = {
        "title": gettext("What you read") if is_own else gettext("What %(name)s reads") % {"name": name_of(reader)},
        "call": call,
        "reader": reader,
        "show": show,
        "now": timezone.now(),
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "may_take_back": not show and (is_own or request.user.has_perm("review.change_assignment")),
    }
    return render(request, "admin/review/assigned.html", frame(request) | context)


def tell_taken_back(request, ticked, taken):
    if not ticked:
        messages.error(request, gettext("Nothing was ticked, so nothing was taken back."))
        return
    message = ngettext("%(count)d answer is free again.", "%(count)d answers are free again.", taken)
    messages.success(request, message % {"count": taken})
    if ticked > taken:
        message = ngettext(
            "%(count)d was finished or given back meanwhile, and stays so.",
            "%(count)d were finished or given back meanwhile, and stay so.",
            ticked - taken,
        )
        messages.warning(request, message % {"count": ticked - taken})


def frame(request):
    """What the admin's pages share, without its side bar: the width is for the tables."""
    return admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
