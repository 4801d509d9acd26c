// What rests on this device: unsent drafts, each encrypted, and the key of the officer who is
// signed in. The key cannot be read out, and is deleted when the officer signs out or the session
// ends; the drafts stay, and open again when the same officer signs in and is given the key again.
//
// In clear stand only an id, whose draft it is (a mark that names nobody), when, and its state.

const NAME = "cuffing";
const SCHEMA = 1;
const CURRENT = "current";
const LEAVING = "leaving";

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("cuffing") : null;
let opened = null;
let held = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, SCHEMA);
    request.onupgradeneeded = () => {
      // An update of the service only ever adds stores: unsent work is nobody's to clear.
      for (const store of ["keys", "drafts"]) {
        if (!request.result.objectStoreNames.contains(store)) {
          request.result.createObjectStore(store, { keyPath: "id" });
        }
      }
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => {
        request.result.close();
        opened = null;
      };
      resolve(request.result);
    };
    request.onerror = () => {
      opened = null;
      reject(request.error);
    };
  });
  return opened;
}

async function ask(store, mode, use) {
  const known = await database();
  return new Promise((resolve, reject) => {
    const transaction = known.transaction(store, mode, { durability: "strict" });
    const request = use(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

// The key

/** Keep the key that the service handed out, for as long as the session lasts. */
export async function rememberKey({ mark, key, seconds, drafts, days }) {
  const bytes = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
  const imported = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, [
    "encrypt",
    "decrypt",
  ]);
  bytes.fill(0);
  const until = Date.now() + seconds * 1000;
  const current = { id: CURRENT, mark, key: imported, until, limits: { drafts, days } };
  await ask("keys", "readwrite", (keys) => keys.put(current));
  // Only now: whoever looked for a key meanwhile, and found none yet, has set `held` to nothing.
  held = current;
  return current;
}

/** The key of the officer who is signed in; null when there is none or its time is over. */
export async function currentKey() {
  const kept = await ask("keys", "readonly", (keys) => keys.get(CURRENT));
  if (kept && Date.now() >= kept.until) {
    await forgetKey();
    return null;
  }
  held = kept ?? null;
  return held;
}

/** The key that this page has had, to lock away what is typed when the session has just ended. */
export const heldKey = () => held;

export async function extendKey(seconds) {
  const key = await currentKey();
  if (key) {
    key.until = Date.now() + seconds * 1000;
    await ask("keys", "readwrite", (keys) => keys.put(key));
  }
}

export async function forgetKey() {
  held = null;
  await ask("keys", "readwrite", (keys) => keys.delete(CURRENT));
  held = null; // also what somebody put or found just before
  channel?.postMessage({ type: "locked" });
}

// Signing out without a connection is finished when there is one.

export const noteLeaving = () => ask("keys", "readwrite", (keys) => keys.put({ id: LEAVING }));

export const isLeaving = () => ask("keys", "readonly", (keys) => keys.get(LEAVING));

export const forgetLeaving = () => ask("keys", "readwrite", (keys) => keys.delete(LEAVING));

// Drafts

const bound = (mark, id) => new TextEncoder().encode(`${mark} ${id}`);

/**
 * Encrypt `contents` and keep it under `id`; `about` stands beside it in clear: kind, state.
 */
export async function keep(key, id, about, contents) {
  const before = await ask("drafts", "readonly", (drafts) => drafts.get(id));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: bound(key.mark, id) },
    key.key,
    new TextEncoder().encode(JSON.stringify(contents)),
  );
  const now = Date.now();
  const begunAt = before?.mark === key.mark ? before.begunAt : now;
  const draft = { id, mark: key.mark, begunAt, changedAt: now, ...about, iv, sealed };
  await ask("drafts", "readwrite", (drafts) => drafts.put(draft));
  announce();
}

async function open(key, draft) {
  try {
    const plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: draft.iv, additionalData: bound(draft.mark, draft.id) },
      key.key,
      draft.sealed,
    );
    return { ...draft, contents: JSON.parse(new TextDecoder().decode(plain)) };
  } catch {
    return null; // locked with another key: nobody's business here
  }
}

/** One draft of the officer, opened; null when there is none that opens. */
export async function find(key, id) {
  const draft = await ask("drafts", "readonly", (drafts) => drafts.get(id));
  return draft?.mark === key.mark ? open(key, draft) : null;
}

/** All drafts of the officer that open, oldest first. */
export async function all(key) {
  const drafts = await ask("drafts", "readonly", (kept) => kept.getAll());
  const own = drafts.filter((draft) => draft.mark === key.mark);
  own.sort((one, other) => one.begunAt - other.begunAt || (one.id < other.id ? -1 : 1));
  return (await Promise.all(own.map((draft) => open(key, draft)))).filter(Boolean);
}

/**
 * Change drafts in one transaction, so that nothing kept meanwhile is written over.
 *
 * `change` is given each draft and gives what it shall be: the same, another, or null for none.
 */
async function changeDrafts(change) {
  const known = await database();
  const changed = await new Promise((resolve, reject) => {
    const transaction = known.transaction("drafts", "readwrite", { durability: "strict" });
    let different = false;
    transaction.objectStore("drafts").openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) {
        return;
      }
      const now = change(cursor.value);
      if (now !== cursor.value) {
        different = true;
        now ? cursor.update(now) : cursor.delete();
      }
      cursor.continue();
    };
    transaction.oncomplete = () => resolve(different);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
  if (changed) {
    announce();
  }
}

/** Change what stands beside a draft in clear; needs no key. */
export const restate = (id, state) =>
  changeDrafts((draft) => (draft.id === id ? { ...draft, state } : draft));

export async function remove(id) {
  await ask("drafts", "readwrite", (drafts) => drafts.delete(id));
  announce();
}

const DAY = 24 * 60 * 60 * 1000;

/** When a draft goes that its officer does not come back for; in milliseconds. */
const goesAt = ({ changedAt, seenAt }, days) => Math.max(changedAt, seenAt ?? 0) + days * DAY;

/**
 * The officer of the key is here: their unsent drafts wait another `days` from now. What nobody has
 * come back for so long is deleted, and so is the note of what was sent then.
 */
export function clearOut({ mark, limits: { days } }) {
  const now = Date.now();
  return changeDrafts((draft) => {
    if (draft.mark === mark && draft.state !== "sent") {
      return { ...draft, seenAt: now };
    }
    return goesAt(draft, days) < now ? null : draft;
  });
}

/** How many unsent drafts are locked here, whoever's they are, and when the first of them goes. */
export async function waiting(days) {
  const drafts = await ask("drafts", "readonly", (kept) => kept.getAll());
  const unsent = drafts.filter(({ state }) => state !== "sent");
  return { count: unsent.length, until: Math.min(...unsent.map((one) => goesAt(one, days))) };
}

// Telling this page and the others

const listeners = new Set();

function announce() {
  channel?.postMessage({ type: "drafts" });
  listeners.forEach((listener) => listener());
}

/** Call `listener` whenever drafts change, on whatever page. */
export function onChange(listener) {
  listeners.add(listener);
}

export function tell(message) {
  channel?.postMessage(message);
}

/** Call `listener` with what other pages tell. */
export function onMessage(listener) {
  channel?.addEventListener("message", ({ data }) => listener(data));
}

onMessage(({ type }) => {
  if (type === "drafts") {
    listeners.forEach((listener) => listener());
  }
});
