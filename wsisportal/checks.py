"""System checks of the installation: a database that could lose an acknowledged submission does not start, nor mail that goes nowhere."""

from django.conf import settings
from django.core.checks import Error
from django.db import connections

from wsisportal.environment import FOLDER_BACKEND

DURABLE = {("delete", 3), ("wal", 2), ("wal", 3)}  # (journal_mode, synchronous); 2 is FULL, 3 is EXTRA


def sqlite_is_durable(app_configs, databases, **kwargs):
    """Refuse SQLite settings under which a receipt could be shown before its submission is on disk, or writers fail."""
    errors = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "sqlite" or connection.is_in_memory_db():
            continue
        with connection.cursor() as cursor:
            journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
            synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
        if (journal, synchronous) not in DURABLE:
            errors.append(
                Error(
                    f"SQLite runs with journal_mode={journal} and synchronous={synchronous}: an acknowledged submission could be lost.",
                    hint="Use journal_mode=DELETE with synchronous=EXTRA, or WAL with FULL where SQLite has the WAL-reset fix.",
                    id="wsisportal.E001",
                )
            )
        if connection.transaction_mode != "IMMEDIATE":
            errors.append(
                Error(
                    f"SQLite runs with transaction_mode={connection.transaction_mode}: concurrent submissions would fail as locked.",
                    hint='Set OPTIONS["transaction_mode"] to "IMMEDIATE".',
                    id="wsisportal.E002",
                )
            )
    return errors


def mail_is_delivered(app_configs, **kwargs):
    """In a deployment, refuse mail that is only written to a folder."""
    if settings.MAILERS["default"]["BACKEND"] != FOLDER_BACKEND:
        return []
    hint = "Set EMAIL_URL to smtp+starttls://user:password@host:port, smtps://… or smtp://…."
    return [Error("Mail is written to a folder and reaches nobody.", hint=hint, id="wsisportal.E003")]
