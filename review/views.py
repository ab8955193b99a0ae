"""The public pages of the summary: its editions, while all that they rest on is public as they know it; else a notice of correction.

What an edition shows is what was frozen, and nothing is computed from a submission here. Whether it may be shown is asked of the database
for each page and file, so that a withdrawal takes down every edition that rests on it in the same moment.
"""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from review.document.comparing import changes_between
from review.document.files import MEDIA_TYPES
from review.document.frozen import thawed
from review.models.edition import PAGE, Edition, EditionFile
from submissions.models.edition import PublishedEdition, PublishedSource
from submissions.views.page import public_page, unless_unchanged
from submissions.views.public import get_published

FORMATS = ("docx", "pdf")
NAMED = 200  # submissions that a notice names


def editions_of(slug):
    """(call, its issued editions, newest first, each with `stands`); 404 before the first, Paused while publication is."""
    call = get_published(slug)
    editions = list(PublishedEdition.objects.of(call))
    if not editions:
        raise Http404
    for edition in editions:
        edition.call = call
    return call, editions


def edition_of(slug, number):
    """(the edition, the newest one); `number` None asks for the newest. Of no other is asked whether it may be shown."""
    call = get_published(slug)
    newest = PublishedEdition.objects.of(call).first()
    if newest is None:
        raise Http404
    shown = newest if number in (None, newest.number) else get_object_or_404(PublishedEdition.objects.of(call), number=number)
    shown.call = newest.call = call
    return shown, newest


@public_page
def edition(request, slug, number=None):
    """An edition as a page; the newest, unless one is asked for by its number."""
    shown, newest = edition_of(slug, number)
    page = get_object_or_404(EditionFile.objects.select_related("edition"), edition__published=shown, format=PAGE)
    if not shown.stands or page.content is None:
        return notice(request, shown, newest)
    drawn = page.edition.outline  # as plain data: to read ten thousand rows back for a list of headings takes too long
    context = {
        "call": shown.call,
        "edition": shown,
        "newest": newest,
        "article": mark_safe(bytes(page.content).decode()),  # noqa: S308 - written by our own template when it was frozen
        "language": drawn["language"],
        "contents": list(contents(drawn)),
        "can_compare": newest.number > 1 and sum(one.stands for one in PublishedEdition.objects.of(shown.call)) > 1,
        "address": settings.SITE_URL + (shown.get_absolute_url() if number else reverse("summary:summary", args=(slug,))),
    }
    return render(request, "review/summary/edition.html", context)


def contents(drawn):
    """(anchor, heading) of the parts of an Outline as plain data, from its first section on."""
    for section in drawn["sections"]:
        yield f"section-{section['numeral']}", f"{section['numeral']}. {section['heading']}"
    yield "method", drawn["method"]["heading"]
    if drawn["statistics"]["charts"]:
        yield "annex-statistics", drawn["statistics"]["heading"]
    if any(section["states"] and section["groups"] for section in drawn["sections"]):
        yield "annex-counts", drawn["counts_heading"]
    for number, table in enumerate(drawn["linkage"], 1):
        yield f"annex-linkage-{number}", table["heading"]
    if drawn["evidence"]:
        yield "annex-evidence", drawn["evidence_heading"]
    yield "annex-published", drawn["annex"]["heading"]


@public_page
def edition_file(request, slug, format, number=None):
    """One of an edition's files, to the byte as it was issued."""
    shown, newest = edition_of(slug, number)
    file = get_object_or_404(EditionFile.objects.defer("content"), edition__published=shown, format=format)
    if not shown.stands:
        return notice(request, shown, newest)
    return unless_unchanged(request, f'"{file.sha256}"', lambda: file_response(request, file, shown, newest))


def file_response(request, file, shown, newest):
    content = EditionFile.objects.values_list("content", flat=True).get(pk=file.pk)
    if content is None:
        return notice(request, shown, newest)
    name = f"{shown.call.slug}-summary-edition-{shown.number}.{file.format}"
    page = settings.SITE_URL + shown.get_absolute_url()
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Link": f'<{page}>; rel="canonical"'}
    return HttpResponse(bytes(content), content_type=MEDIA_TYPES[file.format], headers=headers)


def notice(request, shown, newest):
    """In place of an edition that rests on what is withdrawn or changed: what is to be known of it, and of them numbers and dates alone."""
    gone = PublishedSource.objects.gone().filter(edition=shown).select_related("publication").order_by("publication__number")
    context = {
        "call": shown.call,
        "edition": shown,
        "newest": newest if newest.stands and newest.number > shown.number else None,
        "count": gone.count(),
        "gone": [source.publication for source in gone[:NAMED]],
    }
    return render(request, "review/summary/notice.html", context, status=410)


@public_page
def editions(request, slug):
    """Every edition with its number, date, hashes, and whether it is shown."""
    call, found = editions_of(slug)
    hashes = {}
    rows = EditionFile.objects.filter(edition__published__in=found, format__in=FORMATS).order_by("format")
    for published, format, sha256 in rows.values_list("edition__published", "format", "sha256"):
        hashes.setdefault(published, []).append((format, sha256))
    for one in found:
        one.hashes = hashes.get(one.pk, ())
    context = {"call": call, "editions": found, "newest": found[0], "can_compare": sum(one.stands for one in found) > 1}
    return render(request, "review/summary/editions.html", context)


@public_page
def compare(request, slug):
    """What two editions say differently: `a` is the older; without them the two newest that are shown."""
    call, found = editions_of(slug)
    shown = [one for one in found if one.stands]
    asked = [request.GET.get(name, "") for name in ("a", "b")]
    chosen = [next((one for one in found if str(one.number) == number), None) for number in asked]
    context = {"call": call, "editions": shown, "asked": asked}
    if any(asked) and None in chosen:
        raise Http404
    if None not in chosen:
        down = [one for one in chosen if not one.stands]
        if down:
            return notice(request, down[0], found[0])
        older, newer = sorted(chosen, key=lambda one: one.number)
        outlines = dict(Edition.objects.filter(published__in=chosen).values_list("published", "outline"))
        before, after = (thawed(outlines[one.pk]) for one in (older, newer))
        context |= {"older": older, "newer": newer, "changes": changes_between(before, after)}
    return render(request, "review/summary/compare.html", context)
