// The page that opens without signal: a whole encounter, kept on this device while it is written.

import { fill, same, written } from "./fields.js";
import { SIGN_IN } from "./officer.js";
import { clearProblems, showConflict, showProblems } from "./problems.js";
import { keepSending, sendAll } from "./sending.js";
import {
  all,
  clearOut,
  currentKey,
  find,
  heldKey,
  keep,
  onMessage,
} from "./store.js";
import { showLocked, showUnsent, tell } from "./unsent.js";

const ADDRESS = "/offline/";
const LOOK = 1_000;

const clock = (time) =>
  new Date(time).toLocaleTimeString("en-GB", {
    timeZone: "Europe/London",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });

class OfflinePage {
  constructor(page) {
    this.page = page;
    const find = (name) => page.querySelector(`[data-offline-${name}]`);
    this.top = find("top");
    this.form = find("form");
    this.status = find("status");
    this.closed = find("closed");
    this.begin = find("new");
    this.until = find("until");
    this.problems = find("problems");
    this.said = find("said");
    this.blank = written(this.form);
    this.draft = null; // what is open: id, version, state, and how to let it go
    this.keeping = false;
    this.again = false;
    this.begin.addEventListener("click", () => this.openNew());
    find("close").addEventListener("click", () => this.close());
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.queue(event.submitter?.dataset.offlineSend !== "draft");
    });
    window.addEventListener("hashchange", () => this.openNamed());
    window.addEventListener("pagehide", () => this.save());
    document.addEventListener("visibilitychange", () => this.save());
    onMessage(({ type }) => {
      if (type === "locked") {
        this.lock();
      }
    });
  }

  async start() {
    const key = await currentKey();
    this.page.querySelector("[data-no-connection]").hidden = location.pathname === ADDRESS;
    this.closed.hidden = Boolean(key);
    this.begin.hidden = !key;
    if (!key) {
      this.closed.querySelector("a").href =
        `${SIGN_IN}?next=${encodeURIComponent(ADDRESS + location.hash)}`;
      await showLocked();
      return;
    }
    this.until.textContent = ` On this device now: until ${clock(key.until)}.`;
    await clearOut(key);
    await this.openNamed();
    showUnsent();
    setInterval(() => this.look(), LOOK);
    await keepSending(tell);
  }

  /** The time of the key is over with the session, unless one stayed in another window. */
  async look() {
    const key = heldKey();
    if (key && Date.now() >= key.until) {
      await this.save();
      const now = await currentKey();
      if (now?.mark !== key.mark) {
        this.lock();
      }
    }
  }

  lock() {
    this.show(false);
    this.release();
    this.begin.hidden = true;
    this.closed.hidden = false;
    showLocked();
    this.page.querySelector("[data-unsent]").hidden = true;
  }

  show(open) {
    this.form.hidden = !open;
    this.top.hidden = open;
    window.scrollTo(0, 0);
  }

  // Opening and closing

  async openNew() {
    const key = await currentKey();
    if (!key) {
      this.lock();
      return;
    }
    const kept = (await all(key)).filter(({ contents }) => !contents.outcome);
    if (kept.length >= key.limits.drafts) {
      this.said.textContent =
        `This device keeps at most ${key.limits.drafts} unsent drafts. Send or delete one first.`;
      return;
    }
    navigator.storage?.persist?.();
    await this.open({ id: crypto.randomUUID(), contents: { answers: this.blank } });
  }

  async openNamed() {
    const id = location.hash.slice(1);
    const key = id && id !== this.draft?.id ? await currentKey() : null;
    const draft = key ? await find(key, id) : null;
    if (draft?.contents.answers) {
      await this.open(draft);
    }
  }

  async open({ id, contents }) {
    this.release();
    const letGo = await this.hold(id);
    if (!letGo) {
      this.said.textContent = "This draft is open in another window.";
      return;
    }
    this.draft = { id, version: contents.version ?? "", saved: contents.answers, letGo };
    this.said.textContent = "";
    fill(this.form, contents.answers);
    clearProblems(this.form, this.problems);
    this.status.textContent = "";
    if (contents.problems) {
      showProblems(this.form, this.problems, contents.problems);
    } else if (contents.conflict) {
      showConflict(this.problems, contents.conflict);
      // Sent from here on, it is sent knowingly.
      this.draft.version = contents.conflict.version;
    }
    history.replaceState(null, "", `${ADDRESS}#${id}`);
    this.show(true);
    this.form.querySelector("h1").tabIndex = -1;
    this.form.querySelector("h1").focus();
  }

  /** Take the draft for this page, so that no other one sends it; null if another has it. */
  hold(id) {
    return new Promise((resolve) => {
      navigator.locks.request(`open ${id}`, { ifAvailable: true }, (lock) => {
        if (!lock) {
          resolve(null);
          return null;
        }
        return new Promise((release) => resolve(release));
      });
    });
  }

  release() {
    this.draft?.letGo();
    this.draft = null;
  }

  async close() {
    if (!(await this.save())) {
      return;
    }
    this.leave();
  }

  leave() {
    this.release();
    history.replaceState(null, "", ADDRESS);
    this.show(false);
    this.begin.focus();
    sendAll();
  }

  // Keeping

  /** Every key pressed is kept at once; while one is being kept, only the last counts. */
  async changed() {
    this.again = true;
    if (this.keeping) {
      return;
    }
    this.keeping = true;
    this.form.dataset.keeping = "";
    try {
      while (this.again) {
        this.again = false;
        await this.save();
      }
    } finally {
      this.keeping = false;
      delete this.form.dataset.keeping;
    }
  }

  /** Keep what is written; false when it could not be kept. */
  async save(state = "writing", more = {}) {
    const { draft } = this;
    if (!draft) {
      return true;
    }
    const answers = written(this.form);
    if (state === "writing" && same(answers, draft.saved)) {
      return true;
    }
    const key = heldKey();
    if (!key) {
      this.status.textContent = "Not kept: sign in again first. Keep this page open.";
      return false;
    }
    try {
      const contents = { answers, version: draft.version, ...more };
      await keep(key, draft.id, { kind: "encounter", state }, contents);
    } catch {
      this.status.textContent = "Not kept: this device has no room left. Keep this page open.";
      return false;
    }
    draft.saved = answers;
    this.status.textContent = `Kept on this device at ${clock(Date.now())}, not sent yet`;
    return true;
  }

  async queue(file) {
    if (await this.save("queued", { file })) {
      this.leave();
    }
  }
}

export async function startPage(page) {
  const started = new OfflinePage(page);
  await started.start();
}

