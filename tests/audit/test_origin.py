"""Where a request comes from is known to every event, and forged addresses are not believed."""

import pytest
from django.http import HttpResponse

from audit.middleware import origin
from audit.origin import coming_from, current


@pytest.fixture
def seen(rf):
    """The origin that the audit sees during a request with these headers."""

    def during(**headers) -> str:
        noted = []

        def view(request):
            noted.append(current())
            return HttpResponse()

        origin(view)(rf.get("/", **headers))
        return noted[0]

    return during


def test_the_origin_is_the_address_of_the_client(seen):
    assert seen(REMOTE_ADDR="192.0.2.7") == "192.0.2.7"


def test_a_forwarded_address_is_not_believed_without_a_proxy_of_ours(seen, settings):
    settings.BEHIND_PROXY = False
    assert seen(REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="203.0.113.9") == "192.0.2.7"


def test_behind_our_proxy_only_what_it_added_is_believed(seen, settings):
    settings.BEHIND_PROXY = True
    forwarded = "198.51.100.1, 203.0.113.9"
    assert seen(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded) == "203.0.113.9"
    assert seen(REMOTE_ADDR="10.0.0.1") == "10.0.0.1"


def test_a_long_forged_address_is_cut(seen, settings):
    settings.BEHIND_PROXY = True
    assert len(seen(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="9" * 500)) == 64


def test_the_origin_is_forgotten_when_the_request_ends_also_with_an_error(rf):
    def fails(request):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        origin(fails)(rf.get("/", REMOTE_ADDR="192.0.2.7"))
    assert current() == ""


def test_what_is_inside_another_origin_goes_back_to_the_one_before():
    with coming_from("outer"):
        with coming_from("inner"):
            assert current() == "inner"
        assert current() == "outer"
