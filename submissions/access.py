"""The only way in for a stakeholder: a private link opens one submission, a session then holds a handle that opens nothing by itself.

The link's token is derived from the secret key and the submission's reference, so that it can be sent again, and stored as its
SHA-256, so that reading the database opens nothing.
"""

import base64
import hashlib
import secrets
import time

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from submissions.models.submission import Submission, Version

HANDLES = "submission_handles"
RENEWED = "submission_renewed_at"


def token_of(submission):
    """The 256-bit token of its private link, in 43 URL-safe characters; another once the link is replaced."""
    value = f"{submission.reference}/{submission.link_number}" if submission.link_number else submission.reference
    digest = salted_hmac("submissions.access", value, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


def private_link(submission):
    """The private link as an absolute address of this installation (never of the request's host)."""
    with override("en"):
        return settings.SITE_URL + reverse("submissions:link", args=(token_of(submission),))


def submission_of_token(token):
    """The submission that a token opens; Http404 for any other string."""
    submission = Submission.objects.select_related("call").filter(token_hash=hash_of(token)).first()
    if submission is None:
        raise Http404
    return submission


def open_handle(request, submission):
    """Let this session work on the submission; return the handle for its addresses."""
    renew(request)
    handles = request.session.get(HANDLES, {})
    for handle, reference in handles.items():
        if reference == submission.reference:
            return handle
    handle = secrets.token_urlsafe(12)
    request.session[HANDLES] = {**handles, handle: submission.reference}
    return handle


def open_drafts(request, call):
    """(handle, draft Version) of the call's drafts that this session has open and that were saved, the last saved first."""
    handles = {reference: handle for handle, reference in request.session.get(HANDLES, {}).items()}
    drafts = Version.objects.filter(submission__call=call, submission__reference__in=handles, submitted_at=None, edition__gt=0)
    drafts = drafts.select_related("submission").order_by("-saved_at")
    return [(handles[version.submission.reference], version) for version in drafts]


def submission_of_handle(request, handle):
    """The submission that this session opened under the handle; Http404 in any other session."""
    reference = request.session.get(HANDLES, {}).get(handle)
    submission = reference and Submission.objects.select_related("call", "consent", "current_version").filter(reference=reference).first()
    if not submission:
        raise Http404
    return submission


def renew(request):
    """Let a stakeholder's session last its full time from now on; written at most fifty times in that time."""
    now = int(time.time())
    if now - request.session.get(RENEWED, 0) > settings.SESSION_COOKIE_AGE / 50:
        request.session[RENEWED] = now


def seconds_left(request):
    """How long a stakeholder's session lasts if nothing happens from now on."""
    return max(0, request.session.get(RENEWED, 0) + settings.SESSION_COOKIE_AGE - int(time.time()))


def copy_name(submission):
    """Under which name a browser keeps what is typed until the server has it: the same in every session, and it opens nothing."""
    return salted_hmac("submissions.access.copy", submission.reference, algorithm="sha256").hexdigest()[:24]
