"""What the tests of saving a draft have in common: the page of one person, as its script behaves."""

import json

from django.urls import reverse

from submissions.forms.conflict import fingerprint
from submissions.forms.respond import saved_values
from tests.make import make_handle

FIRST, SECOND = "text-achievements", "text-challenges"


class Page:
    def __init__(self, client, submission):
        self.client, self.submission = client, submission
        self.handle = make_handle(client, submission)
        self.reload()

    def reload(self):
        self.edition = self.submission.draft.edition
        self.base = {name: fingerprint(value) for name, value in saved_values(self.submission.draft).items()}

    def save(self, *, names=None, base=None, **values):
        """Post these values; `names` are the fields sent, those of the values unless given."""
        names = names or values.keys()
        base = {name: self.base.get(name) for name in names} if base is None else base
        data = {"edition": self.edition, "base": json.dumps(base), **values}
        return self.client.post(reverse("submissions:draft-autosave", args=(self.handle,)), data)

    def ask(self, **query):
        return self.client.get(reverse("submissions:draft-state", args=(self.handle,)), query)


def rows(*names, keys=()):
    data = {"endorsers-TOTAL_FORMS": str(len(names)), "endorsers-INITIAL_FORMS": "0"}
    for position, name in enumerate(names):
        data |= {f"endorsers-{position}-name": name, f"endorsers-{position}-key": dict(enumerate(keys)).get(position, "")}
    return data


def contents(submission):
    """Everything that a draft holds, but for the count and the time of its saves."""
    submission.refresh_from_db()
    return saved_values(submission.draft)
