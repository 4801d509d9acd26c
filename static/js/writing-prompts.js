// Private notes on what an officer writes. A form with `data-writing` names the address that reads
// the answers and says what a reviewer would ask; each note stands in the place that waits for it
// (`data-notes-for`, the name of the answer). The rules are on the server, once. Without a signal,
// or when the address does not answer, nothing is shown: the notes come again before filing.

const PAUSE = 1200;

const placesOf = (form) => [...form.querySelectorAll("[data-notes-for]")];

function show(place, notes) {
  const said = [...place.querySelectorAll("li")].map((item) => item.textContent);
  // Said again, the same words would be read out again.
  if (said.join("\n") === notes.join("\n")) {
    return;
  }
  place.replaceChildren();
  if (!notes.length) {
    return;
  }
  const who = document.createElement("p");
  who.className = "c-notes__who";
  who.textContent = "Only you see this";
  const list = document.createElement("ul");
  list.className = "c-notes__list";
  for (const note of notes) {
    const item = document.createElement("li");
    item.textContent = note;
    list.append(item);
  }
  place.append(who, list);
}

function watch(form) {
  const places = placesOf(form);
  const fields = places.map((place) => form.elements[place.dataset.notesFor]);
  let waiting = 0;
  let asking = null;

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const field of fields) {
      body.append(field.name, field.value);
    }
    let notes = {};
    try {
      const answer = await fetch(form.dataset.writing, { method: "POST", body, signal });
      if (answer.ok && !answer.redirected) {
        ({ notes } = await answer.json());
      }
    } catch {
      notes = {};
    }
    if (!signal.aborted) {
      for (const place of places) {
        show(place, notes[place.dataset.notesFor] ?? []);
      }
    }
  };

  form.addEventListener("input", (event) => {
    if (fields.includes(event.target)) {
      clearTimeout(waiting);
      waiting = setTimeout(ask, PAUSE);
    }
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    asking?.abort();
  });
}

export function start() {
  for (const form of document.querySelectorAll("form[data-writing]")) {
    if (placesOf(form).length) {
      watch(form);
    }
  }
}
