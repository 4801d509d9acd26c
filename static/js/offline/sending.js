// Sends what rests on this device, by itself: when a page opens, when the connection returns, and
// again after a while when it did not work. What is sent twice arrives once: the service knows a
// draft by its number.

import { greet } from "./officer.js";
import { all, currentKey, forgetKey, keep, remove, restate } from "./store.js";

export const SEND = "/offline/send/";
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;
const LOST_AFTER = 60_000;

let pause = FIRST_PAUSE;
let timer = null;
let report = () => {};

/** A page on its way to the service; when nobody has heard of it for a while, it got lost. */
export const isOnItsWay = ({ state, changedAt }) =>
  state === "sending" && Date.now() - changedAt < LOST_AFTER;

/** What is to be sent without being asked again. */
const isDue = (draft) =>
  draft.kind === "page"
    ? draft.state === "unsent" || (draft.state === "sending" && !isOnItsWay(draft))
    : draft.state === "queued" || draft.state === "writing";

async function post(address, token, pairs) {
  const body = new URLSearchParams([...pairs, ["csrfmiddlewaretoken", token]]);
  const response = await fetch(address, {
    method: "POST",
    headers: { Accept: "application/json" },
    body,
    redirect: "manual",
  });
  const isData = response.headers.get("Content-Type")?.startsWith("application/json");
  return { status: response.status, answer: isData ? await response.json() : {} };
}

/** An encounter that was recorded without signal. False: stop sending for now. */
async function sendEncounter(key, draft, token) {
  const { contents, state } = draft;
  const { status, answer } = await post(SEND, token, [
    ...contents.answers,
    ["id", draft.id],
    ["mark", key.mark],
    ["version_seen", contents.version ?? ""],
    ["file", state === "queued" && contents.file ? "on" : ""],
  ]);
  const about = (now) => ({ kind: draft.kind, state: now });
  switch (answer.state) {
    case "filed":
    case "kept":
      await keep(key, draft.id, about("sent"), { outcome: answer });
      return true;
    case "rejected":
      await keep(key, draft.id, about("rejected"), { ...contents, problems: answer.problems });
      return true;
    case "changed":
      await keep(key, draft.id, about("changed"), { ...contents, conflict: answer });
      return true;
    case "refused":
      await keep(key, draft.id, about("refused"), { ...contents, message: answer.message });
      return true;
    default:
      return refused(status, answer);
  }
}

/** What was typed into a page of the service when there was no connection. */
async function sendPage(key, draft, token) {
  const { contents } = draft;
  const { status, answer } = await post(contents.address, token, [
    ...contents.answers,
    ["version", contents.version],
    ["then", "autosave"],
  ]);
  if (answer.state === "saved") {
    if (answer.problems.length) {
      // Shown and put right where it was typed.
      const now = { ...contents, version: answer.version };
      await keep(key, draft.id, { kind: "page", state: "typed" }, now);
    } else {
      await remove(draft.id);
    }
    return true;
  }
  if (answer.state === "stale") {
    await restate(draft.id, "changed");
    return true;
  }
  if (answer.state === "closed" || status === 404) {
    await restate(draft.id, "refused");
    return true;
  }
  return refused(status, answer);
}

async function refused(status, answer) {
  if (status === 401 || answer.state === "somebody_else") {
    await forgetKey();
  }
  return false;
}

/** Nothing may be sent that is open in a page: it is still being written. */
const unlessOpen = (id, send) =>
  navigator.locks.request(`open ${id}`, { ifAvailable: true }, (lock) => (lock ? send() : true));

async function sendDue() {
  const key = await currentKey();
  const due = key ? (await all(key)).filter(isDue) : [];
  if (!due.length) {
    return "nothing";
  }
  report("sending");
  const answer = await greet();
  if (answer?.mark !== key.mark) {
    // Nobody is signed in any more, or somebody else is: it is not theirs to send.
    await forgetKey();
    return "locked";
  }
  for (const draft of due) {
    const send = draft.kind === "page" ? sendPage : sendEncounter;
    const goOn = await unlessOpen(draft.id, () => send(key, draft, answer.token));
    if (!goOn) {
      return "failed";
    }
  }
  return "done";
}

/** Send what is due now; one page at a time does. */
export async function sendAll() {
  clearTimeout(timer);
  let result;
  try {
    result = await navigator.locks.request("sending", { ifAvailable: true }, (lock) =>
      lock ? sendDue() : "elsewhere",
    );
  } catch {
    result = "failed"; // no connection, or it went in the middle
  }
  if (result === "failed") {
    timer = setTimeout(sendAll, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  } else {
    pause = FIRST_PAUSE;
  }
  report(result);
  return result;
}

/** Send from now on whenever there is a chance; `told` hears how it goes. */
export function keepSending(told) {
  report = told;
  window.addEventListener("online", () => {
    pause = FIRST_PAUSE;
    sendAll();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      sendAll();
    }
  });
  return sendAll();
}
