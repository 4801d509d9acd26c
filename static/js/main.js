import { initAll } from "../vendor/govuk-frontend/govuk-frontend.min.js";
import { start as autosave } from "./autosave.js";
import { start as now } from "./now.js";
import { start as offline } from "./offline/start.js";
import { start as picture } from "./picture.js";
import { start as position } from "./position.js";
import { start as print } from "./print.js";
import { start as prompts } from "./prompts.js";
import { start as reveal } from "./reveal.js";
import { start as session } from "./session.js";
import { start as submitOnce } from "./submit-once.js";
import { start as suggestions } from "./suggestions.js";
import { start as tickAll } from "./tick-all.js";
import { start as unsaved } from "./unsaved.js";
import { start as writingPrompts } from "./writing-prompts.js";

// Every page works without scripts, so a behaviour that fails must not take the others with it.
for (const start of [
  reveal,
  submitOnce,
  unsaved,
  prompts,
  now,
  picture,
  position,
  print,
  autosave,
  session,
  writingPrompts,
  offline,
  tickAll,
  suggestions,
  initAll,
]) {
  try {
    start();
  } catch (error) {
    console.error(error);
  }
}
