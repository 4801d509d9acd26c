"""The inspection itself finds what is wrong, with scripts and without."""

import pytest

from tests.journeys.accessibility import Inspection

WRONG = """<!doctype html><html lang="en"><title>Wrong</title><main><h1>Wrong</h1>
<img src="/static/img/icon.svg"><p style="width: 900px">Wide</p></main></html>"""


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_an_image_without_words_and_a_page_too_wide_are_found(visit, javascript):
    page = visit(javascript=javascript)
    page.route("**/wrong/", lambda route: route.fulfill(body=WRONG, content_type="text/html"))
    page.goto("/wrong/")
    inspect = Inspection("wrong")
    inspect(page, "a wrong page")
    findings = "\n".join(inspect.findings)
    assert "image-alt" in findings
    assert "wider than the window" in findings
    assert ("without scripts" in findings) is not javascript
