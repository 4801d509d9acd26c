// Forms with `data-autosave` are saved while they are written. Without a connection, or when the
// session has ended, what is typed is kept on the device, encrypted, and comes back into the page.
//
// A save that somebody asked for never meets one of these on its way: it waits until it is over.

import { fill, same, written } from "./offline/fields.js";
import { greet, ownKey, person } from "./offline/officer.js";
import { currentKey, find, keep, remove } from "./offline/store.js";

const PAUSE = 2_500; // milliseconds without a key pressed
const LONGEST = 15_000; // of writing without a save
const LONGEST_WAIT = 2_000; // for the database of the browser
const PATIENCE = 20_000; // for an answer
const FIRST_RETRY = 5_000;
const LONGEST_RETRY = 60_000;

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

const clock = () =>
  new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

class Autosave {
  constructor(form) {
    this.form = form;
    this.address = location.pathname;
    // What the service has, as far as this page knows: not what it sent back unsaved.
    this.saved = form.dataset.warnUnsaved === "changed" ? [] : written(form);
    this.stopped = false;
    this.sending = null;
    this.timer = null;
    this.since = 0;
    this.retry = FIRST_RETRY;
    this.passing = false;
    this.settling = false;
    this.leaving = false;
    this.key = null; // as long as this page is open; the one on the device goes earlier
    this.status = make("p", "c-saved");
    this.status.setAttribute("role", "status");
    form.querySelector(".c-save-bar")?.prepend(this.status);
    const changed = () => this.changed();
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("submit", (event) => this.hold(event), { capture: true });
    window.addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && !this.leaving) {
        this.save({ keepalive: true });
      }
    });
    // Beside the request for the next page it would make that page stale.
    window.addEventListener("pagehide", () => {
      this.leaving = true;
    });
    window.addEventListener("pageshow", () => {
      this.leaving = false;
    });
    document.addEventListener("click", (event) => this.leaveBy(event), { capture: true });
    document.addEventListener("session-ended", ({ detail }) => detail.push(this.ended()));
    // Nobody else may send what this page has open.
    navigator.locks?.request(`open ${this.address}`, () => new Promise(() => {}));
    this.isReady = false;
    this.ready = this.restore()
      .catch((error) => console.warn(error))
      .finally(() => {
        this.isReady = true;
      });
  }

  say(words) {
    if (this.status.textContent !== words) {
      this.status.textContent = words;
    }
  }

  get version() {
    return this.form.elements.version.value;
  }

  set version(version) {
    this.form.elements.version.value = version;
  }

  // When

  changed() {
    this.leaving = false; // it stayed after all
    if (this.stopped || same(written(this.form), this.saved)) {
      return;
    }
    const now = Date.now();
    this.since ||= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => this.save(),
      Math.max(0, Math.min(PAUSE, this.since + LONGEST - now)),
    );
  }

  async save(options = {}) {
    clearTimeout(this.timer);
    if (this.stopped || this.sending || this.leaving || same(written(this.form), this.saved)) {
      return;
    }
    this.since = 0;
    const answers = written(this.form);
    this.sending = this.send(answers, options);
    try {
      await this.sending;
    } finally {
      this.sending = null;
    }
    if (!same(written(this.form), answers)) {
      this.changed(); // typed meanwhile
    }
  }

  // Sending

  async post(answers, { keepalive = false } = {}) {
    const token = this.form.elements.csrfmiddlewaretoken.value;
    const extra = [
      ["version", this.version],
      ["then", "autosave"],
      ["csrfmiddlewaretoken", token],
    ];
    const response = await fetch(this.address, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams([...answers, ...extra]),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
      keepalive,
    });
    const isData = response.headers.get("Content-Type")?.startsWith("application/json");
    return { status: response.status, answer: isData ? await response.json() : {} };
  }

  async send(answers, options) {
    let result;
    try {
      result = await this.post(answers, options);
      if (result.status === 403 && (await this.renewToken())) {
        result = await this.post(answers, options);
      }
    } catch {
      await this.keepUnsent();
      this.retryLater();
      return;
    }
    const { status, answer } = result;
    if (answer.state === "saved") {
      await this.wasSaved(answers, answer);
    } else if (answer.state === "stale") {
      this.wasStale(answer);
    } else if (status === 401) {
      await this.keepUnsent();
      document.dispatchEvent(new CustomEvent("session-over"));
    } else if (status >= 500) {
      await this.keepUnsent();
      this.retryLater();
    } else {
      this.stopped = true;
      await this.keepUnsent();
      const why = answer.message ?? "The service does not take it from here any more.";
      this.say(`Not saved. ${why} What you typed is still in this page.`);
    }
  }

  retryLater() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), this.retry);
    this.retry = Math.min(this.retry * 2, LONGEST_RETRY);
  }

  /** A token of the same person, who signed in again in another window; never of another's. */
  async renewToken() {
    const answer = await greet();
    if (!answer || answer.mark !== person()) {
      return false;
    }
    for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
      input.value = answer.token;
    }
    return true;
  }

  async wasSaved(answers, { version, saved_at: savedAt, problems }) {
    this.version = version;
    this.saved = answers;
    this.retry = FIRST_RETRY;
    const open = problems.map(({ question }) => question).join("; ");
    this.say(`Saved at ${savedAt}${open ? `. Not yet complete, so not saved: ${open}` : ""}`);
    if (problems.length) {
      await this.keepHere("typed");
    } else {
      await this.dropCopy();
      if (same(written(this.form), answers)) {
        this.form.dispatchEvent(new CustomEvent("autosaved"));
      }
    }
  }

  wasStale({ version, changed, differences }) {
    // Saving with the button from here on is saving knowingly, as when the page itself says so.
    this.version = version;
    this.stop(
      `Not saved yet: this record was changed in another window, ${changed}`,
      "What you typed is still below.",
      differences,
    );
  }

  stop(title, words, differences) {
    this.stopped = true;
    clearTimeout(this.timer);
    const warning = make("div", "c-warning");
    warning.setAttribute("role", "alert");
    warning.append(make("h2", "govuk-heading-s", title));
    const told = differences.length
      ? "It differs from what was saved meanwhile in:"
      : "It does not differ from what was saved meanwhile.";
    warning.append(make("p", "govuk-body", `${words} ${told}`));
    if (differences.length) {
      const list = make("ul", "govuk-list govuk-list--bullet");
      list.append(...differences.map((question) => make("li", "", question)));
      const way = make("p", "govuk-body", "Save again to keep yours, or ");
      const link = make("a", "govuk-link", "see what was saved");
      link.href = this.address;
      link.addEventListener("click", () => this.dropCopy());
      way.append(link, " instead.");
      warning.append(list, way);
    }
    document.querySelector("main .c-warning[data-from-autosave]")?.remove();
    warning.dataset.fromAutosave = "";
    document.querySelector("main").prepend(warning);
    this.say("Not saved. Read the warning at the top of the page.");
  }

  // On this device

  async keepHere(state) {
    // The key this page began with still locks away what was typed here, whoever signed in since.
    this.key ??= await ownKey().catch(() => null);
    if (!this.key || this.key.mark !== person()) {
      return false;
    }
    const contents = {
      address: this.address,
      title: this.title,
      version: this.version,
      answers: written(this.form),
    };
    await keep(this.key, this.address, { kind: "page", state }, contents);
    return true;
  }

  get title() {
    const caption = document.querySelector("main .govuk-caption-l")?.textContent.split(",")[0];
    const heading = document.querySelector("main h1")?.textContent ?? document.title;
    return caption ? `${heading.trim()}, ${caption.trim()}` : heading.trim();
  }

  async keepUnsent() {
    const isKept = await this.keepHere("unsent").catch(() => false);
    this.say(
      isKept
        ? `Kept on this device at ${clock()}, not sent yet`
        : "Not saved: there is no connection. Keep this page open.",
    );
    if (isKept) {
      this.form.dispatchEvent(new CustomEvent("autosaved"));
    }
  }

  dropCopy() {
    return remove(this.address).catch(() => {});
  }

  /** The session is over: lock away what was typed before the key goes. */
  async ended() {
    if (this.key && !this.stopped && !same(written(this.form), this.saved)) {
      await this.keepHere("unsent").catch(() => false);
    }
    this.key = null;
    this.stopped = true;
  }

  /** What was typed into this page before and did not arrive. */
  async restore() {
    this.key = person() ? await ownKeyHere() : null;
    const copy = this.key ? await find(this.key, this.address) : null;
    if (location.hash.startsWith("#id_")) {
      document.getElementById(location.hash.slice(1))?.focus();
    }
    if (!copy) {
      return;
    }
    const cameBack = this.form.dataset.warnUnsaved === "changed";
    const { version, answers } = copy.contents;
    const isCurrent = version === this.version;
    if (cameBack || same(answers, this.saved)) {
      await this.dropCopy(); // the page itself has it all
    } else if (isCurrent) {
      fill(this.form, answers);
      this.say("What you typed here before is back. It is not saved yet.");
      this.changed();
    } else if (copy.state === "unsent" || copy.state === "changed") {
      const differences = this.questionsOf(answers);
      fill(this.form, answers);
      this.stop(
        "Not saved yet: this record was changed in another window or on another device",
        "What you typed here before is back below.",
        differences,
      );
    } else {
      await this.dropCopy(); // it arrived after all
    }
  }

  /** The questions whose answers in the page are others than these. */
  questionsOf(answers) {
    const text = (pairs, name) => JSON.stringify(pairs.filter(([known]) => known === name));
    const now = this.saved;
    const names = new Set([...answers, ...now].map(([name]) => name));
    const found = new Set();
    for (const name of names) {
      if (text(answers, name) !== text(now, name)) {
        const control = [...this.form.elements].find((one) => one.name === name);
        const group = control?.closest("fieldset")?.querySelector("legend");
        const label = group ?? control?.labels?.[0];
        found.add(label?.textContent.trim() ?? name);
      }
    }
    return [...found];
  }

  /** A link to another page of the service: first what is typed, then the page. */
  async leaveBy(event) {
    const link = event.target.closest?.("a[href]");
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
    const isOther =
      link && link.origin === location.origin && link.pathname !== location.pathname && !link.target;
    const isDirty = this.sending || !same(written(this.form), this.saved);
    if (!isOther || !isPlain || this.stopped || !isDirty || !navigator.onLine) {
      return;
    }
    event.preventDefault();
    await this.sending;
    await this.save();
    location.assign(link.href);
  }

  // A save that was asked for

  hold(event) {
    if (this.passing) {
      this.passing = false;
      this.leave();
      return;
    }
    const asked = event.submitter?.name === "then";
    if (!this.sending && (!asked || (this.isReady && !this.key))) {
      this.leave();
      return; // nothing to wait for, nothing to lock away
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!this.settling) {
      this.settling = true;
      this.letGo(event.submitter, asked).finally(() => {
        this.settling = false;
      });
    }
  }

  /** What is typed is on its way with the page: a save of it now would make the next page stale. */
  leave() {
    clearTimeout(this.timer);
    this.leaving = true;
    setTimeout(() => {
      this.leaving = false;
    }, PATIENCE);
  }

  async letGo(submitter, asked) {
    clearTimeout(this.timer);
    const wasStopped = this.stopped;
    const wait = new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT));
    await Promise.race([this.ready, wait]); // whether this device has a key
    await this.sending;
    if (this.stopped && !wasStopped) {
      return; // what came back has to be read first
    }
    if (asked && !navigator.onLine) {
      await this.keepUnsent();
      this.retryLater();
      return;
    }
    if (asked && (await this.keepHere("sending").catch(() => false))) {
      // The page that comes next sees whether it arrived: see offline/start.js.
      sessionStorage.setItem("sending", this.address);
    }
    this.stopped = true; // nothing more from this page, unless it stays
    this.passing = true;
    this.form.requestSubmit(submitter);
    setTimeout(() => {
      this.stopped = wasStopped;
    }, PATIENCE);
  }
}

/** The key, if it is here or the service worker keeps one here. */
async function ownKeyHere() {
  const known = await currentKey();
  return known?.mark === person() ? known : navigator.serviceWorker?.controller ? ownKey() : null;
}

export function start() {
  const possible = "indexedDB" in window && window.crypto?.subtle;
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    if (possible && form.elements.version) {
      new Autosave(form);
    }
  }
}
