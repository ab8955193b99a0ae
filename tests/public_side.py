"""The public side as a stranger reads it: every address of `submissions/urls.py`, and what a file holds inside."""

import io
import re
import zipfile
import zlib

from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from review import urls as summary_urls
from submissions import urls
from submissions.statements import STATEMENTS

FORMS = {"respond", "send-link-again"}  # public, but with a form token of their own in each answer
SECRET_ARGUMENTS = {"token", "handle"}
ASKED = {
    "published-list": (
        "q=rivers",
        "q=nothing-like-it",
        "type=government",
        "type=academia&language=en",
        "region=Europe",
        "page=2",
        "page=x",
    ),
    "check": ("hash=" + "0" * 64,),
    "compare": ("a=1&b=2", "a=1&b=1", "a=x&b=2"),
}
PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def public_names():
    """The public addresses: those that take no secret."""
    return [pattern for pattern in urls.urlpatterns if not SECRET_ARGUMENTS & set(pattern.pattern.converters)]


def public_patterns():
    """(room, pattern) of each public address."""
    yield from (("submissions", pattern) for pattern in public_names())
    yield from (("summary", pattern) for pattern in summary_urls.urlpatterns)


def values_of(pattern, call, numbers):
    """For each argument of an address the values to ask for; an argument that is new must be told here."""
    known = {
        "slug": [call.slug],
        "number": [*numbers],
        "part": [1],
        "identifier": [question.identifier for question in call.questions.all()],
        "version": [one.version for versions in STATEMENTS.values() for one in versions if one.kind == pattern.default_args.get("kind")],
    }
    return [(name, known[name]) for name in pattern.pattern.converters]


def public_addresses(call, numbers, *, forms=True):
    """Every public address of the portal and of one call, in English."""
    asked = [(room, pattern) for room, pattern in public_patterns() if forms or pattern.name not in FORMS]
    return ["/sitemap.xml", "/robots.txt", *addresses_of(asked, call, numbers)]


def summary_addresses(call, numbers):
    """Those of the call's summary and its editions, and the published submissions, which name where they are used."""
    used = [("submissions", pattern) for pattern in public_names() if pattern.name == "published"]
    return addresses_of([*used, *((room, pattern) for room, pattern in public_patterns() if room == "summary")], call, numbers)


def addresses_of(patterns, call, numbers):
    addresses = []
    for room, pattern in patterns:
        combinations = [{}]
        for name, values in values_of(pattern, call, numbers):
            combinations = [{**chosen, name: value} for chosen in combinations for value in values]
        for chosen in combinations:
            with override("en"):  # not in the language of what was asked for before
                address = reverse(f"{room}:{pattern.name}", kwargs={**pattern.default_args, **chosen})
            addresses += [address, *(f"{address}?{query}" for query in ASKED.get(pattern.name, ()))]
    return addresses


def read(address, **headers):
    """A stranger's request: (status, headers, body); without the two headers that tell the moment of the answer."""
    response = Client().get(address, headers=headers)
    return (
        response.status_code,
        {name: value for name, value in response.headers.items() if name not in ("Date", "Expires")},
        response.getvalue(),
    )


def opened(body):
    """The body, and what is in it where it is a ZIP (so also .xlsx and .docx) or a PDF, as bytes."""
    yield body
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from opened(archive.read(name))
    for packed in PDF_STREAM.findall(body) if body.startswith(b"%PDF") else ():
        try:
            yield zlib.decompress(packed)
        except zlib.error:
            continue
