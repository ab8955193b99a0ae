"""The statements on privacy and accessibility, by version: the newest is in force, the older ones stay readable.

A version is the day from which it is in force, and its text a template of that name that is never edited afterwards. To change a
statement, write a new template and put its line on top.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Statement:
    kind: str
    version: str
    changes: Promise

    @property
    def day(self):
        return date.fromisoformat(self.version)

    @property
    def template(self):
        return f"submissions/statements/{self.kind}-{self.version}.html"

    @property
    def is_current(self):
        return self == STATEMENTS[self.kind][0]

    def get_absolute_url(self):
        """The address that shows this version for ever."""
        return reverse(f"submissions:{self.kind}-version", args=(self.version,))


STATEMENTS = {
    "privacy": (
        Statement(
            "privacy",
            "2026-11-25",
            _(
                "It says who is responsible, how long each thing is kept, what your rights are and how to ask for erasure. It adds the "
                "local copy of unsaved text, the addresses of organizations that join, and the counters against abuse."
            ),
        ),
        Statement("privacy", "2026-11-23", _("The first version.")),
    ),
    "accessibility": (
        Statement("accessibility", "2026-11-24", _("It adds how and when the portal was assessed, and what is known not to work well.")),
        Statement("accessibility", "2026-11-23", _("The first version.")),
    ),
}


def statement(kind, version=""):
    """A version of a statement, the one in force unless another is named; None where there is no such version."""
    return next((one for one in STATEMENTS[kind] if version in ("", one.version)), None)


def privacy_version(call):
    """What a person who starts a draft of this call accepts, in at most 20 characters.

    The version in force and, where the call has a notice of its own, "+" and the notice's hash. The wordings behind a hash are in the
    Events: an edit of the call keeps both.
    """
    version = statement("privacy").version
    return f"{version}+{notice_hash(call)}" if call.privacy_notice else version


def notice_hash(call):
    """Eight hexadecimal digits of the SHA-256 of a call's own privacy notice with its translations."""
    wordings = {"": call.privacy_notice} | (call.translations or {}).get("privacy_notice", {})
    return hashlib.sha256(json.dumps(wordings, sort_keys=True).encode()).hexdigest()[:8]


def accepted(version):
    """The Statement that a recorded privacy version names; None where it names none of ours."""
    return statement("privacy", version.partition("+")[0]) if version else None
