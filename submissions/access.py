"""The only way in for a stakeholder: a private link opens one submission, a session then holds a handle that opens nothing by itself.

The link's token is derived from the secret key and the submission's reference, so that it can be sent again, and stored as its
SHA-256, so that reading the database opens nothing. A link that goes out by mail is signed for the address besides: whoever acts after
opening it reads the mail of that address. Every such mail also holds a link of another kind, by which its reader says "this is not mine".
"""

import base64
import hashlib
import re
import secrets
import time
import uuid

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import override

from submissions.models.endorsement import Endorsement
from submissions.models.submission import Submission, Version

HANDLES = "submission_handles"  # in a session: handle → what `linked` said of the submission when its link was opened
MAILED = "submission_handles_by_mail"  # handle → the signature of the mailed link that was opened
RENEWED = "submission_renewed_at"
JOIN_HANDLES = "endorsement_handles"
JOIN_TOKEN = 64  # characters: 16 bytes of a key that finds the endorsement, 32 bytes of a token that opens it
KEY_LETTERS = 16  # of token_hash, in front of a "not mine" token: they find the submission, the rest proves
NOT_MINE = re.compile(rf"[0-9a-f]{{{KEY_LETTERS}}}[\w-]{{43}}", re.ASCII)


def linked(submission):
    """What its private link stands for: the reference, and how often the link was replaced where it was."""
    return f"{submission.reference}/{submission.link_number}" if submission.link_number else submission.reference


def digest(salt, value):
    """256 bits that only this installation can make of a value, in 43 URL-safe characters."""
    return urlsafe(salted_hmac(salt, value, algorithm="sha256").digest())


def urlsafe(digest):
    """Bytes as letters, digits, hyphens and underscores."""
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def token_of(submission):
    """The 256-bit token of its private link, in 43 URL-safe characters; another once the link is replaced."""
    return digest("submissions.access", linked(submission))


def hash_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


def private_link(submission):
    """The private link as an absolute address of this installation (never of the request's host)."""
    with override("en"):
        return settings.SITE_URL + reverse("submissions:link", args=(token_of(submission),))


def mailed_link(submission):
    """The private link as it is mailed to the submission's address, and shown nowhere else."""
    return f"{private_link(submission)}?m={mail_signature(submission)}"


def mail_signature(submission):
    """What a mailed link has and a shown one lacks: 96 bits for this link and this address."""
    return digest("submissions.access.mailed", f"{linked(submission)}/{submission.contact_email}")[:16]


def not_mine_token(submission):
    """The token by which the reader of its address says "this is not mine"; another for each link and address, and no way in."""
    return submission.token_hash[:KEY_LETTERS] + digest("submissions.access.not-mine", f"{linked(submission)}/{submission.contact_email}")


def not_mine_link(submission):
    """The absolute address for a mail to the submission's address, in the active language."""
    return settings.SITE_URL + reverse("submissions:not-mine", args=(not_mine_token(submission),))


def submission_of_not_mine(token):
    """The submission whose address a "not mine" token was mailed to, while it has that address; Http404 for any other string."""
    if NOT_MINE.fullmatch(token):
        key = token[:KEY_LETTERS]
        for submission in Submission.objects.select_related("call").filter(token_hash__gte=key, token_hash__lt=key + "g"):
            if is_not_mine(submission, token):
                return submission
    raise Http404


def is_not_mine(submission, token):
    """Whether this is the "not mine" token of the address that the submission has now."""
    return submission.contact_email != "" and constant_time_compare(token, not_mine_token(submission))


def submission_of_token(token):
    """The submission that a token opens; Http404 for any other string."""
    submission = Submission.objects.select_related("call").filter(token_hash=hash_of(token)).first()
    if submission is None:
        raise Http404
    return submission


def open_handle(request, submission, signature=""):
    """Let this session work on the submission; return the handle for its addresses.

    The signature of a mailed link is kept in the session, and there alone: opening changes nothing that is stored about a submission.
    """
    renew(request)
    handles = request.session.get(HANDLES, {})
    handle = next((handle for handle, link in handles.items() if link == linked(submission)), None)
    if handle is None:
        handle = secrets.token_urlsafe(12)
        request.session[HANDLES] = {**handles, handle: linked(submission)}
    if signature and constant_time_compare(signature, mail_signature(submission)):
        request.session[MAILED] = {**request.session.get(MAILED, {}), handle: signature}
    return handle


def opened_by_mail(request, handle, submission):
    """Whether this session opened it by a link that was mailed to the address which the submission has now."""
    signature = request.session.get(MAILED, {}).get(handle, "")
    return submission.contact_email != "" and constant_time_compare(signature, mail_signature(submission))


def confirm_address(request, handle, submission):
    """The address is confirmed when somebody acts who came by the link mailed to it; to be called for every POST under a handle."""
    if submission.contact_confirmed_at is None and opened_by_mail(request, handle, submission):
        still_so = Submission.objects.filter(
            pk=submission.pk, contact_email=submission.contact_email, link_number=submission.link_number, contact_confirmed_at=None
        )
        now = timezone.now()
        if still_so.update(contact_confirmed_at=now):
            submission.contact_confirmed_at = now


def open_drafts(request, call):
    """(handle, draft Version) of the call's drafts that this session has open and that were saved, the last saved first."""
    handles = {link: handle for handle, link in request.session.get(HANDLES, {}).items()}
    references = [link.partition("/")[0] for link in handles]
    drafts = Version.objects.filter(submission__call=call, submission__reference__in=references, submitted_at=None, edition__gt=0)
    drafts = drafts.select_related("submission").order_by("-saved_at")
    return [(handles[linked(version.submission)], version) for version in drafts if linked(version.submission) in handles]


def submission_of_handle(request, handle):
    """The submission that this session opened under the handle; Http404 in any other session, and once its link was replaced."""
    link = request.session.get(HANDLES, {}).get(handle, "")
    submissions = Submission.objects.select_related("call", "consent", "current_version")
    submission = submissions.filter(reference=link.partition("/")[0]).first() if link else None
    if submission is None or linked(submission) != link:
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
