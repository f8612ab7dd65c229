// Alerts as cards with what can be done about each.

import { el } from "./dom.js";
import { currentLanguage, t, told } from "./words.js";

const RINGING = new Set(["raised", "unanswered"]);
// What was opened beneath an alert stays open while its card is drawn anew.
const opened = new Map();

/** Show alerts in a list. What has not changed stays where it is, beneath a finger or a caret. */
export function showCards(list, alerts, shown, people) {
  const active = document.activeElement;
  const [focused, key] = [active?.closest?.("[data-id]")?.dataset.id, active?.dataset?.key];
  const before = new Map([...list.children].map((card) => [card.dataset.id, card]));
  const cards = shown.map((alert) => {
    const text = JSON.stringify([alert, currentLanguage()]);
    const old = before.get(alert.id);
    if (old?.dataset.text === text) return old;
    const card = cardOf(alert, alerts, people);
    card.dataset.text = text;
    return card;
  });
  for (const card of [...list.children]) if (!cards.includes(card)) card.remove();
  cards.forEach((card, place) => {
    if (list.children[place] !== card) list.insertBefore(card, list.children[place] ?? null);
  });
  if (!focused || document.activeElement !== document.body) return;
  if (list.contains(active)) return active.focus();
  const card = cards.find((each) => each.dataset.id === focused);
  (card?.querySelector(`[data-key="${key}"]`) ?? card?.querySelector("button"))?.focus();
}

/** Return the name of an alert's person. */
export const nameOf = (alert, people) =>
  alert.person?.name ?? people.find((person) => person.id === alert.person_id)?.name ?? "";

// The device's own way to write a time, where it is in the language of the page.
const region = () => (navigator.language.startsWith(currentLanguage()) ? navigator.language : currentLanguage());
const clock = (time) => new Date(time).toLocaleTimeString(region(), { timeStyle: "medium" });
const day = (time) => new Date(time).toLocaleString(region(), { dateStyle: "medium", timeStyle: "short" });

function cardOf(alert, alerts, people) {
  const problem = el("p", { class: "problem", role: "alert" });
  const ringing = RINGING.has(alert.state);
  const details = opened.get(alert.id) ?? el("div", {});
  opened.set(alert.id, details);
  const actions = el("p", { class: "actions" });
  const add = (key, action, attributes = {}) => {
    const click = () => tried(action, problem);
    actions.append(el("button", { type: "button", "data-key": key, click, ...attributes }, t(key)));
  };
  if (ringing) {
    add("come", async () => {
      const answer = await alerts.acknowledge(alert.id);
      if (answer.already) problem.textContent = t("already", { name: answer.acknowledged_by });
    }, { class: "primary" });
  }
  if (alert.state === "acknowledged") add("resolve", () => alerts.resolve(alert.id), { class: "primary" });
  if (ringing || alert.state === "acknowledged") add("falseAlarm", () => askReason(details, alert, alerts, problem));
  add("timeline", () => showTimeline(details, alert, alerts));

  const state = t(`state_${alert.state}`, { name: alert.acknowledged_by ?? "" });
  const remarks = [
    alert.press_count > 1 ? t("pressed", { count: alert.press_count }) : t("pressedOnce"),
    alert.late ? t("late") : null,
    alert.drill ? t("drill") : null,
  ];
  return el(
    "li",
    { class: `call ${alert.severity} ${alert.state}${ringing ? " ringing" : ""}`, "data-id": alert.id },
    el("p", {}, el("span", { class: "severity" }, t(`severity_${alert.severity}`)), ` ${day(alert.raised_at)}`),
    el("p", { class: "who" }, t("callFrom", { name: nameOf(alert, people), sentence: alert.sentence })),
    el("p", { class: "status" }, state),
    el("p", { class: "quiet" }, remarks.filter(Boolean).join(" · ")),
    actions,
    problem,
    details,
  );
}

async function tried(action, problem) {
  problem.textContent = "";
  try {
    await action();
  } catch (error) {
    problem.textContent = error.status ? error.message : t("awayNow");
  }
}

function askReason(place, alert, alerts, problem) {
  const id = `reason-${alert.id}`;
  const field = el("input", { id, required: true, maxlength: "200" });
  const form = el(
    "form",
    {
      submit: (event) => {
        event.preventDefault();
        tried(() => alerts.cancel(alert.id, field.value.trim()).then(() => place.replaceChildren()), problem);
      },
    },
    el("label", { for: id }, t("reason")),
    field,
    el("button", { type: "submit" }, t("confirm")),
  );
  place.replaceChildren(form);
  field.focus();
}

async function showTimeline(place, alert, alerts) {
  const entries = await alerts.timeline(alert.id);
  const line = ({ at, event, detail }) => {
    const said = told(`event_${event}`, { name: detail?.by });
    return said && el("li", {}, `${clock(at)} ${said}`);
  };
  // What only operators follow, from the outbox to the worker, has no words here.
  place.replaceChildren(el("ul", { class: "timeline" }, ...entries.map(line).filter(Boolean)));
}
