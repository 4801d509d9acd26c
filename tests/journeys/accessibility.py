"""What a page must be in every state: without findings of axe, and no wider than its window."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page, Route

# Names a folder in which to keep a picture of every page that is inspected.
PICTURES = os.environ.get("PICTURES", "")

# axe's source is evaluated, as the content security policy lets no foreign script tag in.
RUN = """() => axe
  .run(document, {
    resultTypes: ["violations"], preload: false, rules: {"color-contrast": {enabled: false}},
  })
  .then((found) => found.violations)"""
# Contrast takes axe most of its time, and is the same wherever the same colours, size and weight
# stand on the same ground: it is asked of one text of each such kind, once.
NEW_KINDS = """(seen) => {
  const known = new Set(seen), grounds = new Map([[null, ""]]);
  window.ofNewKind = new Map();
  const ground = (one) => {
    if (!grounds.has(one)) {
      const {backgroundColor, backgroundImage, opacity} = getComputedStyle(one);
      const own = [backgroundColor, backgroundImage, opacity].join(" ");
      const clear = own === "rgba(0, 0, 0, 0) none 1";
      grounds.set(one, (clear ? "" : own + "; ") + ground(one.parentElement));
    }
    return grounds.get(one);
  };
  const note = (one) => {
    if (!one.checkVisibility({visibilityProperty: true})) return;
    const {color, fontSize, fontWeight, textShadow} = getComputedStyle(one);
    const kind = [color, fontSize, fontWeight, textShadow, ground(one)].join(" | ");
    if (!known.has(kind) && !window.ofNewKind.has(kind)) window.ofNewKind.set(kind, one);
  };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    if (words.currentNode.data.trim()) note(words.currentNode.parentElement);
  }
  document.querySelectorAll("input, select, textarea").forEach(note);
  return [...window.ofNewKind.keys()];
}"""
CONTRAST = """() => axe
  .run({include: [...window.ofNewKind.values()]}, {
    resultTypes: ["violations"], preload: false, runOnly: ["color-contrast"],
  })
  .then((found) => found.violations)"""
HAS_NO_SCRIPTS = "() => matchMedia('(scripting: none)').matches"
IS_DARK = "() => matchMedia('(prefers-color-scheme: dark)').matches"
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


# By browser, size and colours: where pages are shown again. They close with the browser.
_twins: dict[tuple, BrowserContext] = {}
# How texts look in whose contrast nothing was found.
_kinds_without_fault: set[str] = set()


@contextmanager
def twin_of(page: Page) -> Iterator[Page]:
    """A page as it stands, shown where axe can run: it is a script, and this page runs none.

    Scripts are on in the twin, but none of the service's own is let in.
    """
    source = page.content().replace("noscript>", "div>")

    def answer(route: Route) -> None:
        request = route.request
        if request.is_navigation_request():
            route.fulfill(body=source, content_type="text/html; charset=utf-8")
        elif request.resource_type == "script" or request.method != "GET":
            route.abort()
        else:
            route.continue_()

    browser, size = page.context.browser, page.viewport_size
    kind = (id(browser), size["width"], size["height"], page.evaluate(IS_DARK))
    if kind not in _twins:
        _twins[kind] = browser.new_context(
            viewport=size, color_scheme="dark" if kind[-1] else "light", service_workers="block"
        )
    twin = _twins[kind].new_page()
    try:
        twin.route("**/*", answer)
        twin.goto(page.url)
        yield twin
    finally:
        twin.close()


@dataclass
class Inspection:
    """Collects what is wrong with pages, so that one run tells about all of them."""

    name: str
    findings: list[str] = field(default_factory=list)
    seen: int = 0

    def __call__(self, page: Page, state: str) -> None:
        """Inspect the page as it now is; `state` names it in what is found."""
        self.seen += 1
        if page.evaluate(HAS_NO_SCRIPTS):
            with twin_of(page) as twin:
                self._look(twin, f"{state}, without scripts")
        else:
            self._look(page, state)

    def _look(self, page: Page, state: str) -> None:
        page.evaluate(AXE_SCRIPT)
        violations = page.evaluate(RUN)
        if kinds := page.evaluate(NEW_KINDS, sorted(_kinds_without_fault)):
            too_faint = page.evaluate(CONTRAST)
            violations += too_faint
            if not too_faint:
                _kinds_without_fault.update(kinds)
        for violation in violations:
            for node in violation["nodes"]:
                self.findings.append(
                    f"{state}: {violation['id']} at {' '.join(map(str, node['target']))}: "
                    f"{node['html'][:200]}: {node['failureSummary']}"
                )
        if over := page.evaluate(TOO_WIDE):
            self.findings.append(f"{state}: {over} pixels wider than the window")
        if PICTURES:
            self._keep(page, state)

    def _keep(self, page: Page, state: str) -> None:
        name = re.sub(r"\W+", "-", f"{self.name} {self.seen:02} {state}".lower()).strip("-")
        folder = Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
