"""The secretariat's desks; importing a desk registers it with the admin."""

from review.desk import accounts, call, codebook, memos, outbox, quotes, screening, summary

__all__ = ("accounts", "call", "codebook", "memos", "outbox", "quotes", "screening", "summary")
