"""How a desk's own pages fetch what they work on: with the permission, or not at all."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from review.progress import with_status
from submissions.models.call import Call
from submissions.models.submission import Submission


def call_for(request, pk, permission="view"):
    """The call for a member of staff who may view (or change) its submissions; PermissionDenied or Http404 otherwise."""
    demand(request, permission)
    return get_object_or_404(Call, pk=pk)


def submission_for(request, pk, permission="change"):
    """A received submission that is not erased, with its status, for staff with the permission; PermissionDenied or Http404 otherwise."""
    demand(request, permission)
    received = Submission.objects.received().filter(erased_at=None)
    return get_object_or_404(with_status(received).select_related("call", "consent", "current_version"), pk=pk)


def demand(request, permission):
    if not request.user.has_perm(f"submissions.{permission}_submission"):
        raise PermissionDenied
