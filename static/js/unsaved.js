// Forms with `data-warn-unsaved` ask before they are left with changes that were not sent. The
// value "changed" says that the page came back from the server with answers not saved yet.

const contentsOf = (form) => JSON.stringify([...new FormData(form)].map(String));

function watch(form) {
  let original = form.dataset.warnUnsaved === "changed" ? null : contentsOf(form);
  let sending = false;
  const warn = (event) => {
    if (!sending && contentsOf(form) !== original) {
      event.preventDefault();
      event.returnValue = true; // older browsers
    }
  };
  // Listening from the start would keep the browser from showing the page at once on "back".
  const listen = () => window.addEventListener("beforeunload", warn);
  if (original === null) {
    listen();
  }
  form.addEventListener("input", listen);
  form.addEventListener("change", listen);
  form.addEventListener("submit", (event) => {
    // A second press that is held back does not take back the first.
    sending ||= !event.defaultPrevented;
  });
  form.addEventListener("autosaved", () => {
    original = contentsOf(form);
  });
  window.addEventListener("pageshow", () => {
    sending = false;
  });
}

export function start() {
  document.querySelectorAll("form[data-warn-unsaved]").forEach(watch);
}
