"""A real browser in front of a live server whose database connections have the web role."""

import os
import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import Role, User
from records.vocabulary import Status
from scripts.find_chromium import installed
from tests import factories
from tests.journeys.accessibility import Inspection
from tests.journeys.devices import Device
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
PHONE = (360, 740)
DESKTOP = (1280, 900)
PASSWORD = "only-for-the-journeys"
PATIENCE = 10_000  # milliseconds: for a machine that is busy with other things as well


def _chromium() -> str:
    """The browser; without one the journeys fail, they are never skipped."""
    chosen = os.environ.get("CHROMIUM")
    path = shutil.which(chosen) if chosen else installed()
    if chosen and not path:
        pytest.fail(f"CHROMIUM names {chosen}, which is not a program.", pytrace=False)
    if not path:
        pytest.fail(
            "The journeys need Chromium: install it (Debian: apt-get install chromium), name it "
            "with CHROMIUM=/path/to/chromium, or use `make test`, which installs one.",
            pytrace=False,
        )
    return path


class KeptFiles(StaticFilesHandler):
    """Static files that a browser keeps, as in production; else it asks again for each page."""

    def get_response(self, request):
        response = super().get_response(request)
        response["Cache-Control"] = "max-age=86400, immutable"
        return response


@pytest.fixture(scope="session")
def live_server():
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = KeptFiles
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    path = _chromium()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass
class Visitors:
    """Opens pages, each in a browser profile of its own, and watches over them."""

    browser: Browser
    address: str
    watch: Watch = field(default_factory=Watch)
    free: dict[tuple, list[BrowserContext]] = field(default_factory=lambda: defaultdict(list))
    taken: list[tuple[tuple, BrowserContext]] = field(default_factory=list)

    def __call__(
        self,
        person: User | None = None,
        *,
        viewport: tuple[int, int] = PHONE,
        javascript: bool = True,
        dark: bool = False,
    ) -> Page:
        """A page for somebody not signed in, or for `person`, past the sign-in page."""
        kind = (viewport, javascript, dark)
        context = self.free[kind].pop() if self.free[kind] else self._new(*kind)
        self.taken.append((kind, context))
        self.watch.over(context)
        if person is not None:
            self._sign_in(context, person)
        return context.new_page()

    def leave(self) -> None:
        """Close every page. The profiles are used again, as new ones would load all files again."""
        for kind, context in self.taken:
            self.watch.leave(context)
            # A page that closes sends what is not saved yet: not into the next test.
            context.set_offline(True)
            for page in context.pages:
                page.close()
            context.set_offline(False)
            context.clear_cookies()
            self.free[kind].append(context)
        self.taken.clear()

    def _new(self, viewport, javascript, dark) -> BrowserContext:
        width, height = viewport
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale="en-GB",
            # What one journey leaves on the device must not be met by the next.
            service_workers="block",
        )
        context.set_default_timeout(PATIENCE)
        return context

    def _sign_in(self, context: BrowserContext, person: User) -> None:
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


@pytest.fixture(scope="session")
def visitors(browser, live_server):
    return Visitors(browser, live_server.url)


@pytest.fixture
def visit(visitors, served_as_web_role):
    """`visit(person)` opens a page; at the end nothing may have gone wrong on any of them."""
    visitors.watch = Watch()
    yield visitors
    visitors.leave()
    assert not visitors.watch.problems, "\n".join(visitors.watch.problems)


@pytest.fixture
def device(browser, live_server, served_as_web_role):
    """`device()` is a new telephone, with all that a browser keeps; nothing may go wrong on it.

    It may lose its connection, and scripts may be refused what they send: see `Device`.
    """
    devices = []

    def switch_on(person: User | None = None) -> Device:
        devices.append(Device(browser, live_server.url))
        if person is not None:
            devices[-1].sign_in(person)
        return devices[-1]

    yield switch_on
    for one in devices:
        one.context.close()
    problems = [problem for one in devices for problem in one.watch.problems]
    assert not problems, "\n".join(problems)


@pytest.fixture
def reference_data(transactional_db):
    """Areas and census figures, as every installation has them."""
    call_command("load_areas", verbosity=0)
    call_command("load_benchmarks", "census-2021", verbosity=0)


@dataclass(frozen=True, kw_only=True)
class Force:
    """One team with its supervisor, an officer of another, and those who work for all."""

    officer: User
    colleague: User
    bystander: User
    stranger: User
    supervisor: User
    standards: User
    analyst: User
    administrator: User


@pytest.fixture
def force(reference_data):
    """Who takes part. The supervisor handcuffs people as well."""
    team = factories.a_team(name="Brixton response")
    return Force(
        officer=factories.an_officer(team=team, name="Amara Whitlock", password=PASSWORD),
        colleague=factories.an_officer(team=team, name="Kofi Larkspur"),
        bystander=factories.an_officer(team=team, name="Megan Oduya-Price"),
        stranger=factories.an_officer(name="Tomasz Fairleigh"),
        supervisor=factories.a_person(
            Role.OFFICER,
            Role.SUPERVISOR,
            team=team,
            name="Ruth Abernethy-Cole",
            password=PASSWORD,
        ),
        standards=factories.professional_standards(name="Victor Lindqvist-Shaw"),
        analyst=factories.an_analyst(name="Zainab Copperfield", password=PASSWORD),
        administrator=factories.an_administrator(name="Bridget Amoah-Lane"),
    )


@pytest.fixture
def begun(force):
    """A draft of the officer in which nothing is answered."""
    return factories.a_draft(officer=force.officer)


@pytest.fixture
def draft(force):
    """A draft of the officer that can be filed."""
    return factories.an_encounter(status=Status.DRAFT, officer=force.officer)


@pytest.fixture
def inspect(request):
    """Looks at pages; at the end nothing may have been found on any of them."""
    inspection = Inspection(request.node.name)
    yield inspection
    assert inspection.seen
    assert not inspection.findings, "\n\n".join(inspection.findings)
