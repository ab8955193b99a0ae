"""The secretariat's desks; importing a desk registers it with the admin."""

from review.desk import call, codebook, screening, summary

__all__ = ("call", "codebook", "screening", "summary")
