"""Is this hash on record? For whoever holds a receipt or a public copy. It tells what the hash itself proves, and nothing more.

Not among the public rooms: it reads Versions, which those may not.
"""

import re

from django.shortcuts import render

from submissions.models.publication import Publication
from submissions.models.submission import Version
from submissions.views.page import public_page

SHA_256 = re.compile("[0-9a-f]{64}")
UNSEEN = re.compile("[\\s\u200b-\u200f\u2060-\u2069\ufeff]")  # white space, and marks that come along when text is copied
MOST_COPIES = 20  # anonymous copies of one campaign may read the same, and then have the same hash


@public_page
def check(request):
    """No name, no reference, no private state: a withdrawn submission's receipt reads as any other, its public copy as none."""
    pasted = UNSEEN.sub("", request.GET.get("hash", "")).lower()
    well_formed = SHA_256.fullmatch(pasted) is not None
    context = {
        "pasted": pasted[:200],
        "length": len(pasted),
        "well_formed": well_formed,
        "version": version_of(pasted) if well_formed else None,
        "publications": publications_of(pasted) if well_formed else (),
    }
    return render(request, "submissions/check.html", context)


def version_of(receipt_hash):
    """The submitted version with this receipt, or None."""
    return Version.objects.filter(receipt_hash=receipt_hash, submitted_at__isnull=False).select_related("submission__call").first()


def publications_of(copy_hash):
    """What reads so in public now, in calls that the public may see."""
    live = Publication.objects.live().filter(copy_hash=copy_hash, call__is_listed=True)
    return live.select_related("call").defer("search_terms").order_by("call", "number")[:MOST_COPIES]
