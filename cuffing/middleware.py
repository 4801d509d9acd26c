"""What every page of a signed-in person has in common."""

from django.utils.cache import add_never_cache_headers


def private_pages(get_response):
    """Pages about people stay out of caches, so that "back" after signing out shows nothing."""

    def middleware(request):
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware
