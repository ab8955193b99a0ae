"""The only way in for a stakeholder: a private link opens one submission, a session then holds a handle that opens nothing by itself.

The link's token is derived from the secret key and the submission's reference, so that it can be sent again, and stored as its
SHA-256, so that reading the database opens nothing.
"""

import base64
import hashlib
import secrets
import uuid

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import override

from submissions.models.endorsement import Endorsement
from submissions.models.submission import Submission, Version

HANDLES = "submission_handles"
JOIN_HANDLES = "endorsement_handles"
JOIN_TOKEN = 64  # characters: 16 bytes of a key that finds the endorsement, 32 bytes of a token that opens it


def token_of(submission):
    """The 256-bit token of its private link, in 43 URL-safe characters; another once the link is replaced."""
    value = f"{submission.reference}/{submission.link_number}" if submission.link_number else submission.reference
    digest = salted_hmac("submissions.access", value, algorithm="sha256").digest()
    return urlsafe(digest)


def urlsafe(digest):
    """Bytes as letters, digits, hyphens and underscores."""
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


def join_token_of(endorsement):
    """The token of the link by which one organization replies: its key, then 256 bits over submission, key and address.

    Another address gives another token, and the old one opens nothing from then on.
    """
    value = f"{endorsement.submission.reference}/{endorsement.key}/{endorsement.contact_email}"
    digest = salted_hmac("submissions.access.join", value, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(endorsement.key.bytes + digest).decode()


def join_link(endorsement):
    """The link for one organization's reply as an absolute address of this installation."""
    with override("en"):
        return settings.SITE_URL + reverse("submissions:join-link", args=(join_token_of(endorsement),))


def endorsement_of_join_token(token):
    """The endorsement that a token opens; Http404 for any other string.

    The key in it, which is random and tells nothing, finds the row; the rest is compared in constant time.
    """
    try:
        key = uuid.UUID(bytes=base64.urlsafe_b64decode(token)[:16]) if len(token) == JOIN_TOKEN else None
    except ValueError:
        key = None
    for endorsement in asked().filter(key=key) if key else ():
        if constant_time_compare(join_token_of(endorsement), token):
            return endorsement
    raise Http404


def open_join_handle(request, endorsement):
    """Let this session reply for the organization; return the handle for its addresses."""
    handles = request.session.get(JOIN_HANDLES, {})
    opened = [str(endorsement.key), hash_of(join_token_of(endorsement))]
    for handle, other in handles.items():
        if other == opened:
            return handle
    handle = secrets.token_urlsafe(12)
    request.session[JOIN_HANDLES] = {**handles, handle: opened}
    return handle


def endorsement_of_join_handle(request, handle):
    """The endorsement that this session opened under the handle; Http404 in any other session, and once the address is another."""
    key, token_hash = request.session.get(JOIN_HANDLES, {}).get(handle, (None, ""))
    for endorsement in asked().filter(key=key) if key else ():
        if constant_time_compare(hash_of(join_token_of(endorsement)), token_hash):
            return endorsement
    raise Http404


def asked():
    return Endorsement.objects.select_related("submission__call", "submission__current_version")
