"""The inspection itself finds what is wrong, with scripts and without."""

from time import sleep

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import include, path

from tests.journeys.accessibility import Inspection
from tests.journeys.steps import follow

WRONG = """<!doctype html><html lang="en"><title>Wrong</title><main><h1>Wrong</h1>
<img src="/static/img/icon.svg"><p style="width: 900px">Wide</p>
<p style="color: #999">Faint</p><input aria-label="Name" style="color: #888" value="Faint">
</main></html>"""
BEGINNING = """<!doctype html><html lang="en"><title>Slow</title><main><h1>Slow</h1>"""
REST = """<img src="/static/img/icon.svg"></main></html>"""


def slowly():
    """The parts of a page as a slow connection brings them: what is wrong comes late."""
    yield BEGINNING
    sleep(0.5)
    yield REST


urlpatterns = [
    path("slow/", login_not_required(lambda request: StreamingHttpResponse(slowly()))),
    path("link/", login_not_required(lambda request: HttpResponse('<a href="/slow/">Slow</a>'))),
    path("", include("cuffing.urls")),
]


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_what_is_wrong_is_found_however_often(visit, javascript):
    page = visit(javascript=javascript)
    page.route("**/wrong/", lambda route: route.fulfill(body=WRONG, content_type="text/html"))
    page.goto("/wrong/")
    inspect = Inspection("wrong")
    inspect(page, "a wrong page")
    findings = "\n".join(inspect.findings)
    assert "image-alt" in findings
    assert findings.count("color-contrast") == 2
    assert "wider than the window" in findings
    assert ("without scripts" in findings) is not javascript


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_page_is_looked_at_once_it_is_there(visit, settings, javascript):
    settings.ROOT_URLCONF = __name__
    page = visit(javascript=javascript)
    page.goto("/link/")
    follow(page, "Slow")
    inspect = Inspection("slow")
    inspect(page, "a slow page")
    assert "image-alt" in "\n".join(inspect.findings)
