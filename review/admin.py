"""The secretariat's desks; importing a desk registers it with the admin."""

from review.desk import accounts, anchors, call, codebook, memos, objections, outbox, quotes, screening, summary

__all__ = ("accounts", "anchors", "call", "codebook", "memos", "objections", "outbox", "quotes", "screening", "summary")
