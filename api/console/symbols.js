// The vocabulary, and what a board's buttons say and do.

import { languageOf } from "./words.js";

/** Return the symbols of a board's language by id, empty where they cannot be had. */
export async function vocabulary(session, locale) {
  const { data } = await session.request("GET", `symbols?locale=${languageOf(locale)}`);
  return new Map(data.symbols.map((symbol) => [symbol.id, symbol]));
}

/** Return what a button says when it is pressed (Open Board Format: vocalization, else label), empty if it only acts. */
export function words(button, symbols) {
  const acts = button.load_board || button.action || button.actions?.length;
  const own = acts ? "" : (symbols.get(button.symbol)?.vocalization ?? button.label ?? "");
  return button.vocalization || own;
}

/** Return what is put into the sentence: a symbol as it is, or words of the button's own. */
export function part(button, symbols) {
  const symbol = symbols.get(button.symbol);
  const plain = symbol && !button.vocalization;
  return { symbol: plain ? symbol.id : null, label: button.label || symbol?.label || "", text: words(button, symbols) };
}

/** Tell whether a button by itself calls for somebody. */
export function callsAlone(button, symbols) {
  return !button.vocalization && symbols.get(button.symbol)?.category === "urgent";
}

/** Return the sentence as its parts say it, for when nobody can be asked for a better one. */
export function plainSentence(parts) {
  if (parts.length === 1) return parts[0].text;
  return parts.map((each) => (each.symbol ? each.label : each.text)).join(" ");
}

/** Return what is asked of `POST /intents`: the symbols where all are symbols, else the words. */
export function question(parts, locale) {
  const language = languageOf(locale);
  if (parts.every((each) => each.symbol)) return { symbols: parts.map((each) => each.symbol), locale: language };
  return { text: parts.map((each) => (each.symbol ? each.label : each.text)).join(" "), locale: language };
}
