// Dates and times as officers write them: London time, in the boxes of a date-time question.

const LONDON = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  day: "numeric",
  month: "numeric",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** The parts of an instant on a London clock, as strings. */
export function inLondon(instant) {
  const parts = {};
  for (const { type, value } of LONDON.formatToParts(instant)) {
    parts[type] = value;
  }
  const { day, month, year, hour, minute } = parts;
  return { day, month, year, time: `${hour}:${minute}` };
}

/**
 * The instant, in minutes, that a London clock showed; null when the parts are not a moment.
 *
 * Summer time is tried first: in the hour that comes twice in October it is the earlier one, and
 * `clock` says "second" when the later one is meant.
 */
export function minutesOf({ day, month, year, time, clock }) {
  const written = /^\s*(\d{1,2})\s*[:.]?\s*(\d{2})\s*$/.exec(time ?? "");
  const date = [day, month, year].map((part) => (/^\s*\d+\s*$/.test(part ?? "") ? +part : NaN));
  if (!written || date.some(Number.isNaN)) {
    return null;
  }
  const [dayNumber, monthNumber, yearWritten] = date;
  const yearNumber = yearWritten < 100 ? 2000 + yearWritten : yearWritten;
  const shown = Date.UTC(yearNumber, monthNumber - 1, dayNumber, +written[1], +written[2]);
  const sameOnTheClock = (offset) => {
    const london = inLondon(new Date(shown - offset * 60000));
    const [hour, minute] = london.time.split(":");
    return (
      +london.day === dayNumber &&
      +london.month === monthNumber &&
      +london.year === yearNumber &&
      +hour === +written[1] &&
      +minute === +written[2]
    );
  };
  const offsets = [60, 0].filter(sameOnTheClock);
  if (!offsets.length) {
    return null;
  }
  const offset = clock === "second" ? offsets.at(-1) : offsets[0];
  return shown / 60000 - offset;
}
