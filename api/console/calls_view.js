// The person's calls, each with how far it has come.

import { el } from "./dom.js";
import { t } from "./words.js";

/** Show the calls, the newest first. */
export function showCalls(place, calls) {
  // What may turn out to be no call is not shown as one.
  const known = calls.calls.filter((call) => !call.judge?.maybe);
  place.hidden = known.length === 0;
  place.querySelector("ul").replaceChildren(...known.map((call) => entry(call, calls)).reverse());
}

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
  const attributes = { class: `call ${call.state}`, "data-alert": call.alert };
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
