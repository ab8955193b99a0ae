"""Backups: making one while people work, putting one back, and doing again the withdrawals that it does not know of."""
