// The person's calls, each with how far it has come.

import { el } from "./dom.js";
import { currentLanguage, t } from "./words.js";

/** Show the calls, the newest first. What has not changed stays as it is, so that no button is gone from under a finger. */
export function showCalls(place, calls) {
  // What may turn out to be no call is not shown as one.
  const known = calls.calls.filter((call) => !call.judge?.maybe).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  place.hidden = known.length === 0;
  const list = place.querySelector("ul");
  const before = new Map([...list.children].map((item) => [item.dataset.call, item]));
  const items = known.map((call) => kept(before.get(call.key), call) ?? entry(call, calls));
  for (const item of before.values()) if (!items.includes(item)) item.remove();
  items.forEach((item, index) => {
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
  });
}

const looks = (call) =>
  JSON.stringify([call.state, call.alert, call.message, call.why, call.body.sentence, currentLanguage()]);

const kept = (item, call) => (item?.dataset.looks === looks(call) ? item : null);

function entry(call, calls) {
  const status = el("p", { class: "status" }, wording(call));
  const actions = el("p", { "data-scan-row": true });
  if (call.state === "sent" || call.state === "coming") {
    actions.append(button("cancel", () => cancel(call, calls, status)));
  }
  if (call.state === "refused") {
    actions.append(button("again", () => calls.retry(call)));
  }
  if (call.state === "refused" || call.state === "ended") {
    actions.append(button("dismiss", () => calls.dismiss(call)));
  }
  const attributes = {
    class: `call ${call.state}`, "data-alert": call.alert, "data-call": call.key, "data-looks": looks(call),
  };
  return el("li", attributes, el("p", { class: "sentence" }, call.body.sentence ?? ""), status, actions);
}

function wording(call) {
  if (call.state === "coming") return call.message ?? t("coming");
  return t(call.state, { why: call.why ?? "" });
}

const button = (key, click) => el("button", { type: "button", click }, t(key));

async function cancel(call, calls, status) {
  try {
    await calls.cancel(call);
  } catch (error) {
    status.textContent = error.status ? error.message : t("awayNow");
  }
}
