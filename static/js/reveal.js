// Conditional questions. An element with `data-show-when` is shown while its condition, in JSON,
// holds for the answers of its form:
//
//   {"field": "searched", "values": ["yes"]}                     one of these is chosen
//   {"minutes_between": ["on_at", "off_at"], "more_than": 10}    two date-times lie further apart
//   {"any": [...]}  {"all": [...]}  {"not": {...}}
//
// The server decides again what was asked and blanks what was not. Without scripts, or when a
// condition concerns a question that is not on the page, everything is visible.

import { minutesOf } from "./moment.js";

const isHidden = (control) => control.closest("[data-show-when][hidden]") !== null;

/** The answers given to a question: a list of values, or null when the page does not ask it. */
function answersTo(form, name) {
  const controls = [...form.elements].filter((control) => control.name === name);
  if (!controls.length) {
    return null;
  }
  return controls
    .filter((control) => !isHidden(control))
    .flatMap((control) => {
      if (control.type === "radio" || control.type === "checkbox") {
        return control.checked ? [control.value] : [];
      }
      if (control.selectedOptions) {
        return [...control.selectedOptions].map((option) => option.value);
      }
      return [control.value];
    })
    .filter((value) => value !== "");
}

/** The instant of a date-time question in minutes, NaN until it is complete, null if not asked. */
function momentOf(form, name) {
  const part = (suffix) => answersTo(form, `${name}_${suffix}`);
  const [day, month, year, time, clock] = ["day", "month", "year", "time", "clock"].map(part);
  if ([day, month, year, time].includes(null)) {
    return null;
  }
  const minutes = minutesOf({
    day: day[0],
    month: month[0],
    year: year[0],
    time: time[0],
    clock: clock?.[0],
  });
  return minutes ?? NaN;
}

/** Whether a condition holds: true, false, or null when the page cannot tell. */
export function holds(condition, form) {
  if ("field" in condition) {
    const answers = answersTo(form, condition.field);
    return answers && answers.some((answer) => condition.values.includes(answer));
  }
  if ("minutes_between" in condition) {
    const [from, to] = condition.minutes_between.map((name) => momentOf(form, name));
    return from === null || to === null ? null : to - from > condition.more_than;
  }
  if ("not" in condition) {
    const result = holds(condition.not, form);
    return result === null ? null : !result;
  }
  const decisive = "any" in condition;
  const results = (condition.any ?? condition.all).map((part) => holds(part, form));
  if (results.includes(decisive)) {
    return decisive;
  }
  return results.includes(null) ? null : !decisive;
}

function update(form, { keepErrors = false } = {}) {
  const questions = form.querySelectorAll("[data-show-when]");
  // A question that hides may be the condition of another: go on until nothing changes.
  for (let pass = 0; pass <= questions.length; pass += 1) {
    let changed = false;
    for (const question of questions) {
      let hide = holds(JSON.parse(question.dataset.showWhen), form) === false;
      // The server asked this question and was not content: do not hide its complaint on arrival.
      if (keepErrors && question.querySelector(".govuk-error-message")) {
        hide = false;
      }
      if (question.hidden !== hide) {
        question.hidden = hide;
        changed = true;
      }
    }
    if (!changed) {
      return;
    }
  }
}

export function start() {
  const forms = new Set();
  for (const question of document.querySelectorAll("[data-show-when]")) {
    const form = question.closest("form");
    if (form) {
      forms.add(form);
    }
  }
  for (const form of forms) {
    update(form, { keepErrors: true });
    form.addEventListener("input", () => update(form));
    form.addEventListener("change", () => update(form));
    // GOV.UK's "none of these" clears the other boxes without an event of their own.
    form.addEventListener("click", () => setTimeout(() => update(form)));
    // A form that is reset, or that the browser fills in again on return, tells nobody in time.
    form.addEventListener("reset", () => setTimeout(() => update(form)));
    window.addEventListener("pageshow", () => update(form, { keepErrors: true }));
  }
}
