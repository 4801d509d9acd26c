// Forms with `data-submit-once` are sent once, however often the button is pressed. The server
// recognises a repeat as well; this spares the officer the question whether it worked.

const PATIENCE = 15000;

const buttonsOf = (form) => [...form.elements].filter((control) => control.type === "submit");

function release(form) {
  if (form.dataset.sent === undefined) {
    return;
  }
  delete form.dataset.sent;
  for (const button of buttonsOf(form)) {
    if (button.dataset.waiting !== undefined) {
      delete button.dataset.waiting;
      button.disabled = false;
    }
  }
}

function onSubmit(event) {
  const form = event.currentTarget;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  // After this event the browser collects what to send, the pressed button among it: only then
  // may the buttons be disabled.
  setTimeout(() => {
    if (event.defaultPrevented) {
      release(form);
      return;
    }
    for (const button of buttonsOf(form)) {
      if (!button.disabled) {
        button.dataset.waiting = "";
        button.disabled = true;
      }
    }
  });
  // No network: let the officer try again.
  setTimeout(() => release(form), PATIENCE);
}

export function start() {
  const forms = document.querySelectorAll("form[data-submit-once]");
  for (const form of forms) {
    form.addEventListener("submit", onSubmit);
  }
  window.addEventListener("pageshow", () => forms.forEach(release));
}
