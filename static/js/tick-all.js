// A button that ticks all boxes of one name, or none again. Not "none of these", which goes.

const isExclusive = (box) => box.dataset.behaviour === "exclusive";

function set(box, ticked) {
  if (box.checked !== ticked) {
    box.checked = ticked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function watch(button) {
  const named = [...button.form.elements].filter(
    (element) => element.type === "checkbox" && element.name === button.dataset.tickAll,
  );
  const boxes = named.filter((box) => !isExclusive(box));
  const all = button.textContent;
  const none = "Tick none";
  const isAll = () => boxes.every((box) => box.checked);
  const show = () => {
    button.textContent = isAll() ? none : all;
  };
  button.addEventListener("click", () => {
    const tick = !isAll();
    named.filter(isExclusive).forEach((box) => set(box, false));
    boxes.forEach((box) => set(box, tick));
    show();
  });
  button.form.addEventListener("change", show);
  // "None of these" clears the other boxes without an event of their own.
  button.form.addEventListener("click", () => setTimeout(show));
  show();
  button.hidden = boxes.length < 2;
}

export function start() {
  document.querySelectorAll("button[data-tick-all]").forEach(watch);
}
