// Prompts beside a question (`data-open-when-wide`) are open where there is room for them; on a
// phone they stay folded until asked for.

export function start() {
  const wide = window.matchMedia("(min-width: 48.0625em)");
  for (const prompts of document.querySelectorAll("details[data-open-when-wide]")) {
    prompts.open = wide.matches;
  }
}
