"""Sign-in of staff: allauth's pages, no sign-up, and a second factor before the admin unless the installation says optional."""

from functools import update_wrapper

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from submissions.views.errors import typed_fields, typed_text


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request):
        return False


class StaffSite(admin.AdminSite):
    site_header = _("Call for Inputs: secretariat")
    site_title = _("Call for Inputs")
    index_title = _("Secretariat")

    def has_permission(self, request):
        """Active staff, with a second factor set up where the installation requires one."""
        return super().has_permission(request) and (settings.ADMIN_2FA == "optional" or is_mfa_enabled(request.user))

    def admin_view(self, view, cacheable=False):
        """As Django's, but what was typed when a session had ended is given back instead of lost on the way to the sign-in."""
        inner = super().admin_view(view, cacheable)

        def give_back_or_answer(request, *args, **kwargs):
            had_session = settings.SESSION_COOKIE_NAME in request.COOKIES
            if request.method == "POST" and had_session and not self.has_permission(request) and typed_fields(request):
                reason = _("You are signed out: the time was up, or your account changed. Nothing was saved.")
                return typed_text(request, title=_("Your text was not saved yet"), reason=reason, status=403)
            return inner(request, *args, **kwargs)

        return update_wrapper(give_back_or_answer, inner)

    def each_context(self, request):
        return {**super().each_context(request), "second_factor_optional": settings.ADMIN_2FA == "optional"}

    def login(self, request, extra_context=None):
        """Send a stranger to allauth's sign-in, and staff without a second factor to setting one up."""
        target = request.GET.get("next") or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(target, reverse("account_login"))
        if self.has_permission(request):
            return redirect("admin:index")
        if super().has_permission(request):
            messages.info(
                request, _("Set up a second factor first: an authenticator app or a security key. The desks open once you have one.")
            )
            return redirect("mfa_index")
        return redirect("account_logout")
