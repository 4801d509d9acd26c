// "Use the time now" fills the date-time question that `data-now` names.

import { inLondon } from "./moment.js";

export function start() {
  for (const button of document.querySelectorAll("button[data-now]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const [part, value] of Object.entries(inLondon(new Date()))) {
        const input = button.form.elements[`${button.dataset.now}_${part}`];
        input.value = value;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  }
}
