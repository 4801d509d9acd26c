"""Take the README's pictures of a running demo: screenshots.py http://127.0.0.1:8000

Writes docs/screenshots/{officer,supervisor,analyst}.png. Nothing is changed in the demo; reading
records and signing in are events of its audit log, as always.
"""

import os
import sys
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
MOST_BYTES = 150_000
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1480, "height": 1050}  # two accounts and the decision beside one another
TALL = {"width": 1280, "height": 1560}  # down to the first chart, and with the word "fictional"


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    sys.path.insert(0, str(ROOT))
    os.environ["CUFFING_ENV"] = "demo"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuffing.settings")
    django.setup()
    from scripts.find_chromium import installed

    chromium = os.environ.get("CHROMIUM") or installed()
    if not chromium:
        print("No Chromium: name one with CHROMIUM=", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        an_officer(browser, sys.argv[1])
        a_supervisor(browser, sys.argv[1])
        an_analyst(browser, sys.argv[1])
        browser.close()
    return 0


def an_officer(browser: Browser, address: str) -> None:
    """The home page: what waits, and the button that begins a record."""
    page = signed_in(browser, address, "officer", PHONE)
    keep(page, "officer")


def a_supervisor(browser: Browser, address: str) -> None:
    """A record with the accounts of two officers, and the decision."""
    page = signed_in(browser, address, "supervisor", DESK, 0.7)
    page.goto("/review/")
    links = page.locator(".c-list__link").all()
    for record in [link.get_attribute("href") for link in links]:
        page.goto(record)
        if page.locator(".c-account").count() > 1:
            break
    keep(page, "supervisor")


def an_analyst(browser: Browser, address: str) -> None:
    """The gap between groups, in words and as a chart."""
    page = signed_in(browser, address, "analyst", TALL, 0.55)
    page.goto("/reports/population-rate-and-gap/")
    keep(page, "analyst")


def signed_in(
    browser: Browser, address: str, role: str, size: dict[str, int], scale: float = 1
) -> Page:
    """The home page of the first person of the demo who holds this role."""
    from records.demo.force import PASSWORD, PEOPLE, WAYS_IN

    roles = {number: roles for number, _, roles, _ in PEOPLE}
    number = next(number for number in WAYS_IN if role in roles[number])
    page = browser.new_page(
        base_url=address,
        viewport=size,
        device_scale_factor=scale,
        color_scheme="light",
        locale="en-GB",
    )
    page.goto("/")
    page.get_by_label("Warrant number or e-mail address").fill(number)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Sign out", exact=True).wait_for()
    return page


def keep(page: Page, name: str) -> None:
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size / 1000:.0f} kB")
    if size > MOST_BYTES:
        raise SystemExit(f"{path.name} is larger than {MOST_BYTES / 1000:.0f} kB")


if __name__ == "__main__":
    sys.exit(main())
