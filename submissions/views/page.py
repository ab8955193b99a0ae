"""What every public page promises: safe methods only, never an old copy, and nothing published while publication is paused."""

from functools import wraps

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

BLOCK = 64 * 1024  # bytes of a file sent at a time
RETRY_AFTER = "3600"  # seconds; search engines come again and forget nothing


class Paused(Exception):
    """Publication of a call is paused, and the page or file that was asked for is made of what was published. Carries the call."""

    def __init__(self, call):
        super().__init__(call)
        self.call = call


def public_page(view):
    """A page that a browser may keep but must ask about: its ETag is that of its content, so what was withdrawn is never "not modified"."""
    return require_safe(conditional_page(cache_control(no_cache=True)(or_paused(view, paused_page))))


def public_file(view):
    """A streamed file: no ETag can be known before its end, so it is fetched anew each time."""
    return require_safe(cache_control(no_cache=True)(or_paused(view, paused_file)))


def or_paused(view, answer):
    """The view; where it finds publication paused, `answer` instead: HTTP 503, for the text will be there again."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Paused as paused:
            return answer(request, paused.call)

    return answered


def paused_page(request, call):
    response = render(request, "submissions/paused.html", {"call": call}, status=503)
    return announced(response)


def paused_file(request, call):
    sentence = gettext("Publication is paused.") + "\n"
    return announced(HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=503))


def announced(response):
    """A refusal that is meant: it says when to come again, and the operators' log of errors stays without it."""
    response["Retry-After"] = RETRY_AFTER
    response._has_been_logged = True  # Django's mark; without it every reader of a paused call would be mailed to ADMINS
    return response


def unless_unchanged(request, etag, make):
    """The response that `make` gives, under this ETag; `make` is not called where the request says that its reader has that already."""
    response = get_conditional_response(request, etag=etag) or make()
    response["ETag"] = etag
    return response


def finished_file(file, name, content_type):
    """A file that was made whole; it is closed when the response is."""
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response.block_size = BLOCK
    return response
