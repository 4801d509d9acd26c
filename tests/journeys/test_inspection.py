"""The inspection itself finds what is wrong, with scripts and without."""

import pytest

from tests.journeys.accessibility import Inspection

WRONG = """<!doctype html><html lang="en"><title>Wrong</title><main><h1>Wrong</h1>
<img src="/static/img/icon.svg"><p style="width: 900px">Wide</p>
<p style="color: #999">Faint</p><input aria-label="Name" style="color: #888" value="Faint">
</main></html>"""


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
