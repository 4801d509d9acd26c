"""What a page must be in every state: without findings of axe, and no wider than its window."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_FILE_NAME, AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import Page

# Names a folder in which to keep a picture of every page that is inspected.
PICTURES = os.environ.get("PICTURES", "")

# The server hands axe out as one of its own files, so that the content security policy lets it in
# and the browser compiles it once; a page without connection gets its source with the question.
LOAD = f"""() => navigator.onLine
  ? import("{settings.STATIC_URL}axe/{AXE_FILE_NAME}").then(() => true)
  : Boolean(window.axe)"""
# Contrast takes axe most of its time, and is the same wherever the same colours, size and weight
# stand on the same ground: it is asked of one text of each such kind, once.
LOOK = """async (seen) => {
  const options = {resultTypes: ["violations"], preload: false};
  const {violations} = await axe.run(
    document, {...options, rules: {"color-contrast": {enabled: false}}},
  );
  const known = new Set(seen), grounds = new Map([[null, ""]]), ofNewKind = new Map();
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
    if (!known.has(kind) && !ofNewKind.has(kind)) ofNewKind.set(kind, one);
  };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    if (words.currentNode.data.trim()) note(words.currentNode.parentElement);
  }
  document.querySelectorAll("input, select, textarea").forEach(note);
  const tooFaint = ofNewKind.size === 0 ? [] : (await axe.run(
    {include: [...ofNewKind.values()]}, {...options, runOnly: ["color-contrast"]},
  )).violations;
  return {
    violations: [...violations, ...tooFaint],
    withoutFault: tooFaint.length === 0 ? [...ofNewKind.keys()] : [],
    over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}"""
HAS_NO_SCRIPTS = "() => matchMedia('(scripting: none)').matches"
SCRIPT = re.compile("<script.*?</script>", re.DOTALL)
IS_DARK = "() => matchMedia('(prefers-color-scheme: dark)').matches"


# By browser, place, size and colours: pages in which others are shown again.
_twins: dict[tuple, Page] = {}
# How texts look in whose contrast nothing was found.
_kinds_without_fault: set[str] = set()


def twin_of(page: Page) -> Page:
    """A page as it stands, shown where axe can run: it is a script, and this page runs none.

    Scripts are on in the twin, but none of the service's own is let in.
    """
    browser, size = page.context.browser, page.viewport_size
    place = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    kind = (id(browser), place, size["width"], size["height"], page.evaluate(IS_DARK))
    if kind not in _twins:
        colours = "dark" if kind[-1] else "light"
        twin = browser.new_page(viewport=size, color_scheme=colours, service_workers="block")
        twin.goto(f"{place}{settings.STATIC_URL}css/sheet.css")
        _twins[kind] = twin
    # What is written into a page of the service, be it of plain text, has its files and address.
    _twins[kind].set_content(SCRIPT.sub("", page.content()).replace("noscript>", "div>"))
    return _twins[kind]


@dataclass
class Inspection:
    """Collects what is wrong with pages, so that one run tells about all of them."""

    name: str
    findings: list[str] = field(default_factory=list)
    seen: int = 0

    def __call__(self, page: Page, state: str) -> None:
        """Inspect the page once it is there; `state` names it in what is found."""
        self.seen += 1
        page.wait_for_load_state()  # a click ends where the next page begins
        if page.evaluate(HAS_NO_SCRIPTS):
            self._look(twin_of(page), f"{state}, without scripts")
        else:
            self._look(page, state)

    def _look(self, page: Page, state: str) -> None:
        if not page.evaluate(LOAD):
            page.evaluate(AXE_SCRIPT)
        found = page.evaluate(LOOK, sorted(_kinds_without_fault))
        _kinds_without_fault.update(found["withoutFault"])
        for violation in found["violations"]:
            for node in violation["nodes"]:
                self.findings.append(
                    f"{state}: {violation['id']} at {' '.join(map(str, node['target']))}: "
                    f"{node['html'][:200]}: {node['failureSummary']}"
                )
        if found["over"]:
            self.findings.append(f"{state}: {found['over']} pixels wider than the window")
        if PICTURES:
            self._keep(page, state)

    def _keep(self, page: Page, state: str) -> None:
        name = re.sub(r"\W+", "-", f"{self.name} {self.seen:02} {state}".lower()).strip("-")
        folder = Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
