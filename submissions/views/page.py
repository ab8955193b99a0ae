"""What every public page promises: safe methods only, and never an old copy."""

from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe


def public_page(view):
    """A page that a browser may keep but must ask about: its ETag is that of its content, so what was withdrawn is never "not modified"."""
    return require_safe(conditional_page(cache_control(no_cache=True)(view)))


def public_file(view):
    """A streamed file: no ETag can be known before its end, so it is fetched anew each time."""
    return require_safe(cache_control(no_cache=True)(view))
