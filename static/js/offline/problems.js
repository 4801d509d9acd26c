// What the service did not accept, said as its own pages say it: beside each answer, and at the
// top with a way to it.

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

const controlOf = (form, field) =>
  form.querySelector(`[name="${CSS.escape(field)}"], [name^="${CSS.escape(field)}_"]`);

export function clearProblems(form, place) {
  place.replaceChildren();
  form.querySelectorAll("[data-problem]").forEach((element) => element.remove());
  form
    .querySelectorAll(".govuk-form-group--error")
    .forEach((group) => group.classList.remove("govuk-form-group--error"));
}

export function showProblems(form, place, problems) {
  const summary = make("div", "govuk-error-summary");
  const alert = make("div", "");
  alert.setAttribute("role", "alert");
  const list = make("ul", "govuk-list govuk-error-summary__list");
  for (const { field, message } of problems) {
    const item = make("li", "");
    const control = field ? controlOf(form, field) : null;
    if (control) {
      const link = make("a", "", message);
      link.href = `#${control.id}`;
      link.addEventListener("click", (event) => {
        event.preventDefault(); // the address names the draft
        control.closest("details")?.setAttribute("open", "");
        control.focus();
      });
      item.append(link);
      beside(control, message);
    } else {
      item.textContent = message;
    }
    list.append(item);
  }
  const body = make("div", "govuk-error-summary__body");
  body.append(list);
  alert.append(make("h2", "govuk-error-summary__title", "The service did not accept this"), body);
  summary.append(alert);
  place.replaceChildren(summary);
}

function beside(control, message) {
  const group = control.closest(".govuk-form-group");
  if (!group) {
    return;
  }
  group.classList.add("govuk-form-group--error");
  const words = make("p", "govuk-error-message", message);
  words.dataset.problem = "";
  words.prepend(make("span", "govuk-visually-hidden", "Error: "));
  const legend = group.querySelector("legend, label");
  (legend ?? group).after(words);
}

/** It was changed elsewhere since this device last sent it. */
export function showConflict(place, { changed, differences, reference, url }) {
  const warning = make("div", "c-warning");
  warning.setAttribute("role", "alert");
  warning.append(
    make("h2", "govuk-heading-s", `Not sent: ${reference} was changed elsewhere, ${changed}`),
  );
  if (differences.length) {
    warning.append(
      make("p", "govuk-body", "What you wrote here is below. It differs from what was saved in:"),
    );
    const list = make("ul", "govuk-list govuk-list--bullet");
    list.append(...differences.map((question) => make("li", "", question)));
    warning.append(list);
  }
  const way = make("p", "govuk-body", "Send it again to keep what is written here, or ");
  const link = make("a", "govuk-link", "see what was saved");
  link.href = url;
  way.append(link, " and delete this one from the device.");
  warning.append(way);
  place.replaceChildren(warning);
}
