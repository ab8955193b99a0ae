"""The secretariat's desks; importing a desk registers it with the admin."""

from review.desk import call, screening

__all__ = ("call", "screening")
