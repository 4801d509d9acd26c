// The list of what rests on this device and is not sent yet.

import { isOnItsWay } from "./sending.js";
import { all, currentKey, onChange, remove, waiting } from "./store.js";

const WHEN = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  day: "numeric",
  month: "long",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const DAY = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  day: "numeric",
  month: "long",
});
const STATES = {
  writing: "Being written, not sent yet",
  queued: "Waiting to be sent",
  unsent: "Waiting to be sent",
  sending: "Waiting to be sent",
  typed: "Some of it could not be saved: open it to put it right",
  rejected: "Not accepted: open it to put it right",
  changed: "Not saved: it was changed on another device or in another window",
  refused: "Not accepted",
};
const HOW_IT_GOES = {
  sending: "Sending…",
  failed: "There is no connection. It is sent by itself when there is one.",
  locked: "Sign in again to send it.",
};

let going = "";

function make(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text ?? "";
  return element;
}

function button(text, about, act) {
  const made = make("button", "c-link-button", text);
  made.type = "button";
  made.append(make("span", "govuk-visually-hidden", `: ${about}`));
  made.addEventListener("click", act);
  return made;
}

function link(text, about, href) {
  const made = make("a", "govuk-link", text);
  made.href = href;
  made.append(make("span", "govuk-visually-hidden", `: ${about}`));
  return made;
}

const answerTo = (answers, question) => answers?.find(([name]) => name === question)?.[1] ?? "";

function titleOf({ kind, begunAt, contents }) {
  if (contents.outcome) {
    return contents.outcome.reference;
  }
  if (kind === "page") {
    return contents.title;
  }
  const place = answerTo(contents.answers, "location_description").slice(0, 60);
  return `Encounter begun ${WHEN.format(begunAt)}${place ? `, ${place}` : ""}`;
}

function outcomeOf({ state, why, missing }) {
  if (state === "filed") {
    return "Sent: it is filed and waits for review.";
  }
  const more = missing.map(({ section, message }) => `${section}: ${message}`).join(". ");
  return why
    ? `Sent, and kept as a draft: it could not be filed. ${why}${more ? ` ${more}.` : ""}`
    : "Sent: it is one of your drafts.";
}

function line(draft) {
  const { id, kind, state, contents } = draft;
  const title = titleOf(draft);
  const item = make("li", "c-unsent__item");
  item.append(make("strong", "c-unsent__title", title));
  const actions = make("p", "c-unsent__actions");
  if (contents.outcome) {
    item.append(make("p", "c-unsent__what", outcomeOf(contents.outcome)));
    const checks = contents.outcome.why && !contents.outcome.missing.length;
    actions.append(link(checks ? "Check and file" : "Open", title, contents.outcome.url));
    actions.append(button("Hide", title, () => remove(id)));
  } else {
    const why = contents.message ? ` ${contents.message}` : "";
    item.append(make("p", "c-unsent__what", `${STATES[state]}.${why}`));
    const open = kind === "page" ? contents.address : `/offline/#${id}`;
    actions.append(link("Open", title, open));
    actions.append(
      button("Delete from this device", title, () => {
        if (window.confirm(`Delete from this device what was not sent? ${title}`)) {
          remove(id);
        }
      }),
    );
  }
  item.append(actions);
  return item;
}

const isSent = ({ contents }) => Boolean(contents.outcome);

async function draw(panel) {
  const key = await currentKey();
  const drafts = key ? (await all(key)).filter((draft) => !isOnItsWay(draft)) : [];
  const unsent = drafts.filter((draft) => !isSent(draft));
  const isWhole = panel.dataset.unsent === "whole";
  panel.hidden = !(isWhole ? drafts : unsent).length;
  const title = panel.querySelector("[data-unsent-title]");
  title.textContent = unsent.length
    ? `${unsent.length} not sent yet, kept on this device`
    : "Sent from this device";
  const states = unsent.length ? (HOW_IT_GOES[going] ?? "") : "";
  const state = panel.querySelector("[data-unsent-state]");
  if (state.textContent !== states) {
    state.textContent = states;
  }
  const until = panel.querySelector("[data-unsent-until]");
  until.hidden = !unsent.length;
  if (unsent.length) {
    until.textContent =
      "Kept until you send or delete it, and locked when you sign out. It is deleted if you do not " +
      `sign in on this device by ${DAY.format((await waiting(key.limits.days)).until)}.`;
  }
  if (isWhole) {
    panel.querySelector("[data-unsent-list]").replaceChildren(...drafts.map(line));
  }
}

/** Say, when nobody is signed in, what is locked on this device and until when. */
export async function showLocked() {
  const place = document.querySelector("[data-locked]");
  if (!place) {
    return;
  }
  const { count, until } = await waiting(Number(place.dataset.locked));
  place.hidden = !count;
  place.textContent = count
    ? `${count} not sent yet, locked on this device. ${count === 1 ? "It opens" : "They open"} when ` +
      "the officer who wrote it signs in here; what nobody comes back for is deleted from " +
      `${DAY.format(until)} on.`
    : "";
}

/** Hear how sending goes. */
export function tell(result) {
  going = result;
  redraw();
}

let redraw = () => {};

export function showUnsent() {
  const panel = document.querySelector("[data-unsent]");
  if (!panel) {
    return;
  }
  // One drawing after the other: an older state must not end up on top.
  let drawing = Promise.resolve();
  redraw = () => {
    drawing = drawing.then(() => draw(panel)).catch(() => {});
  };
  onChange(redraw);
  redraw();
}

