"""One stakeholder's way over HTTP, from the call's page to the receipt, step by step."""

import re
import time

from tests.visitor import Visitor

PROFILE = {
    "stakeholder_type": "government",
    "scope": "national",
    "country": "Kenya",
    "declares_authority": "on",
    "contact_name": "Ada Shore",
    "contact_email": "ada@rivers.example",
    "draft_consent": "named",
}
TOKEN = re.compile(r"/s/([\w-]{43})/")
PATIENCE = 5  # seconds that a person takes who is told to wait a little and press again


class Refused(Exception):
    """The portal answered otherwise than the walk expects."""


class Walk:
    """A stakeholder with a name of its own; the steps are called in their order and each leaves its answer in `page`."""

    def __init__(self, site, slug, name, *, source="127.0.0.1"):
        self.visitor, self.slug, self.name = Visitor(site, source=source), slug, name
        self.page, self.token = None, ""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.visitor.connection.close()

    def start(self):
        """Press "Start", and again where the page asks for a moment's patience; then read the draft and its private link."""
        self.page, deadline = self.visitor.get(f"/calls/{self.slug}/respond/"), time.monotonic() + PATIENCE
        while not self.page.location:
            if self.page.status >= 500 or time.monotonic() > deadline:
                raise Refused(f"start: {self.page.status}")
            answer = self.visitor.post(self.page.form())
            if not answer.location:
                time.sleep(0.5)
            self.page = answer
        self.open()

    def resume(self, token):
        """Open the private link in this browser."""
        self.page = self.visitor.get(f"/s/{token}/")
        self.open()

    def open(self):
        self.page = self.visitor.follow(self.page)
        if self.page.status != 200:
            raise Refused(f"{self.page.address}: {self.page.status}")
        if found := TOKEN.search(self.page.text):
            self.token = found[1]

    def fields(self, answers):
        """What is filled in: the name, a whole profile, and `answers` by question identifier."""
        return {"stakeholder_name": self.name, **PROFILE, **{f"text-{identifier}": text for identifier, text in answers.items()}}

    def save(self, answers, button="save"):
        """Fill in the form and press "save", or "check" to go on to the check; returns the answer, a redirect when it was saved."""
        form = self.page.form("stakeholder_name", "edition")
        self.page = self.visitor.post(form, **self.fields(answers), **{button: "1"})
        return self.expect_redirect(button)

    def follow(self):
        self.page = self.visitor.follow(self.page)

    def submit(self):
        """Press "Submit" on the check; returns the answer, a redirect to the receipt when it was received."""
        self.page = self.visitor.post(self.page.form("edition"))
        return self.expect_redirect("submit")

    def expect_redirect(self, step):
        if not self.page.location:
            raise Refused(f"{step}: {self.page.status}")
        return self.page

    def whole(self, answers):
        """All of it: start, save, check, submit; the address of the receipt."""
        self.start()
        self.save(answers)
        self.follow()
        self.save(answers, "check")
        self.follow()
        return self.submit().location
