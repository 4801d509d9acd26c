"""A real browser in front of a live server whose database connections have the web role."""

import os
import shutil
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.find_chromium import installed
from tests.journeys.watching import Watch

# Playwright's synchronous interface keeps an event loop in the thread in which the tests also
# use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
PATIENCE = 10_000  # milliseconds: for a machine that is busy with other things as well


def _chromium() -> str:
    """The browser; without one the journeys fail, they are never skipped."""
    chosen = os.environ.get("CHROMIUM")
    if chosen and not shutil.which(chosen):
        pytest.fail(f"CHROMIUM names {chosen}, which is not a program.", pytrace=False)
    path = chosen or installed()
    if not path:
        pytest.fail(
            "The journeys need Chromium: install it (Debian: apt-get install chromium), name it "
            "with CHROMIUM=/path/to/chromium, or use `make test`, which installs one.",
            pytrace=False,
        )
    return path


@pytest.fixture(scope="session")
def browser():
    path = _chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass(frozen=True)
class Visitors:
    """Opens pages, each in a browser profile of its own, and watches over them."""

    browser: Browser
    address: str
    watch: Watch

    def __call__(
        self, person=None, *, viewport=PHONE, javascript: bool = True, dark: bool = False
    ) -> Page:
        """A page for somebody not signed in, or for `person`, past the sign-in page."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport=viewport,
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(PATIENCE)
        self.watch.over(context)
        if person is not None:
            self.sign_in(context, person)
        return context.new_page()

    def sign_in(self, context, person) -> None:
        """Whoever uses this profile is `person` from now on."""
        client = Client()
        client.force_login(person)
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "domain": urlsplit(self.address).hostname,
                    "path": "/",
                }
            ]
        )


@pytest.fixture
def visit(browser, live_server, served_as_web_role):
    """`visit(person)` opens a page; at the end nothing may have gone wrong on any of them."""
    watch = Watch()
    before = set(browser.contexts)
    yield Visitors(browser, live_server.url, watch)
    for context in set(browser.contexts) - before:
        context.close()
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture
def reference_data(transactional_db):
    """Areas and census figures, as every installation has them."""
    call_command("load_areas", verbosity=0)
    call_command("load_census", verbosity=0)


@dataclass(frozen=True)
class Force:
    officer: object
    colleague: object
    bystander: object
    stranger: object
    supervisor: object
    analyst: object
    password: str = "secret-secret"


@pytest.fixture
def force(reference_data):
    from tests.journeys import _shim as s
    team, other = s.a_team(), s.a_team()
    return Force(
        s.a_person(s.Role.OFFICER, team=team, name="Amara Whitlock"),
        s.a_person(s.Role.OFFICER, team=team),
        s.a_person(s.Role.OFFICER, team=team),
        s.a_person(s.Role.OFFICER, team=other),
        s.a_person(s.Role.SUPERVISOR, s.Role.OFFICER, team=team, name="Marcus Penhallow"),
        s.a_person(s.Role.ANALYST),
    )


@pytest.fixture
def a_begun_draft(force):
    from tests.journeys import _shim as s
    return s.a_draft(force.officer)

@pytest.fixture
def a_complete_draft(force):
    from tests.journeys import _shim as s
    return s.a_draft(force.officer, complete=True)

@pytest.fixture
def a_filed_record(force):
    from tests.journeys import _shim as s
    return s.a_filed(force.officer)

@pytest.fixture
def an_accepted_record(force):
    from tests.journeys import _shim as s
    return s.accept(s.a_filed(force.officer), force.supervisor)

@pytest.fixture
def a_record_of_the_supervisor(force):
    from tests.journeys import _shim as s
    return s.a_filed(force.supervisor)
