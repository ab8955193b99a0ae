"""The builder of the summary: its sections in order, the statements of one with their counts, and the evidence tray beside them.

Numbered sections and lists change places here. Box and opening do not: their order is the Council's layout, which is what the document is
for; the outline leads to each of their texts on the page of the frame.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as _n
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from review import quantity
from review.coverage import coverage
from review.desk.builderforms import NewStatementForm, StatementForm
from review.desk.coding import frame
from review.desk.tray import FILTERS, tray
from review.document.ledger import inline_quotes
from review.document.wording import roman
from review.evidence import tallies
from review.models.summary import Evidence, Section, Statement, Summary
from review.statements import (
    NotPossible,
    add_statement,
    attach,
    detach,
    evidence_of,
    move_statement,
    set_status,
    staleness,
)

EDIT, CODING = "admin:review_builder_edit", "admin:review_coding"
KINDS = (  # of what a summary leaves out: name, title for a number of them, the page of each, explanation
    (
        "stale",
        _n("statement changed under its approval", "statements changed under their approval"),
        EDIT,
        _("Evidence, consent, redactions or codes changed since."),
    ),
    (
        "proposed",
        _n("proposal not decided on", "proposals not decided on"),
        EDIT,
        _("Not printed until somebody accepts or rewrites them."),
    ),
    (
        "unsupported",
        _n("statement without evidence", "statements without evidence"),
        EDIT,
        _("Not printed: attach passages, or mark them editorial."),
    ),
    (
        "unprinted",
        _n("statement on one or two unpublished submissions", "statements on one or two unpublished submissions"),
        EDIT,
        _("Not printed: they would tell of them."),
    ),
    (
        "one source",
        _n("statement on one submission", "statements on one submission"),
        EDIT,
        _("Printed as “one submission” where {quantity} stands in the text; else the reader sees no count."),
    ),
    (
        "uncounted",
        _n("statement that prints no count", "statements that print no count"),
        EDIT,
        _("Without {quantity} in the text, the reader sees a point and not how many made it."),
    ),
    (
        "contradicted",
        _n("statement that somebody contradicts", "statements that somebody contradicts"),
        EDIT,
        _("The document says so after each; see that the words are fair."),
    ),
    ("unread", _n("answer nobody read", "answers nobody read"), CODING, _("Without a coding and without a reader who was done with them.")),
    ("unused", _n("passage in no statement", "passages in no statement"), CODING, _("Coded, and under nothing that the document says.")),
    ("codes", _n("code in no statement", "codes in no statement"), "", _("Raised by a submission, and by no passage under a statement.")),
    (
        "types",
        _n("stakeholder type absent", "stakeholder types absent"),
        "",
        _("They submitted, and no statement rests on any of them."),
    ),
    ("regions", _n("region absent", "regions absent"), "", _("Their submissions stand under no statement.")),
    ("languages", _n("language absent", "languages absent"), "", _("Submissions in them stand under no statement.")),
)
OPENING = ("meeting", "purpose", "action_required", "strategic_links", "financial_implications", "references", "background", "introduction")
PIECES = 50  # of evidence, listed under the chosen statement
STATUS_OF = {
    "accept": Statement.Status.DRAFT,
    "restore": Statement.Status.DRAFT,
    "drop": Statement.Status.DROPPED,
    "reviewed": Statement.Status.REVIEWED,
    "approve": Statement.Status.APPROVED,
}


def demand(request, act):
    """A summary's builder shows texts of submissions, published or not, so it takes the permission to read them as well."""
    if not request.user.has_perms((f"review.{act}_summary", "submissions.view_submission")):
        raise PermissionDenied


def section_for(request, pk, act="change"):
    demand(request, act)
    return get_object_or_404(Section.objects.select_related("summary__call", "question"), pk=pk)


def statement_for(request, pk, act="change"):
    demand(request, act)
    return get_object_or_404(Statement.objects.select_related("section__summary__call", "section__question", "code"), pk=pk)


def address(section, statement=None, **query):
    """The builder at a section and a statement of it."""
    query = {"section": section.pk, **({"statement": statement.pk} if statement else {}), **query}
    anchor = f"#statement-{statement.pk}" if statement else ""
    return f"{reverse('admin:review_builder', args=(section.summary_id,))}?{urlencode(query)}{anchor}"


def back(request, section, statement=None):
    """To where the act was done: with the tray's filters, as its form sent them."""
    kept = {name: request.POST[f"tray-{name}"] for name in (*FILTERS, "page") if request.POST.get(f"tray-{name}")}
    return redirect(address(section, statement, **kept))


@require_safe
def builder(request, pk):
    """The page: sections at the side, one section's statements in the middle, the tray."""
    demand(request, "view")
    summary = get_object_or_404(Summary.objects.select_related("call"), pk=pk)
    return page(request, summary)


def page(request, summary, *, form=None, status=200):
    sections = numbered(summary)
    section = next((row for row in sections if str(row.pk) == request.GET.get("section")), sections[0] if sections else None)
    statements = statements_of(section, summary.call) if section else []
    dropped = [row for row in statements if row.status == Statement.Status.DROPPED]
    shown = [row for row in statements if row.status != Statement.Status.DROPPED]
    statement = next((row for row in shown if str(row.pk) == request.GET.get("statement")), None)
    evidence, pieces = evidence_of(statement, summary.call, most=PIECES) if statement else ((), 0)
    context = {
        "title": gettext("Summary: %(call)s") % {"call": summary.call},
        "summary": summary,
        "call": summary.call,
        "opening": [(name, Summary._meta.get_field(name).verbose_name) for name in OPENING],
        "sections": sections,
        "section": section,
        "statements": shown,
        "dropped": dropped,
        "drafts": sum(row.status == Statement.Status.DRAFT for row in shown),
        "reviewed": sum(row.status == Statement.Status.REVIEWED for row in shown),
        "statement": statement,
        "evidence": evidence,
        "pieces": pieces,
        "roles": Evidence.Role.choices,
        "tray": tray(request, summary.call, section, statement),
        "form": form or NewStatementForm(summary.call),
        "may_change": request.user.has_perm("review.change_summary"),
        "slot": quantity.SLOT,
    }
    return render(request, "admin/review/summary_builder.html", frame(request) | context, status=status)


def numbered(summary):
    """The sections in order, with `numeral` ("" for a list) and how many statements and proposals each has."""
    live, proposed = Q(statements__status__in=("draft", "reviewed", "approved")), Q(statements__status="proposed")
    counted = summary.sections.annotate(live=Count("statements", live), proposed=Count("statements", proposed))
    rows = list(counted.select_related("question").order_by("position", "pk"))  # grouped, they lose the order of the model
    number = 0
    for row in rows:
        number += not row.is_list
        row.numeral = "" if row.is_list else roman(number)
    return rows


def statements_of(section, call):
    """The statements of a section with `tally`, `filled` text and what is `stale` about them."""
    rows = list(section.statements.select_related("section", "code", "edited_by", "approved_by"))
    found, changed, quoted = tallies(call, rows), staleness(call, rows), inline_quotes(call, rows)
    for row in rows:
        row.tally = found[row.pk]
        row.filled = filled(row, call.base_language, quoted.get(row.pk))
        row.stale = changed[row.pk]
    return rows


def filled(statement, language, quoted):
    """Its words as the document would print them, with the quote; “…” stands for a number that it does not have."""
    tally = statement.tally
    words = quantity.term(tally.n, tally.of, language=language, chosen=statement.quantity) if tally.n else "…"
    before, slot, after = quantity.fill(statement.text, words).partition(quantity.QUOTE)
    if not slot:
        return before
    return f"{before}“{quoted.passage.text}” ({quoted.source}){after}" if quoted else before.rstrip() + after


@require_safe
def report(request, pk):
    """What the summary leaves out, to look at before it is signed off."""
    demand(request, "view")
    summary = get_object_or_404(Summary.objects.select_related("call"), pk=pk)
    found = coverage(summary.call)
    kinds = [(title % found[name].count, found[name], page, told) for name, title, page, told in KINDS]
    context = {"title": gettext("Coverage of the summary"), "summary": summary, "kinds": kinds}
    return render(request, "admin/review/summary_coverage.html", frame(request) | context)


@require_POST
def add(request, pk):
    """A new statement at the end of a section; what was typed comes back where it cannot be."""
    section = section_for(request, pk)
    form = NewStatementForm(section.summary.call, request.POST)
    if not form.is_valid():
        request.GET = request.GET.copy()
        request.GET["section"] = str(section.pk)
        return page(request, section.summary, form=form, status=400)
    statement = add_statement(section, by=request.user, **form.cleaned_data)
    return redirect(address(section, statement))


@require_http_methods(("GET", "HEAD", "POST"))
@transaction.atomic
def edit(request, pk):
    """One statement's form; HTTP 409 with both texts where somebody else changed it meanwhile."""
    statement = statement_for(request, pk)
    form = StatementForm(request.POST or None, instance=statement)
    if request.method == "POST" and form.is_valid():
        form.save_by(request.user)
        return redirect(address(statement.section, statement))
    context = {"title": gettext("Statement"), "form": form, "back": address(statement.section, statement), "of": statement}
    context["evidence"], context["pieces"] = evidence_of(statement, statement.section.summary.call, most=PIECES)
    return render(request, "admin/review/summary_form.html", frame(request) | context, status=409 if form.in_conflict else 200)


@require_POST
def act(request, pk):
    """Move a statement, or change what is decided about it."""
    statement = statement_for(request, pk)
    wanted = request.POST.get("act", "")
    try:
        if wanted in ("up", "down"):
            move_statement(statement, up=wanted == "up")
        elif wanted in STATUS_OF:
            set_status(statement, STATUS_OF[wanted], by=request.user)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return back(request, statement.section, None if wanted == "drop" else statement)


@require_POST
def evidence(request, pk):
    """Attach passages with a role, or take them away: the role is then empty."""
    statement = statement_for(request, pk)
    one, _colon, role = request.POST.get("one", "").partition(":")  # a passage's own button
    excerpts = [one] if one else request.POST.getlist("excerpt")
    role = role if one else request.POST.get("role", "")
    excerpts = [int(value) for value in excerpts if value.isascii() and value.isdecimal() and len(value) < 16]
    try:
        if not excerpts:
            raise NotPossible(gettext("No passage was chosen; tick some, or press the button of one."))
        if role:
            attach(statement, excerpts, role=role, by=request.user)
        else:
            detach(statement, excerpts, by=request.user)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return back(request, statement.section, statement)
