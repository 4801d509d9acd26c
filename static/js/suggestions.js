// Buttons with `data-suggest` write their value on a line of its own into the answer they name.

export function start() {
  for (const button of document.querySelectorAll("button[data-suggest]")) {
    const answer = document.getElementById(button.dataset.suggest);
    button.hidden = false;
    button.addEventListener("click", () => {
      const lines = answer.value.split("\n").filter((line) => line.trim());
      if (!lines.includes(button.value)) {
        answer.value = [...lines, button.value].join("\n");
        answer.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  }
}
