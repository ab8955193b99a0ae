"""The sections of a summary in its builder: their heading and text, new ones, their order, taking one away, a first draft of one, and what
is decided about all statements of one at once."""

from collections import Counter

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from review.desk.builder import address, demand, section_for
from review.desk.builderforms import SectionForm
from review.desk.coding import frame
from review.drafting_summary import draft_section
from review.models.summary import Section, Statement, Summary, give_sections, last_position
from review.statements import NotPossible, move_section, remove_section, set_status

ALL = {  # act → of which status they are, and which they get
    "reviewed": (Statement.Status.DRAFT, Statement.Status.REVIEWED),
    "approve": (Statement.Status.REVIEWED, Statement.Status.APPROVED),
}


@require_http_methods(("GET", "HEAD", "POST"))
@transaction.atomic
def edit_section(request, pk):
    """One section's heading and text; HTTP 409 with both texts where somebody else changed it meanwhile."""
    section = section_for(request, pk)
    form = SectionForm(request.POST or None, instance=section)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(address(section))
    context = {"title": gettext("Section"), "form": form, "back": address(section), "of": section}
    return render(request, "admin/review/summary_form.html", frame(request) | context, status=409 if form.in_conflict else 200)


@require_POST
def add_section(request, pk):
    """A list or a section of its own, after the section that the form names; or the sections that the questions lack."""
    demand(request, "change")
    summary = get_object_or_404(Summary, pk=pk)
    heading, kind = request.POST.get("heading", "").strip()[:300], request.POST.get("kind")
    before = summary.sections.filter(pk=request.POST.get("after", "0") if request.POST.get("after", "").isdecimal() else 0).first()
    if not heading:
        give_sections(summary)
        return redirect("admin:review_builder", summary.pk)
    is_list = kind == Section.Kind.LIST
    if is_list and before is None:
        messages.error(request, gettext("A list stands inside a section; choose the section first."))
        return redirect("admin:review_builder", summary.pk)
    section = Section.objects.create(
        summary=summary,
        kind=Section.Kind.LIST if is_list else Section.Kind.FREE,
        question=before.question if is_list else None,
        heading=heading,
        position=before.position + 1 if is_list else last_position(summary.sections),
    )
    return redirect(address(section))


@require_POST
def act_on_section(request, pk):
    """Move a section, take away one that has no question and no statement but dropped ones, or decide about all its statements."""
    section = section_for(request, pk)
    act = request.POST.get("act")
    if act in ("up", "down"):
        move_section(section, up=act == "up")
    elif act in ALL:
        act_on_all(request, section, act)
    elif act == "remove":
        try:
            count = remove_section(section, by=request.user)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            told = ngettext("Taken away, with %(n)d dropped statement.", "Taken away, with %(n)d dropped statements.", count)
            messages.success(request, told % {"n": count} if count else gettext("Taken away."))
            return redirect("admin:review_builder", section.summary_id)
    return redirect(address(section))


def act_on_all(request, section, act):
    """The act on each statement that may take it; those left, and why, are told."""
    before, status = ALL[act]
    done, left = 0, Counter()
    for statement in section.statements.filter(status=before):
        try:
            set_status(statement, status, by=request.user)
            done += 1
        except NotPossible as refusal:
            left[str(refusal)] += 1
    if done:
        told = ngettext("%(n)d statement: %(status)s.", "%(n)d statements: %(status)s.", done)
        messages.success(request, told % {"n": done, "status": status.label.lower()})
    for reason, count in left.items():
        told = ngettext("%(n)d statement is left as it was. %(reason)s", "%(n)d statements are left as they were. %(reason)s", count)
        messages.warning(request, told % {"n": count, "reason": reason})


@require_POST
def draft(request, pk):
    """The machine's first draft of one section, as proposals; nothing that a person touched is changed."""
    section = section_for(request, pk)
    count = draft_section(section)
    told = ngettext(
        "%(count)d statement is proposed; accept, rewrite or drop it.",
        "%(count)d statements are proposed; accept, rewrite or drop each.",
        count,
    )
    nothing = gettext("Nothing new to propose: every code raised here by two or more has a statement.")
    messages.success(request, told % {"count": count} if count else nothing)
    return redirect(address(section))
