"""What every public page promises: safe methods only, and never an old copy."""

import hashlib

from django.http import FileResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

BLOCK = 64 * 1024  # bytes of a file sent at a time


def public_page(view):
    """A page that a browser may keep but must ask about: its ETag is that of its content, so what was withdrawn is never "not modified"."""
    return require_safe(conditional_page(cache_control(no_cache=True)(view)))


def public_file(view):
    """A streamed file: no ETag can be known before its end, so it is fetched anew each time."""
    return require_safe(cache_control(no_cache=True)(view))


def finished_file(request, file, name, content_type):
    """A file that was made whole, with the hash of its bytes as its ETag; nothing of it is sent to who has it already.

    The file is closed when the response is.
    """
    file.seek(0)
    etag = f'"{hashlib.file_digest(file, "sha256").hexdigest()}"'
    file.seek(0)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged:
        file.close()
        return unchanged
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type, headers={"ETag": etag})
    response.block_size = BLOCK
    return response
