// Warns before the session ends, with one button to stay; and when it has ended, leads back to the
// same page and field after signing in again.

import { signInAddress } from "./offline/officer.js";
import { extendKey, forgetKey, onMessage, tell } from "./offline/store.js";

const LOOK = 1_000;

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
        this.over({ quietly: true });
      }
    });
  }

  look() {
    const now = Date.now();
    if (this.isOver) {
      return;
    }
    if (now >= this.endsAt) {
      this.over();
    } else if (!this.warned && now >= this.endsAt - this.warning) {
      this.warned = true;
      this.text.textContent =
        `You will be signed out at ${clock(this.endsAt)}. What you have typed is kept. ` +
        "You can stay signed in.";
      this.dialog.showModal();
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
