"""What a page must be in every state: without findings of axe, and no wider than its window."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Names a folder in which to keep a picture of every page that is inspected.
PICTURES = os.environ.get("PICTURES", "")

# axe's source is evaluated, as the content security policy lets no foreign script tag in.
RUN = "() => axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations)"
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Inspection:
    """Collects what is wrong with pages, so that one run tells about all of them."""

    name: str
    findings: list[str] = field(default_factory=list)
    seen: int = 0

    def __call__(self, page: Page, state: str) -> None:
        """Inspect the page as it now is; `state` names it in what is found."""
        self.seen += 1
        page.evaluate(AXE_SCRIPT)
        for violation in page.evaluate(RUN):
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
