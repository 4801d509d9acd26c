// What is written in a form, as pairs of name and value, and back again.

const NOT_ANSWERS = new Set(["csrfmiddlewaretoken", "version", "then"]);

/** The answers as the browser would send them. */
export function written(form) {
  return [...new FormData(form)]
    .filter(([name]) => !NOT_ANSWERS.has(name))
    .map(([name, value]) => [name, String(value).replace(/\r\n?/g, "\n")]);
}

/** Write the answers back; what they do not mention is cleared. */
export function fill(form, answers) {
  const values = Map.groupBy ? Map.groupBy(answers, ([name]) => name) : grouped(answers);
  for (const control of form.elements) {
    if (!control.name || NOT_ANSWERS.has(control.name) || control.type === "submit") {
      continue;
    }
    const given = (values.get(control.name) ?? []).map(([, value]) => value);
    if (control.type === "radio" || control.type === "checkbox") {
      control.checked = given.includes(control.value);
    } else {
      // A hidden one that was not kept is as in the page: nothing of the draft before stays in it.
      control.value = given[0] ?? (control.type === "hidden" ? control.defaultValue : "");
    }
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function grouped(pairs) {
  const groups = new Map();
  for (const pair of pairs) {
    groups.set(pair[0], [...(groups.get(pair[0]) ?? []), pair]);
  }
  return groups;
}

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
