// Saying a sentence aloud: the server's voice where it has one, else this device's.

import { preferences } from "./preferences.js";

let offered = true;
let playing = null;

/**
 * Say a text; resolves to whether anything could be heard. What was being said before is cut short.
 * `session` may be null: then the device speaks.
 */
export async function say(session, text, locale) {
  stop();
  const mine = (playing = { audio: null });
  if (session && offered && navigator.onLine) {
    try {
      const audio = await clip(session, text, locale);
      if (playing !== mine) return true;
      mine.audio = audio;
      await audio.play();
      return true;
    } catch (error) {
      // A server without this route is not asked again.
      if (error.status === 404 || error.status === 405) offered = false;
    }
  }
  return playing === mine ? sayHere(text, locale) : true;
}

function stop() {
  playing?.audio?.pause();
  globalThis.speechSynthesis?.cancel();
}

async function clip(session, text, locale) {
  const { blob } = await session.request("POST", "speech", { body: { text, locale }, binary: true, timeout: 2_500 });
  if (blob.type.startsWith("audio/")) return played(URL.createObjectURL(blob), true);
  const { url } = JSON.parse(await blob.text());
  return played(new URL(url, new URL("..", import.meta.url)).href, false);
}

function played(url, ours) {
  const audio = new Audio(url);
  if (ours) audio.addEventListener("ended", () => URL.revokeObjectURL(url));
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
  if (preferences().speakEach) say(null, text, locale);
}
