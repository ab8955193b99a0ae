"""The desk of the Word template: which file the summary's Word document is made on, another one in its place, or ours again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from review.desk.builder import demand
from review.desk.coding import frame
from review.document.files import MEDIA_TYPES
from review.document.outline import language_of
from review.document.wordtemplate import NAMES, ours
from review.models.summary import Summary, WordTemplate
from review.word_templates import LARGEST, NotATemplate, give_back, keep


def addresses(view):
    """The addresses of the desk, below those of summaries in the admin."""
    return [
        path("build/<int:pk>/template/", view(template), name="review_template"),
        path("build/<int:pk>/template/ours/", view(ours_again), name="review_template_ours_again"),
        path("build/<int:pk>/template/ours.docx", view(download_ours), name="review_template_ours"),
        path("build/<int:pk>/template/kept.docx", view(download_kept), name="review_template_kept"),
    ]


def summary_for(request, pk, act="view"):
    demand(request, act)
    return get_object_or_404(Summary.objects.select_related("call"), pk=pk)


def kept_of(summary):
    return WordTemplate.objects.filter(summary=summary)


@require_http_methods(("GET", "HEAD", "POST"))
def template(request, pk):
    """GET shows what the document is made on; POST keeps another file, or says in a sentence why it is not taken."""
    summary = summary_for(request, pk, "change" if request.method == "POST" else "view")
    if request.method != "POST":
        return page(request, summary)
    file = request.FILES.get("file")
    if file is None:
        return page(request, summary, problem=gettext("No file was chosen; choose a .docx file."), status=400)
    try:
        keep(summary, file.read(LARGEST + 1), file.name, by=request.user)
    except NotATemplate as refusal:
        return page(request, summary, problem=str(refusal), refused=file.name, status=400)
    messages.success(request, gettext("From now on the Word document is made on “%(name)s”.") % {"name": file.name})
    return redirect("admin:review_template", summary.pk)


def page(request, summary, *, problem="", refused="", status=200):
    context = {
        "title": gettext("Word template"),
        "summary": summary,
        "kept": kept_of(summary).select_related("kept_by").defer("file").first(),
        "problem": problem,
        "refused": refused,
        "names": NAMES,
        "largest": LARGEST >> 20,
        "may_change": request.user.has_perm("review.change_summary"),
    }
    return render(request, "admin/review/word_template.html", frame(request) | context, status=status)


@require_POST
def ours_again(request, pk):
    summary = summary_for(request, pk, "change")
    give_back(summary, by=request.user)
    messages.success(request, gettext("From now on the Word document is made on our own template."))
    return redirect("admin:review_template", summary.pk)


@require_safe
def download_ours(request, pk):
    """Our styles in a file to start from."""
    summary = summary_for(request, pk)
    return attached(ours(language_of(summary.call)), f"{summary.call.slug}-template.docx")


@require_safe
def download_kept(request, pk):
    """The file that is in use, as it was kept."""
    summary = summary_for(request, pk)
    kept = kept_of(summary).first()
    if kept is None:
        raise Http404
    return attached(bytes(kept.file), f"{summary.call.slug}-template-kept.docx")


def attached(content, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=MEDIA_TYPES["docx"], headers=headers)
