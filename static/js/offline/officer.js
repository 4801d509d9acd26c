// The officer who is signed in, as far as this page and the service know.

import { currentKey, rememberKey } from "./store.js";

export const KEY = "/offline/key/";
export const SIGN_IN = "/account/login/";

/** Whoever the page was made for: a mark; undefined when it was made for everybody or nobody. */
export const person = () => document.body.dataset.person;

/**
 * Ask the service who is signed in, and for the key and a fresh token.
 *
 * Null when nobody is, or nobody who keeps drafts; fails when there is no connection.
 */
export async function greet() {
  const response = await fetch(KEY, {
    headers: { Accept: "application/json" },
    cache: "no-store",
    redirect: "manual",
  });
  return response.ok ? response.json() : null;
}

/** The key of the person this page is made for: from the device, else from the service. */
export async function ownKey() {
  const known = await currentKey();
  if (!person() || known?.mark === person()) {
    return known;
  }
  if (document.body.dataset.keeps === undefined) {
    return null;
  }
  const answer = await greet();
  // Somebody else may have signed in since this page was opened: the key there is theirs then.
  return answer?.mark === person() ? rememberKey(answer) : null;
}

/** The sign-in page, from which one comes back to this page and the field one was in. */
export function signInAddress() {
  const field = document.activeElement;
  const anchor = field?.form && field.id ? `#${field.id}` : "";
  const here = `${location.pathname}${location.search}${anchor}`;
  return `${SIGN_IN}?next=${encodeURIComponent(here)}`;
}
