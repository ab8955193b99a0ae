"""When a request arrived, for whatever has a deadline."""

from django.utils import timezone


def note_arrival(get_response):
    """Give each request `arrived_at`: before its body is read, so that neither a slow upload nor a wait for a lock makes it late.

    It must stand first among the middleware. Behind a proxy that buffers bodies it is when the proxy passed the request on.
    """

    def middleware(request):
        request.arrived_at = timezone.now()
        return get_response(request)

    return middleware
