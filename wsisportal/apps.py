"""The admin, with our site in place of Django's; and the checks of the installation."""

from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register

from wsisportal.checks import mail_is_delivered, sqlite_is_durable


class PortalAdminConfig(AdminConfig):
    default_site = "wsisportal.accounts.StaffSite"

    def ready(self):
        super().ready()
        register(sqlite_is_durable, Tags.database)
        register(mail_is_delivered, deploy=True)
