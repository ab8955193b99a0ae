"""SQLite whose writers stand in line.

SQLite lets one transaction write at a time and has the others look again every now and then, up to ten times a second and in no order:
with many writers one of them can look for longer than any patience and fail as "database is locked". Within one process, which is how
SQLite is served, the threads therefore wait for each other instead. Between processes SQLite's own waiting still holds.
"""

from collections import defaultdict
from threading import Lock

from django.db.backends.sqlite3 import base

LINES = defaultdict(Lock)  # by the database's name


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with a place in line from the beginning of a transaction to its end."""

    line = None

    def _start_transaction_under_autocommit(self):
        line = LINES[str(self.settings_dict["NAME"])]
        patience = self.settings_dict["OPTIONS"].get("timeout", 5)
        self.line = line if line.acquire(timeout=patience) else None  # without it SQLite itself decides, as it does between processes
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self.leave()
            raise

    def _commit(self):
        super()._commit()
        self.leave()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self.leave()

    def _close(self):
        try:
            super()._close()
        finally:
            self.leave()

    def leave(self):
        """Let the next one write."""
        line, self.line = self.line, None
        if line is not None:
            line.release()
