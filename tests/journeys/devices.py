"""A telephone with its own storage and service worker, and what rests on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, Request, Response

from accounts.models import User
from tests.journeys.watching import Watch

PHONE = {"width": 360, "height": 740}
PATIENCE = 10_000
NO_CONNECTION = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED")

# Everything in the database of the browser: bytes as text, so that words would be found in it.
ALL_THAT_RESTS = """async () => {
  const opened = await new Promise((resolve, reject) => {
    const request = indexedDB.open("cuffing");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const shown = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      return new TextDecoder().decode(value);
    }
    if (value instanceof CryptoKey) {
      return `a key, ${value.extractable ? "which can be read out" : "locked in"}`;
    }
    return value;
  };
  const rows = {};
  for (const store of opened.objectStoreNames) {
    rows[store] = await new Promise((resolve) => {
      const request = opened.transaction(store).objectStore(store).getAll();
      request.onsuccess = () => resolve(request.result.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, shown(value)]))));
    });
  }
  opened.close();
  const kept = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      kept.push(new URL(request.url).pathname);
    }
  }
  return {...rows, caches: kept, session: {...sessionStorage}, local: {...localStorage}};
}"""
# Only once the worker runs and the key is there can the connection go.
READY = """async () => {
  await navigator.serviceWorker.ready;
  for (let tries = 0; tries < 200; tries += 1) {
    const key = await new Promise((resolve) => {
      const request = indexedDB.open("cuffing", 1);
      request.onupgradeneeded = () => request.transaction.abort();
      request.onerror = () => resolve(null);
      request.onsuccess = () => {
        const get = request.result.transaction("keys").objectStore("keys").get("current");
        get.onsuccess = () => { request.result.close(); resolve(get.result ?? null); };
      };
    });
    if (key && navigator.serviceWorker.controller) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}"""


@dataclass
class PatientWatch(Watch):
    """Losing the connection is what these journeys are about."""

    def _request(self, request: Request) -> None:
        if request.failure not in NO_CONNECTION:
            super()._request(request)

    def _response(self, response: Response) -> None:
        # Pages reach the service through the service worker, and are asked for twice.
        if response.request.service_worker is None or response.status >= 500:
            super()._response(response)


class Device:
    def __init__(self, browser: Browser, address: str) -> None:
        self.address = address
        self.watch = PatientWatch()
        self.context = browser.new_context(base_url=address, viewport=PHONE, locale="en-GB")
        self.context.set_default_timeout(PATIENCE)
        self.watch.over(self.context)

    def sign_in(self, person: User) -> None:
        """As after the sign-in page."""
        client = Client()
        client.force_login(person)
        self._use(client.cookies[settings.SESSION_COOKIE_NAME].value)
        self.ends(in_seconds=settings.SESSION_COOKIE_AGE)

    def _use(self, session_key: str) -> None:
        host = urlsplit(self.address).hostname
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_key}
        self.context.add_cookies([{**cookie, "domain": host, "path": "/"}])

    def session(self):
        (cookie,) = (
            one for one in self.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME
        )
        return import_module(settings.SESSION_ENGINE).SessionStore(cookie["value"])

    def ends(self, *, in_seconds: float) -> datetime:
        """The session ends then; the pages learn it when they are loaded."""
        session = self.session()
        end = timezone.now() + timedelta(seconds=in_seconds)
        session["ends_at"] = end.isoformat()
        session.save()
        return end

    def open(self, address: str = "/", *, clock: bool = False) -> Page:
        """A new window; with a `clock` of its own, which can be put forward."""
        page = self.context.new_page()
        if clock:
            page.clock.install()
        page.goto(address)
        return page

    def ready(self) -> Page:
        """The home page, once everything is in place to do without a connection."""
        page = self.open("/")
        assert page.evaluate(READY), "the device is not ready to do without a connection"
        return page

    def cut(self) -> None:
        self.context.set_offline(True)

    def connect(self) -> None:
        self.context.set_offline(False)

    def rests(self, page: Page) -> dict:
        """All that rests on the device, as anybody finds it who looks."""
        return page.evaluate(ALL_THAT_RESTS)
