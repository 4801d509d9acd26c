// Less to write in a date-time question: "use the time now", and the day of a time written alone.
//
// The day is the first one on which it was that time after the moment the question cannot come
// before: another question of the page (`data-after`), or one that is stored (`data-after-moment`,
// as 2026-11-26T14:05). Without such a moment it is the last day on which it was that time. Days
// that somebody wrote are never changed.

import { inLondon } from "./moment.js";

const DAY = ["day", "month", "year"];
const WHOLE = /^\s*(?:(\d{2})(\d{2})|(\d{1,2})[:.](\d{2}))\s*$/;

/** 14:05 for 1405, 14.05 or 14:05; nothing while it is being written. */
function wholeTime(text) {
  const written = WHOLE.exec(text);
  const [hour, minute] = written ? [written[1] ?? written[3], written[2] ?? written[4]] : [];
  return written && +hour < 24 && +minute < 60 ? `${hour.padStart(2, "0")}:${minute}` : null;
}

function write(input, value) {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Day, month and year so many days later. */
function later({ day, month, year }, days) {
  const date = new Date(Date.UTC(+year, +month - 1, +day + days));
  return [date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCFullYear()].map(String);
}

class Moment {
  constructor(button) {
    this.elements = button.form.elements;
    this.name = button.dataset.now;
    this.about = button.closest("[data-moment]").dataset;
    this.filled = null; // the day that was filled in here
    button.hidden = false;
    button.nextElementSibling.hidden = false;
    button.addEventListener("click", () => {
      for (const [part, value] of Object.entries(inLondon(new Date()))) {
        write(this.input(part), value);
      }
    });
    this.input("time").addEventListener("input", () => this.fillDay());
  }

  input(part, name = this.name) {
    return this.elements[`${name}_${part}`];
  }

  get day() {
    return DAY.map((part) => this.input(part).value.trim());
  }

  /** The moment that this one cannot come before, if it is known. */
  get before() {
    const { after, afterMoment } = this.about;
    if (after && this.input("time", after)) {
      const [day, month, year] = DAY.map((part) => this.input(part, after).value.trim());
      const time = wholeTime(this.input("time", after).value);
      return time && [day, month].every(Boolean) && year.length === 4
        ? { day, month, year, time }
        : null;
    }
    const [date, time] = (afterMoment ?? "").split("T");
    const [year, month, day] = date.split("-");
    return time ? { day, month, year, time } : null;
  }

  fillDay() {
    const time = wholeTime(this.input("time").value);
    const isOurs = this.filled && String(this.day) === String(this.filled);
    if (!time || !(isOurs || this.day.every((part) => !part))) {
      return;
    }
    const { before } = this;
    const now = inLondon(new Date());
    this.filled = before
      ? later(before, time < before.time ? 1 : 0)
      : later(now, time > now.time ? -1 : 0);
    DAY.forEach((part, index) => write(this.input(part), this.filled[index]));
  }
}

export function start() {
  for (const button of document.querySelectorAll("button[data-now]")) {
    new Moment(button);
  }
}
