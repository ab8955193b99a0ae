"""The admin, with our site in place of Django's; and the checks of the installation."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "wsisportal.accounts.StaffSite"

    def ready(self):
        super().ready()
        from wsisportal import checks  # noqa: F401  (registers the system checks)
