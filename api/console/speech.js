// Saying a sentence aloud: the server's voice where it has one, else this device's.

import { preferences } from "./preferences.js";
import { languageOf } from "./words.js";

const PATIENCE_MS = 2_500;

let playing = null;

/**
 * Say a text with a person's voice; resolves to whether anything could be heard. What was being said is cut short.
 * `session` may be null: then the device speaks.
 */
export async function say(session, person, text, locale) {
  stop();
  const mine = (playing = { audio: null });
  if (session && navigator.onLine) {
    try {
      const audio = await clip(session, person, text, locale);
      if (playing !== mine) return true;
      mine.audio = audio;
      await Promise.race([audio.play(), tooLate()]);
      return true;
    } catch {
      // The clip may still come: two voices at once are none.
      mine.audio?.pause();
    }
  }
  return playing === mine ? sayHere(text, locale) : true;
}

// Where the API is reached and the clips are not, a browser waits for them without end.
function tooLate() {
  return new Promise((_, refuse) => setTimeout(() => refuse(new Error("The clip does not begin.")), PATIENCE_MS));
}

function stop() {
  playing?.audio?.pause();
  globalThis.speechSynthesis?.cancel();
}

// What the API answers is a signed address, the speech itself, or a path of the API that takes the same token.
async function clip(session, person, text, locale) {
  const asked = { person_id: person, text, locale: languageOf(locale) };
  const { data } = await session.request("POST", "speech", { body: asked, timeout: PATIENCE_MS });
  if (/^(data|https?):/.test(data.url)) return new Audio(data.url);
  const { blob } = await session.request("GET", data.url.replace(/^\//, ""), { binary: true, timeout: PATIENCE_MS });
  const audio = new Audio(URL.createObjectURL(blob));
  audio.addEventListener("ended", () => URL.revokeObjectURL(audio.src));
  return audio;
}

function sayHere(text, locale) {
  const synthesis = globalThis.speechSynthesis;
  if (!synthesis) return false;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = locale;
  synthesis.speak(utterance);
  return synthesis.getVoices().length > 0;
}

/** Say a symbol while a sentence is being put together, where that is wanted; the device does, for it is quickest. */
export function echo(text, locale) {
  if (preferences().speakEach) say(null, null, text, locale);
}
