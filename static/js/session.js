// Warns before the session ends, with one button to stay; and when it has ended, leads back to the
// same page and field after signing in again.

import { person, signInAddress } from "./offline/officer.js";
import { currentKey, extendKey, forgetKey, onMessage, tell } from "./offline/store.js";

const LOOK = 1_000;
const PATIENCE = 5_000; // for an answer

const clock = (time) =>
  new Date(time).toLocaleTimeString("en-GB", {
    timeZone: "Europe/London",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });

class Session {
  constructor(dialog, { seconds, warning }) {
    this.dialog = dialog;
    this.warning = warning * 1000;
    this.endsAt = Date.now() + seconds * 1000;
    this.isOver = false;
    this.asking = false;
    this.title = dialog.querySelector("[data-session-title]");
    this.text = dialog.querySelector("[data-session-text]");
    this.stay = dialog.querySelector("[data-session-stay]");
    this.signIn = dialog.querySelector("[data-session-sign-in]");
    this.stay.addEventListener("submit", (event) => {
      event.preventDefault();
      this.extend();
    });
    // Escape means "I have read it": the warning comes once.
    dialog.addEventListener("cancel", (event) => {
      if (this.isOver) {
        event.preventDefault();
      }
    });
    this.warned = false;
    setInterval(() => this.look(), LOOK);
    document.addEventListener("visibilitychange", () => this.look());
    document.addEventListener("session-over", () => this.over());
    onMessage((message) => {
      if (message.type === "stayed") {
        this.goOn(message.endsAt);
      } else if (message.type === "over") {
        this.ask({ quietly: true });
      }
    });
  }

  look() {
    const now = Date.now();
    if (this.isOver) {
      return;
    }
    if (now >= this.endsAt) {
      this.ask();
    } else if (!this.warned && now >= this.endsAt - this.warning) {
      this.warned = true;
      this.text.textContent =
        `You will be signed out at ${clock(this.endsAt)}. What you have typed is kept. ` +
        "You can stay signed in.";
      this.dialog.showModal();
    }
  }

  /** Over, as far as this window knows; but one may have signed in again in another. */
  async ask({ quietly = false } = {}) {
    if (this.isOver || this.asking) {
      return;
    }
    this.asking = true;
    const left = await this.left().catch(() => 0);
    this.asking = false;
    if (left > 0) {
      this.goOn(Date.now() + left);
    } else {
      await this.over({ quietly });
    }
  }

  /** Milliseconds that the session of this person still lasts. */
  async left() {
    try {
      const response = await fetch(this.stay.action, {
        headers: { Accept: "application/json" },
        cache: "no-store",
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      const { mark, seconds } = response.ok ? await response.json() : {};
      return mark === person() ? seconds * 1000 : 0;
    } catch {
      // No connection: the key on the device lasts as long as the session.
      const key = await currentKey();
      return key?.mark === person() ? key.until - Date.now() : 0;
    }
  }

  async extend() {
    try {
      const response = await fetch(this.stay.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(this.stay)),
        redirect: "manual",
      });
      if (response.status === 401) {
        this.over();
        return;
      }
      const { seconds } = await response.json();
      await extendKey(seconds).catch(() => {});
      const endsAt = Date.now() + seconds * 1000;
      this.goOn(endsAt);
      tell({ type: "stayed", endsAt });
    } catch {
      this.text.textContent =
        "There is no connection, so you could not be kept signed in. Try again.";
    }
  }

  goOn(endsAt) {
    this.endsAt = endsAt;
    this.warned = false;
    if (!this.isOver && this.dialog.open) {
      this.dialog.close();
    }
  }

  async over({ quietly = false } = {}) {
    if (this.isOver) {
      return;
    }
    this.isOver = true;
    const wasOpen = this.dialog.open;
    if (wasOpen) {
      this.dialog.close(); // back to the field, which the address names
    }
    const address = signInAddress();
    const waiting = [];
    document.dispatchEvent(new CustomEvent("session-ended", { detail: waiting }));
    await Promise.allSettled(waiting);
    await forgetKey().catch(() => {});
    if (!quietly) {
      tell({ type: "over" });
    }
    this.title.textContent = "You have been signed out";
    this.text.textContent =
      "What you typed is kept. Sign in again to go on where you were. " +
      "Nobody else who signs in on this device sees it.";
    this.stay.hidden = true;
    this.signIn.href = address;
    this.signIn.hidden = false;
    this.dialog.classList.add("c-dialog--over");
    this.dialog.showModal();
    this.signIn.focus();
  }
}

export function start() {
  const dialog = document.querySelector("[data-session-dialog]");
  const { sessionSeconds, warningSeconds } = document.body.dataset;
  if (dialog?.showModal && sessionSeconds) {
    new Session(dialog, { seconds: Number(sessionSeconds), warning: Number(warningSeconds) });
  }
}
