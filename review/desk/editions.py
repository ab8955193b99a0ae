"""The desk of editions: what stands in the way of a final document, preparing one, looking at it, issuing or discarding it, comparing."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from review.desk import access
from review.desk.builder import KINDS, demand
from review.desk.coding import frame
from review.document.comparing import changes_between
from review.document.files import MEDIA_TYPES
from review.document.frozen import thawed
from review.editions import NotFinal, NotIssued, discard, issue, prepare
from review.models.edition import PAGE, Edition, EditionFile
from review.models.summary import Summary
from review.objections import to_be_told
from review.obstacles import BUILDER, CALL, CODEBOOK, EDITIONS, FRAMED, REPORT, SECTION, STATEMENT, is_open, obstacles, report_of
from review.standing import changes, facts_of, newer
from submissions.models.edition import PublishedEdition

PAGES = {  # what an obstacle is about → the page on which it is put right
    BUILDER: "admin:review_builder",
    SECTION: "admin:review_builder_edit_section",
    FRAMED: "admin:review_summary_change",
    REPORT: "admin:review_builder_coverage",
    EDITIONS: "admin:review_editions",
    CALL: "admin:submissions_call_change",
    CODEBOOK: "admin:review_codebook_versions",
}


def addresses(view):
    """The addresses of the desk, below those of summaries in the admin."""
    return [
        path("build/<int:pk>/editions/", view(editions), name="review_editions"),
        path("build/<int:pk>/editions/prepare/", view(prepare_edition), name="review_edition_prepare"),
        path("build/<int:pk>/editions/compare/", view(compare), name="review_editions_compare"),
        path("edition/<int:pk>/", view(look), name="review_edition"),
        path("edition/<int:pk>/summary.docx", view(download), {"format": "docx"}, name="review_edition_docx"),
        path("edition/<int:pk>/summary.pdf", view(download), {"format": "pdf"}, name="review_edition_pdf"),
        path("edition/<int:pk>/issue/", view(issue_edition), name="review_edition_issue"),
        path("edition/<int:pk>/discard/", view(discard_edition), name="review_edition_discard"),
    ]


def summary_for(request, pk, act="view"):
    demand(request, act)
    return get_object_or_404(Summary.objects.select_related("call"), pk=pk)


def edition_for(request, pk, act="view"):
    demand(request, act)
    found = Edition.objects.select_related("summary__call", "published", "prepared_by", "issued_by").prefetch_related("files")
    return get_object_or_404(found, pk=pk)


def may_issue(user, edition):
    return access.may(user, "publish") and edition.prepared_by_id != user.pk


def may_discard(user):
    return user.has_perm("review.change_summary") or access.may(user, "publish")


@require_safe
def editions(request, pk):
    """What is issued, what is prepared, and what stands in the way of the next."""
    return page(request, summary_for(request, pk))


def page(request, summary, *, found=None, status=200):
    call = summary.call
    found = found or obstacles(call, summary, by=request.user)
    rows = list(summary.editions.select_related("published", "prepared_by", "issued_by").prefetch_related("files"))
    stands = {one.pk: one.stands for one in PublishedEdition.objects.of(call)}
    for row in rows:
        row.stands = stands.get(row.published_id)
    issued = [row for row in rows if row.published_id]
    now = facts_of(call) if issued else None
    counts, report = report_of(call)
    context = {
        "title": gettext("Editions of the summary"),
        "summary": summary,
        "call": call,
        "prepared": next((row for row in rows if not row.published_id), None),
        "issued": issued,
        "comparable": [row for row in rows if row.erased_at is None],
        "since": (*changes(issued[0].inputs, now), *published_since(newer(issued[0].inputs, now))) if issued else (),
        "obstacles": [(obstacle.sentence, address(summary, obstacle)) for obstacle in found],
        "grouped": grouped(summary, found),
        "counts": [(title % counts[name], counts[name]) for name, title, _page, _told in KINDS if counts.get(name)],
        "report": report,
        "is_open": is_open(call),
        "may_prepare": request.user.has_perm("review.change_summary"),
    }
    return render(request, "admin/review/editions.html", frame(request) | context, status=status)


def grouped(summary, found):
    """(section or None, its obstacles as (sentence, address)), in order; what is about no statement comes first."""
    sections = {section.pk: section for section in summary.sections.select_related("question")}
    groups = {None: [], **{key: [] for key in sections}}
    for obstacle in found:
        groups[obstacle.section].append((obstacle.sentence, address(summary, obstacle)))
    return [(sections.get(key), rows) for key, rows in groups.items() if rows]


def published_since(count):
    if count:
        yield gettext("%(n)d published since and not in it.") % {"n": count}


def address(summary, obstacle):
    if obstacle.about == STATEMENT:
        builder = reverse("admin:review_builder", args=(summary.pk,))
        return f"{builder}?section={obstacle.section}&statement={obstacle.key}#statement-{obstacle.key}"
    return reverse(PAGES[obstacle.about], args=(obstacle.key,))


@require_POST
def prepare_edition(request, pk):
    """Freeze the document for another person to issue; HTTP 409 with everything that stands in the way."""
    summary = summary_for(request, pk, "change")
    try:
        edition = prepare(summary, by=request.user, report=request.POST.get("report", ""), while_open="open" in request.POST)
    except NotFinal as refusal:
        return page(request, summary, found=refusal.obstacles, status=409)
    messages.success(request, gettext("Edition %(number)d is prepared. Another person has to issue it.") % {"number": edition.number})
    return redirect("admin:review_edition", edition.pk)


@require_safe
def look(request, pk):
    """An edition as the public reads it, or will; the acts on it carry the hash of what stands here."""
    edition = edition_for(request, pk)
    article = EditionFile.objects.get(edition=edition, format=PAGE).content
    context = {
        "title": str(edition),
        "edition": edition,
        "summary": edition.summary,
        "article": mark_safe(bytes(article).decode()) if article else "",  # noqa: S308 - written by our own template
        "seen": edition.fingerprint,
        "since": tuple(changes(edition.inputs, facts_of(edition.summary.call))),
        "may_issue": may_issue(request.user, edition),
        "mails": 0 if edition.published else to_be_told(edition.summary.call).count(),
        "until": timezone.now() + timedelta(days=edition.summary.call.objection_days),
        "may_discard": may_discard(request.user),
        "is_own": edition.prepared_by_id == request.user.pk,
    }
    return render(request, "admin/review/edition.html", frame(request) | context)


@require_safe
def download(request, pk, format):
    """One of its files, as it was frozen."""
    edition = edition_for(request, pk)
    content = EditionFile.objects.get(edition=edition, format=format).content
    if content is None:
        raise Http404
    name = f"{edition.summary.call.slug}-summary-edition-{edition.number}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(content), content_type=MEDIA_TYPES[format], headers=headers)


@require_POST
def issue_edition(request, pk):
    """Publish what the page showed, as the second person."""
    access.demand(request, "publish")
    edition = edition_for(request, pk)
    try:
        edition = issue(edition, by=request.user, seen=request.POST.get("seen", ""))
    except NotIssued as refusal:
        for line in str(refusal).split("\n"):
            messages.error(request, line)
        return redirect("admin:review_edition", pk) if Edition.objects.filter(pk=pk).exists() else back(edition)
    told = ngettext(
        "Edition %(number)d is issued and public. %(n)d mail goes out.",
        "Edition %(number)d is issued and public. %(n)d mails go out.",
        edition.mails,
    )
    messages.success(request, told % {"number": edition.number, "n": edition.mails})
    return back(edition)


@require_POST
def discard_edition(request, pk):
    """Take a prepared edition away."""
    edition = edition_for(request, pk)
    if not may_discard(request.user):
        raise PermissionDenied
    try:
        discard(edition, by=request.user)
    except NotIssued as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("The prepared edition %(number)d is discarded.") % {"number": edition.number})
    return back(edition)


def back(edition):
    return redirect("admin:review_editions", edition.summary_id)


@require_safe
def compare(request, pk):
    """What two editions say differently, issued or prepared, shown or not; one whose document was erased is not among them."""
    summary = summary_for(request, pk)
    rows = list(summary.editions.filter(erased_at=None))
    chosen = [next((row for row in rows if str(row.number) == request.GET.get(name)), None) for name in ("a", "b")]
    if None in chosen:
        return redirect("admin:review_editions", pk)
    older, newer_one = sorted(chosen, key=lambda row: row.number)
    context = {
        "title": gettext("Edition %(newer)d compared with edition %(older)d") % {"newer": newer_one.number, "older": older.number},
        "summary": summary,
        "changes": changes_between(thawed(older.outline), thawed(newer_one.outline)),
    }
    return render(request, "admin/review/editions_compare.html", frame(request) | context)
