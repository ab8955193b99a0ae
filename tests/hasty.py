"""The portal for clients that press faster and more often than a person, served where the guard is not what is tried."""

from dataclasses import replace
from datetime import timedelta

from wsisportal.wsgi import application  # isort: skip (settings come first)

from submissions import guard

guard.FASTEST_SUBMIT = guard.FASTEST_PRESS = timedelta.min
guard.LIMITS = {act: replace(limit, most=10**6, most_suspicious=10**6) for act, limit in guard.LIMITS.items()}

__all__ = ("application",)
