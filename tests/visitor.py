"""A person at a browser, over HTTP: reads a page, fills in its form and posts it back with everything that the form hides.

Whatever a form carries beside what is filled in (a safety token, an edition, a signed time, an empty trap) goes back as it came, so
tests and benchmarks that walk through the portal with this need not know of it.
"""

import html
import re
import time
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

TEMPLATE = re.compile(r"<template\b.*?</template>", re.S)
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
CONTROL = re.compile(r"<input\b([^>]*)>|<textarea\b([^>]*)>(.*?)</textarea>|<select\b([^>]*)>(.*?)</select>", re.S)
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
OPTION = re.compile(r"<option\b([^>]*)>")
IDLE = 5  # seconds after which a connection is not used again
PUSHED = ("submit", "button", "image", "reset", "file")


class ServerGone(Exception):
    """The connection broke before an answer came: nobody knows what became of the request."""


@dataclass(frozen=True)
class Form:
    """A form as it would be sent untouched: where to, and (name, value) of every control."""

    action: str
    values: tuple

    def filled(self, fields):
        """The pairs to post: `fields` (name → value or list of values) instead of what the form held under these names."""
        pairs = [(name, value) for name, value in self.values if name not in fields]
        for name, value in fields.items():
            pairs += [(name, one) for one in (value if isinstance(value, list) else [value])]
        return pairs


@dataclass(frozen=True)
class Page:
    """An answer of the server."""

    status: int
    address: str
    location: str
    text: str

    @cached_property
    def forms(self):
        """Its forms that post, in their order."""
        found = FORM.findall(TEMPLATE.sub("", self.text))
        given = ((attributes_of(tag), body) for tag, body in found)
        return [Form(tag.get("action") or self.address, tuple(controls(body))) for tag, body in given if tag.get("method") == "post"]

    def form(self, *names):
        """The first form that posts to this page itself, or that has a control of each name."""
        for form in self.forms:
            if names and set(names) <= {name for name, _value in form.values}:
                return form
            if not names and urlsplit(form.action).path in ("", self.address.partition("?")[0]):
                return form
        raise LookupError(f"{self.address} ({self.status}) has no such form: {names or 'its own'}")


class Visitor:
    """One browser with its cookies; for one thread at a time. Redirects are answers; `follow` goes on."""

    def __init__(self, site, *, source="127.0.0.1", timeout=60):
        parts = urlsplit(site)
        self.site, self.cookies, self.heard = site, {}, 0
        self.connection = HTTPConnection(parts.hostname, parts.port, timeout=timeout, source_address=(source, 0))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.connection.close()

    def connect(self):
        """Connect anew, for a server hangs up on whoever says nothing for long."""
        self.connection.close()
        self.connection.connect()
        self.heard = time.monotonic()

    def get(self, address):
        return self.ask("GET", address)

    def post(self, form, **fields):
        """Send a form of a page; names with hyphens go into `fields` by `**{…}`."""
        return self.send(form.action, self.body(form, fields))

    def body(self, form, fields):
        """What `post` would send, made beforehand where the sending alone is measured."""
        return urlencode(form.filled(fields)).encode()

    def send(self, address, body):
        return self.ask("POST", address, body)

    def follow(self, page):
        """The page that a redirect leads to, or the page itself."""
        while page.location:
            page = self.get(page.location)
        return page

    def ask(self, method, address, body=None):
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Referer": self.site + path}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self.heard > IDLE:
            self.connection.close()  # the server may have closed it: opened anew, as browsers do
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            text = response.read().decode()
        except (OSError, HTTPException) as error:
            self.connection.close()
            raise ServerGone(f"{method} {path}: {error!r}") from error
        self.heard = time.monotonic()
        for header in response.headers.get_all("Set-Cookie", ()):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})
        return Page(response.status, path, response.headers.get("Location", ""), text)


def attributes_of(tag):
    return {name: html.unescape(value) for name, value in ATTRIBUTE.findall(tag)}


def controls(body):
    """(name, value) of the controls that a browser would send if nothing were touched and no button pressed."""
    for input_tag, area_tag, area, select_tag, options in CONTROL.findall(body):
        tag = attributes_of(input_tag or area_tag or select_tag)
        kind = tag.get("type", "text")
        if "name" not in tag or (input_tag and (kind in PUSHED or (kind in ("checkbox", "radio") and "checked" not in tag))):
            continue
        if select_tag:
            given = [attributes_of(option) for option in OPTION.findall(options)]
            chosen = [option for option in given if "selected" in option] or given[:1]
            yield from ((tag["name"], option.get("value", "")) for option in chosen)
        elif area_tag:
            yield tag["name"], html.unescape(area).removeprefix("\r\n").removeprefix("\n")
        else:
            yield tag["name"], tag.get("value", "on" if kind in ("checkbox", "radio") else "")
