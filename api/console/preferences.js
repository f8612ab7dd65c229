// How this device shows the pages: language, contrast, scanning. Nothing here is about a person's health.

import { byId, keep, kept } from "./dom.js";
import { currentLanguage, t, translate } from "./words.js";

const PLACE = "alphawolf.preferences";
const DEFAULTS = { language: null, contrast: false, scanning: false, scanSeconds: 1.5, speakEach: true };

let chosen = { ...DEFAULTS, ...kept(localStorage, PLACE, {}) };

/** Return what was chosen. */
export const preferences = () => chosen;

/** Choose something; it holds at once and is remembered. */
export function prefer(changes) {
  chosen = { ...chosen, ...changes };
  keep(localStorage, PLACE, chosen);
  show();
}

/** Show the page as chosen; `onChange` is called after every choice in the settings dialog. */
export function applyPreferences(onChange = () => {}) {
  const dialog = byId("settings");
  byId("open-settings").addEventListener("click", () => dialog.showModal());
  byId("close-settings").addEventListener("click", () => dialog.close());
  const fields = {
    language: ["value", byId("language")],
    contrast: ["checked", byId("contrast")],
    scanning: ["checked", byId("scanning")],
    scanSeconds: ["valueAsNumber", byId("scan-seconds")],
    speakEach: ["checked", byId("speak-each")],
  };
  show();
  for (const [name, [property, field]] of Object.entries(fields)) {
    if (!field) continue;
    field[property] = name === "language" ? currentLanguage() : chosen[name];
    field.addEventListener("change", () => {
      if (!field.checkValidity()) return;
      prefer({ [name]: field[property] });
      onChange();
    });
  }
}

/** Take the language of somebody's board where nobody has chosen another. */
export function suggestLanguage(locale) {
  if (chosen.language === null) translate(locale);
  const field = byId("language");
  if (field) field.value = currentLanguage();
}

function show() {
  document.documentElement.toggleAttribute("data-contrast", chosen.contrast);
  translate(chosen.language ?? currentLanguage());
}

/** Show whether there is a connection: "live" or "away". */
export function connected(now) {
  const shown = byId("state");
  if (shown.dataset.t === now) return;
  shown.dataset.t = now;
  shown.textContent = t(now);
  shown.hidden = false;
}
