"""What the guard's rules need to know of a request, and the answer when there were too many."""

from django.conf import settings
from django.utils.translation import gettext as _

from submissions import guard
from submissions.views.errors import typed_text


def counted(request, act, draft=None):
    """Count an act by its draft or, without one, by the client's address, and do it: `with counted(request, "start"): …`."""
    if draft is not None:
        return guard.counted(act, draft.reference)
    stamp = request.POST.get(guard.STAMP, "")
    suspicious = request.method == "POST" and guard.is_suspicious(trap=trap_of(request), stamp=stamp)
    return guard.counted(act, address_of(request), stamp=stamp, suspicious=suspicious)


def is_by_hand(request, draft):
    return guard.is_by_hand(trap=trap_of(request), started=draft.entered_at)


def trap_of(request):
    return request.POST.get(guard.TRAP, "")


def address_of(request):
    remote, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    return guard.address_group(guard.client_address(remote, forwarded, settings.TRUSTED_PROXIES))


def too_many(request, error):
    """The page that says until when to wait, with everything typed given back."""
    reason = _(
        "Within a short time more was sent from your network or for this draft than people usually send, so this was not taken. "
        "Please try again after %(time)s UTC."
    )
    response = typed_text(
        request, title=_("Please wait a little"), reason=reason % {"time": f"{error.until:%H:%M}"}, status=429, is_for_now=True
    )
    response["Retry-After"] = str(error.seconds())
    return response
