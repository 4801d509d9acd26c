// Lists whose records can be ticked: a button that ticks all of the page, or none again.
export function start() {
  for (const button of document.querySelectorAll("[data-tick-all]")) {
    const boxes = [...button.form.elements].filter(
      (element) => element.type === "checkbox" && element.name === button.dataset.tickAll,
    );
    const all = button.textContent;
    const none = "Tick none";
    const show = () => {
      button.textContent = boxes.every((box) => box.checked) ? none : all;
    };
    button.addEventListener("click", () => {
      const tick = !boxes.every((box) => box.checked);
      for (const box of boxes) {
        box.checked = tick;
      }
      show();
    });
    for (const box of boxes) {
      box.addEventListener("change", show);
    }
    show();
    button.hidden = boxes.length < 2;
  }
}
