"""Sessions of staff end by themselves: after half an hour without a request to the desks, and eight hours after the sign-in.

What a stakeholder's session holds follows its own clock (`submissions.access.renew`); the public pages never look at a session.
"""

import time

from django.conf import settings
from django.contrib.auth import logout

SIGNED_IN, SEEN = "staff_signed_in_at", "staff_seen_at"  # in a session: seconds since 1970
PRECISION = 60  # seconds between two notes of having been seen, so that not every page writes


class EndStaffSessions:
    """Signs out whoever comes back too late to a page of staff, before that page looks who it is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, keywords):
        if is_for_staff(request.resolver_match) and request.user.is_authenticated:
            now = int(time.time())
            if has_ended(request.session, now):
                logout(request)
            else:
                note(request.session, now)


def is_for_staff(match):
    """Whether an address belongs to the desks or to the accounts of staff."""
    return "admin" in match.app_names or (match.url_name or "").startswith(("account_", "mfa_"))


def has_ended(session, now):
    idle, whole = now - session.get(SEEN, now), now - session.get(SIGNED_IN, now)
    return idle > settings.STAFF_SESSION_IDLE or whole > settings.STAFF_SESSION_AGE


def note(session, now):
    session.setdefault(SIGNED_IN, now)
    if now - session.get(SEEN, 0) >= PRECISION:
        session[SEEN] = now
