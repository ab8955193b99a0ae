"""Accounts and groups of staff. Whoever manages them cannot make a superuser of anyone, and cannot touch one. Each change is an Event."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _

from submissions.admin import ReadOnlyAdmin, in_utc
from submissions.models.event import record

admin.site.unregister((User, Group, EmailAddress, Authenticator))

ONLY_BY_SUPERUSERS = ("is_superuser", "user_permissions")


@admin.register(User)
class AccountDesk(UserAdmin):
    """Accounts are switched off, not deleted: what their holders did stays on record under their name."""

    list_display = ("username", "first_name", "last_name", "is_active", "is_staff", "last_login")
    list_filter = ("groups", "is_active", "is_staff")

    def get_readonly_fields(self, request, obj=None):
        return () if request.user.is_superuser else (*ONLY_BY_SUPERUSERS, "last_login", "date_joined")

    def has_change_permission(self, request, obj=None):
        """A superuser's account, its password too, is changed by superusers."""
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request, obj=None):
        return False

    def save_related(self, request, form, formsets, change):
        """Record which fields changed, and the groups that the account is in now."""
        super().save_related(request, form, formsets, change)
        account = form.instance
        groups = sorted(account.groups.values_list("name", flat=True))
        facts = {"account": account.pk, "fields": sorted(set(form.changed_data) - {"password1", "password2"}), "groups": groups}
        record("change account" if change else "add account", by=request.user, after=facts | {"is_active": str(account.is_active)})

    def user_change_password(self, request, id, form_url=""):
        """Record who set another's password; Django answers with a redirect once it is set."""
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            record("set password", by=request.user, after={"account": int(id)})
        return response


@admin.register(Group)
class GroupDesk(GroupAdmin):
    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        permissions = form.instance.permissions.select_related("content_type")
        names = sorted(f"{permission.content_type.app_label}.{permission.codename}" for permission in permissions)
        record("change group" if change else "add group", by=request.user, after={"group": form.instance.name, "permissions": names})

    def delete_model(self, request, obj):
        record("remove group", by=request.user, before={"group": obj.name})
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for group in queryset:
            self.delete_model(request, group)


@admin.register(Authenticator)
class SecondFactorDesk(ReadOnlyAdmin):
    """Which second factors exist, without their secrets. Removing one lets its holder, who lost it, set up another at the next sign-in."""

    list_display = ("user", "type", in_utc("created_at", _("set up at")), in_utc("last_used_at", _("last used at")))
    list_select_related = ("user",)
    list_filter = ("type",)
    search_fields = ("user__username",)
    fields = ("user", "type", "created_at", "last_used_at")
    actions = None  # one at a time: who asks is a person to be sure of

    def has_delete_permission(self, request, obj=None):
        is_above = obj is not None and obj.user.is_superuser and not request.user.is_superuser
        return admin.ModelAdmin.has_delete_permission(self, request, obj) and not is_above

    def delete_model(self, request, obj):
        record("remove second factor", by=request.user, before={"account": obj.user_id, "type": obj.type})
        super().delete_model(request, obj)
