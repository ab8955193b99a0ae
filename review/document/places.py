"""Where each statement stands in the document: its number, and the heading of its section."""

from dataclasses import dataclass

from review.document import wording
from review.document.sections import blocks, numbered
from review.models.summary import Summary


@dataclass(frozen=True)
class Place:
    """A printed statement by its key and number, "V.3"."""

    key: int
    number: str


def places(call, made):
    """The Places of the statements of a Ledger, in the document's order."""
    summary = Summary.objects.filter(call=call).first()
    found = []
    for number, (head, lists) in enumerate(blocks(call, summary) if summary else (), 1):
        for row, before in numbered(head, lists, made):
            for place, statement in enumerate(made.of(row), before + 1):
                found.append(Place(statement.pk, f"{wording.roman(number)}.{place}"))
    return found
