// The caregivers' page: calls ring until somebody comes, and everybody sees who does.

import { nameOf, showCards } from "./alert_cards.js";
import { Alerts } from "./alerts.js";
import { edit } from "./board_editor.js";
import { byId, el, pause } from "./dom.js";
import { follow } from "./live.js";
import { keepForOffline } from "./offline.js";
import { applyPreferences, connected, suggestLanguage } from "./preferences.js";
import { Ring } from "./ring.js";
import { configuration, eventually, Session } from "./session.js";
import { askToSignIn } from "./sign_in.js";
import { t } from "./words.js";

const DUTY_MS = 60_000;
const away = () => connected("away");

let session, me, alerts, ring;

async function start() {
  applyPreferences(() => {
    if (!alerts) return;
    showPeople();
    show();
  });
  keepForOffline();
  const { pools } = await eventually(configuration, away);
  session = new Session("caregivers", pools.caregivers, async () => {
    session.adopt(await askToSignIn(session.pool, "signedOut"));
    location.reload();
  });
  byId("sign-out").addEventListener("click", async () => {
    await session.end({ revoke: true });
    location.reload();
  });
  ring = new Ring(soundState);
  byId("sound").addEventListener("click", async () => {
    await ring.allow();
    ring.play("need");
  });
  if (!session.signedIn) session.adopt(await askToSignIn(session.pool));
  await open();
}

async function open() {
  me = (await eventually(() => session.request("GET", "me"), away)).data;
  suggestLanguage(me.people[0]?.locale ?? navigator.language);
  alerts = new Alerts(session, me.account_id, show);
  byId("main").hidden = false;
  showPeople();
  show();
  alerts.resume();
  follow(session, alerts.cursor, { onFrames: heard, onState: connected });
  keepDutyFresh();
}

function heard(frames, next) {
  const raised = alerts.hear(frames, next);
  const newest = raised.at(-1);
  if (!newest) return;
  const told = { name: nameOf(newest, me.people), sentence: newest.sentence };
  byId("announcement").textContent = t("callFrom", told);
}

function show() {
  const { open, ringing, recent } = alerts;
  ring.ringFor(ringing.map((alert) => alert.severity));
  showCards(byId("open-calls"), alerts, open, me.people);
  showCards(byId("recent-calls"), alerts, recent, me.people);
  byId("no-calls").hidden = open.length > 0;
  byId("recent").hidden = recent.length === 0;
  document.title = ringing.length ? `(${ringing.length}) ${t("callFrom", { name: nameOf(ringing[0], me.people), sentence: "" })}` : t("title");
}

function soundState(allowed) {
  const key = allowed ? "soundOn" : "soundOff";
  byId("sound-state").dataset.t = key;
  byId("sound-state").textContent = t(key);
  byId("sound-state").parentElement.classList.toggle("off", !allowed);
  byId("sound").dataset.t = allowed ? "testSound" : "turnOn";
  byId("sound").textContent = t(byId("sound").dataset.t);
}

function showPeople() {
  const editors = me.people.filter(({ role }) => role === "editor" || role === "manager");
  byId("people").replaceChildren(
    ...editors.map((person) => {
      const open = () =>
        edit(byId("editor"), session, person).catch((error) => {
          byId("editor").replaceChildren(el("p", { class: "problem", role: "alert" }, error.status ? error.message : t("awayNow")));
        });
      return el("button", { type: "button", click: open, "data-person": person.id }, t("editBoard", { name: person.name }));
    }),
  );
}

async function keepDutyFresh() {
  for (;;) {
    const rows = await Promise.all(me.people.map(onDuty));
    byId("duty").hidden = rows.length === 0;
    byId("duty-list").replaceChildren(...rows);
    await pause(DUTY_MS);
  }
}

async function onDuty(person) {
  try {
    const { data } = await session.request("GET", `user/${person.id}/on-duty`);
    const onTurn = data.rotations.filter((each) => each.name);
    const names = (onTurn.length ? onTurn : data.caregivers.filter((each) => !each.quiet_now)).map((each) => each.name);
    return el("li", {}, `${person.name}: ${names.join(", ") || t("nobodyOnDuty")}`);
  } catch {
    return el("li", {}, `${person.name}: ${t("awayNow")}`);
  }
}

start();
