"""How a desk's own pages fetch what they work on: with the permission, or not at all."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from review.progress import with_status
from submissions.models.call import Call
from submissions.models.submission import Submission

NEEDED = {  # what a page does → every permission that it takes; whoever acts on a submission may also read it
    "view": ("view_submission",),
    "change": ("view_submission", "change_submission"),
    "add": ("add_submission",),
    "publish": ("view_submission", "publish_submission"),
    "write": ("view_submission", "write_to_stakeholders"),
    "reveal": ("view_submission", "reveal_link"),
    "export": ("export_internal",),
    "view call": ("view_call",),
}


def call_for(request, pk, act="view"):
    """The call for a member of staff who may do one of NEEDED with its submissions; PermissionDenied or Http404 otherwise."""
    demand(request, act)
    return get_object_or_404(Call, pk=pk)


def submission_for(request, pk, act="change"):
    """A received submission not erased, with its status, for staff who may do one of NEEDED; PermissionDenied or Http404 otherwise."""
    demand(request, act)
    received = Submission.objects.received().filter(erased_at=None)
    return get_object_or_404(with_status(received).select_related("call", "consent", "current_version"), pk=pk)


def demand(request, act):
    if not may(request.user, act):
        raise PermissionDenied


def may(user, act):
    """Whether this user holds every permission that one of NEEDED takes."""
    return user.has_perms([f"submissions.{permission}" for permission in NEEDED[act]])
