// Installs what opens the form without signal, keeps the officer's key as long as they are signed
// in, and no longer, and sends what rests on this device.

import { greet, ownKey, person } from "./officer.js";
import { startPage } from "./page.js";
import { keepSending } from "./sending.js";
import {
  clearOut,
  currentKey,
  forgetKey,
  forgetLeaving,
  isLeaving,
  noteLeaving,
  rememberKey,
  remove,
  restate,
} from "./store.js";
import { showLocked, showUnsent, tell } from "./unsent.js";

const WORKER = "/service-worker.js";
const LONGEST_WAIT = 1_000;

/** The service worker; nothing where there is none, or none is let in. */
async function install() {
  if (!("serviceWorker" in navigator) || !("locks" in navigator)) {
    return null;
  }
  return (await navigator.serviceWorker.register(WORKER, { updateViaCache: "none" })) ?? null;
}

/** Delete the key before signing out, whether or not there is a connection. */
function lockOnSignOut(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wait = new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT));
    await Promise.race([forgetKey().catch(() => {}), wait]);
    form.submit();
  });
}

/** What a page that was sent has become of: see autosave.js. */
async function settleSending() {
  const address = sessionStorage.getItem("sending");
  sessionStorage.removeItem("sending");
  if (!address || (person() && address === location.pathname)) {
    return; // the page itself sees to it
  }
  const [record] = /^\/encounters\/[^/]+\//.exec(address) ?? [""];
  const wentOn =
    person() && location.pathname.startsWith(record) && location.pathname !== record;
  await (wentOn ? remove(address) : restate(address, "unsent"));
}

async function startSignedIn() {
  if (await isLeaving()) {
    // Signed out while there was no connection: the service has not heard of it yet.
    await forgetLeaving();
    await forgetKey();
    document.querySelector("form[data-sign-out]")?.submit();
    return;
  }
  const known = await currentKey();
  if (known && known.mark !== person()) {
    await forgetKey();
  }
  await settleSending();
  if (document.body.dataset.keeps === undefined || !(await install())) {
    return;
  }
  const key = await ownKey();
  if (key) {
    await clearOut(key);
    showUnsent();
    await keepSending(tell);
  }
}

async function startOfflinePage(page) {
  if (location.pathname === "/account/logout/") {
    await noteLeaving();
    await forgetKey();
  }
  await settleSending();
  await install().catch(() => {}); // it is there already when there is no connection
  try {
    const answer = await greet();
    if (!answer) {
      await forgetKey();
    } else if ((await currentKey())?.mark !== answer.mark) {
      await rememberKey(answer);
    }
  } catch {
    // No connection: the key that is on the device holds until its time is over.
  }
  await startPage(page);
}

async function startNobody() {
  await forgetLeaving();
  await forgetKey();
  await showLocked();
}

export function start() {
  if (!("indexedDB" in window) || !window.crypto?.subtle) {
    return;
  }
  document.querySelectorAll("form[data-sign-out]").forEach(lockOnSignOut);
  const page = document.querySelector("[data-offline-page]");
  const begin = page
    ? startOfflinePage(page)
    : person()
      ? startSignedIn()
      : "nobody" in document.body.dataset
        ? settleSending().then(startNobody)
        : null;
  begin?.catch((error) => console.warn(error));
}
