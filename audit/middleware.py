"""Tells the audit where a request comes from."""

from django.conf import settings

from audit.origin import coming_from


def origin(get_response):
    """The address of the client, as the last proxy of ours saw it."""

    def middleware(request):
        address = request.META.get("REMOTE_ADDR", "")
        if settings.BEHIND_PROXY:
            forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
            address = forwarded or address
        with coming_from(address[:64]):
            return get_response(request)

    return middleware
