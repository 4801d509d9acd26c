// The service worker. It keeps the files of one release and the one page that opens without
// signal, which is the same for everybody. No other page and no answer is ever kept, and what
// rests in the database of the browser is none of its business.

/* global RELEASE */

const CACHE = `cuffing ${RELEASE.version}`;
const FILES = new Set(RELEASE.files);
const KEPT_RELEASES = 2;

/** The page, asked for without cookies, so that nothing of a person can be in it. */
const askForPage = () =>
  fetch(RELEASE.page, { credentials: "omit", cache: "no-store", redirect: "error" });

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      const page = await askForPage();
      if (!page.ok) {
        throw new Error(`The offline page: status ${page.status}`);
      }
      await cache.addAll(RELEASE.files.map((file) => new Request(file, { cache: "no-cache" })));
      await cache.put(RELEASE.page, page);
      // Takes over at once; open pages are not reloaded and go on with the files they have.
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      // Pages of the release before may still be open: its files stay until the next one.
      const ours = (await caches.keys()).filter((name) => name.startsWith("cuffing "));
      const others = ours.filter((name) => name !== CACHE);
      const old = others.slice(0, Math.max(0, others.length - (KEPT_RELEASES - 1)));
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

/** The kept page, if this release has it: else the one before. */
async function keptPage() {
  const cache = await caches.open(CACHE);
  const options = { ignoreSearch: true, ignoreVary: true };
  return (await cache.match(RELEASE.page, options)) ?? caches.match(RELEASE.page, options);
}

/** Choices and areas change between releases: take the page anew, if its files are these. */
async function renewPage() {
  const page = await askForPage();
  const text = await page.clone().text();
  const asked = [...text.matchAll(/(?:href|src)="([^"]+\.(?:js|css))"/g)].map((found) => found[1]);
  if (page.ok && asked.every((file) => FILES.has(file))) {
    await (await caches.open(CACHE)).put(RELEASE.page, page);
  }
}

async function open(event) {
  try {
    return await fetch(event.request);
  } catch (failure) {
    const page = await keptPage();
    if (!page) {
      throw failure;
    }
    return page;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate") {
    if (url.pathname === RELEASE.page && request.method === "GET") {
      // At once, however weak the signal is.
      event.respondWith(keptPage().then((page) => page ?? fetch(request)));
      event.waitUntil(renewPage().catch(() => {}));
    } else {
      event.respondWith(open(event));
    }
  } else if (request.method === "GET" && FILES.has(url.pathname)) {
    event.respondWith(
      caches
        .open(CACHE)
        .then((cache) => cache.match(url.pathname, { ignoreVary: true }))
        .then((file) => file ?? fetch(request)),
    );
  } else if (request.method === "GET" && request.destination === "script") {
    // A page of the release before asks for its own files.
    event.respondWith(fetch(request).catch(() => caches.match(url.pathname)));
  }
});
