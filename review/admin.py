"""The secretariat's desks; importing a desk registers it with the admin."""

from review.desk import call, codebook, outbox, screening, summary

__all__ = ("call", "codebook", "outbox", "screening", "summary")
