"""Where search engines find what is public: robots.txt, and a sitemap of each listed call in six languages."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override

from submissions.models.call import Call
from submissions.models.edition import PublishedEdition
from submissions.models.publication import Publication
from submissions.views.page import public_page
from submissions.views.public import get_call

NUMBERS = 1000  # submissions of one sitemap; a sitemap may hold 50,000 addresses, and each stands here in six languages
GENERAL = ("home", "privacy", "accessibility")
OF_A_CALL = ("call", "published-list", "statistics", "data")
ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /*/admin/
Disallow: /accounts/
Disallow: /*/accounts/
Disallow: /*/submissions/?

Sitemap: {address}
"""


@public_page
def robots(request):
    """Nothing private is named here; what a search would list again and again is left out, for the sitemap names it once."""
    address = settings.SITE_URL + reverse("sitemap")
    return HttpResponse(ROBOTS.format(address=address), content_type="text/plain; charset=utf-8")


@public_page
def sitemap_index(request):
    """The general pages' sitemap and those of every listed call."""
    parts = [reverse("sitemap-general")]
    for call in Call.objects.listed():
        parts += [reverse("sitemap-call", args=(call.slug, part)) for part in range(1, parts_of(call) + 1)]
    return xml(request, "sitemap_index.xml", {"addresses": [settings.SITE_URL + part for part in parts]})


def parts_of(call):
    """How many sitemaps a call has: by its highest number, so that a withdrawal moves nothing from one to another."""
    highest = Publication.objects.filter(call=call).order_by("-number").values_list("number", flat=True).first() or 0
    return max(1, -(-highest // NUMBERS))


@public_page
def sitemap_general(request):
    return xml(request, "sitemap.xml", {"rows": [page(name) for name in GENERAL]})


@public_page
def sitemap_call(request, slug, part):
    """The pages of a call and its questions in the first part; in each part the published submissions of its thousand numbers."""
    call = get_call(slug)
    if not 1 <= part <= parts_of(call):
        raise Http404
    rows = [page(name, slug) for name in OF_A_CALL] if part == 1 else []
    rows += [page("question", slug, question.identifier) for question in call.questions.all()] if part == 1 else []
    rows += summary(call) if part == 1 else []
    numbers = ((part - 1) * NUMBERS + 1, part * NUMBERS)
    published = Publication.objects.live().filter(call=call, number__range=numbers).order_by("number")
    rows += [page("published", slug, number, changed_at=moment) for number, moment in published.values_list("number", "published_at")]
    return xml(request, "sitemap.xml", {"rows": rows})


def summary(call):
    """The pages of its summary, while the newest edition is shown."""
    newest = PublishedEdition.objects.of(call).first()
    if newest is None or not newest.stands or call.is_paused:
        return []
    return [page(name, call.slug, changed_at=newest.issued_at, room="summary") for name in ("summary", "editions")]


def page(name, *arguments, changed_at=None, room="submissions"):
    """One page as its address in each language and the instant of its last change, where that is known."""
    addresses = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            addresses.append((language, settings.SITE_URL + reverse(f"{room}:{name}", args=arguments)))
    return {"addresses": addresses, "changed_at": changed_at}


def xml(request, template, context):
    return render(request, f"submissions/{template}", context, content_type="application/xml; charset=utf-8")
