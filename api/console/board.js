// The board: symbols become a sentence, the sentence is spoken, and what is urgent reaches somebody.

import { draw } from "./board_view.js";
import { Calls } from "./calls.js";
import { showCalls } from "./calls_view.js";
import { byId, keep, kept } from "./dom.js";
import { follow } from "./live.js";
import { applyPreferences, connected, suggestLanguage } from "./preferences.js";
import { Scanning } from "./scanning.js";
import { Away, configuration, eventually, Refused, Session } from "./session.js";
import { askToSignIn } from "./sign_in.js";
import { keepForOffline } from "./offline.js";
import { echo, say } from "./speech.js";
import { callsAlone, part, plainSentence, question, vocabulary } from "./symbols.js";
import { t } from "./words.js";

const RECENT = 10;
const UNDERSTAND_MS = 1_500;
const KEPT = "alphawolf.kept.";

let session, me, calls, scanning;
let board = null;
let symbols = new Map();
let parts = [];
let trail = [];

const away = () => connected("away");
const person = () => me.person.id;
const locale = () => board?.locale ?? me.person.locale;

async function start() {
  applyPreferences(() => {
    shown();
    scanning.restart();
  });
  scanning = new Scanning(() => !byId("main").hidden && !byId("settings").open);
  keepForOffline();
  const { pools } = await eventually(configuration, away);
  session = new Session("people", pools.people, () => signedOut());
  byId("sign-out").addEventListener("click", async () => {
    forget();
    await session.end({ revoke: true });
    location.reload();
  });
  if (!session.signedIn) await signIn();
  await open();
}

async function signIn(note) {
  session.adopt(await askToSignIn(session.pool, note));
  forget();
}

async function signedOut() {
  await signIn("signedOut");
  location.reload();
}

// What was loaded for whoever was signed in before; calls that wait to be sent stay.
function forget() {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(KEPT));
  for (const name of names) keep(localStorage, name, undefined);
}

async function open() {
  me = await stored("me", async () => (await session.request("GET", "me")).data);
  if (!me.person) {
    await session.end();
    await signIn("noPerson");
    return open();
  }
  suggestLanguage(me.person.locale);
  calls = new Calls(session, me.account_id, shown);
  byId("main").hidden = false;
  buttons();
  calls.sendForEver();
  const cursor = `alphawolf.cursor.${me.account_id}`;
  follow(session, kept(localStorage, cursor, 0), { onFrames: (frames, next) => heard(frames, next, cursor), onState: connected });
  await home();
}

// What was loaded last serves while there is no connection: a board that does not open is a voice taken away.
async function stored(name, ask) {
  const place = KEPT + name;
  return eventually(async () => {
    try {
      const found = await ask();
      keep(localStorage, place, found);
      notice("");
      return found;
    } catch (error) {
      const old = error instanceof Away ? kept(localStorage, place, null) : null;
      if (!old) throw error;
      notice(t("oldBoard"));
      return old;
    }
  }, away);
}

async function home() {
  trail = [];
  await show(`user/${person()}/symbols`);
}

async function show(path) {
  const found = await stored(`board.${path}`, async () => (await session.request("GET", path)).data);
  const words = await stored(`symbols.${found.locale}`, async () => [...(await vocabulary(session, found.locale))]);
  [board, symbols] = [found, new Map(words)];
  trail.push(path);
  draw(byId("grid"), board, symbols, { onPress: press, picture: (name) => media("image", name) });
  byId("board-name").textContent = board.name ?? "";
  shown();
  scanning.restart();
}

async function media(kind, name) {
  const at = trail.at(-1).match(/boards\/([0-9a-f-]+)$/)?.[1] ?? (await homeId());
  const path = `user/${person()}/boards/${at}/media/${kind}?name=${encodeURIComponent(name)}`;
  try {
    return URL.createObjectURL((await session.request("GET", path, { binary: true })).blob);
  } catch {
    return null;
  }
}

async function homeId() {
  const { data } = await session.request("GET", `user/${person()}/boards`);
  return data.boards.find((each) => each.home)?.id;
}

async function press(button) {
  const added = part(button, symbols);
  if (added.text) {
    parts.push(added);
    if (callsAlone(button, symbols)) callWith([added]);
    else if (button.sound_id) play(button.sound_id, added.text);
    else echo(added.text === symbols.get(button.symbol)?.vocalization ? added.label : added.text, locale());
  }
  for (const action of [button.action, ...(button.actions ?? [])]) act(action);
  if (button.load_board?.board) {
    await show(`user/${person()}/boards/${button.load_board.board}`).catch((error) => {
      if (!(error instanceof Refused)) throw error;
      notice(t("noBoard"));
    });
  }
  shown();
}

async function play(sound, words) {
  const address = await media("sound", sound);
  if (address) new Audio(address).play().catch(() => say(session, person(), words, locale()));
  else say(session, person(), words, locale());
}

// The actions of Open Board Format: `+x` spells, `:space` and the like do what they say.
function act(action) {
  const last = parts.at(-1);
  if (action?.startsWith("+")) {
    if (last?.spelled) last.label = last.text += action.slice(1);
    else parts.push({ symbol: null, label: action.slice(1), text: action.slice(1), spelled: true });
  } else if (action === ":space" && last) last.spelled = false;
  else if (action === ":clear") parts = [];
  else if (action === ":backspace") parts.pop();
  else if (action === ":speak") speak();
  else if (action === ":home") home();
}

async function speak() {
  if (parts.length === 0) return;
  const said = [...parts];
  const asked = question(said, locale());
  try {
    const { data } = await session.request("POST", "intents", { body: asked, timeout: UNDERSTAND_MS });
    if (data.urgency === "urgent") {
      calls.add({ person_id: person(), severity: "urgent", sentence: data.sentence, intent: data.intent });
    }
    await voice(data.sentence);
  } catch {
    // Whether it was urgent is asked as soon as somebody can be asked.
    const sentence = plainSentence(said);
    calls.add({ person_id: person(), severity: "urgent", sentence }, { ...asked, maybe: true });
    await voice(sentence);
  }
}

async function callWith(said) {
  const sentence = plainSentence(said);
  calls.add({ person_id: person(), severity: "urgent", sentence }, question(said, locale()));
  await voice(sentence);
}

function help() {
  const sentence = t("helpSentence");
  calls.add({ person_id: person(), severity: "urgent", sentence, intent: "help" });
  voice(sentence);
}

async function voice(sentence) {
  byId("spoken").textContent = sentence;
  const heard = await say(session, person(), sentence, locale());
  byId("no-voice").hidden = heard;
}

let turn = Promise.resolve();

function heard(frames, next, cursor) {
  turn = turn.then(async () => {
    const messages = await Promise.all(newestOfEach(frames).map((frame) => calls.hear(frame, frame === frames.at(-1))));
    for (const message of messages) if (message) await voice(message);
    keep(localStorage, cursor, next);
  });
}

// What was told last of a call holds, and of calls that another device made a few are enough: a board that comes late
// does not say, one after the other, what is over.
function newestOfEach(frames) {
  const last = ({ alert_id }, place) => !frames.slice(place + 1).some((later) => later.alert_id === alert_id);
  return frames.filter(last).filter(({ alert_id }, place, { length }) => calls.knows(alert_id) || place >= length - RECENT);
}

function shown() {
  if (!calls) return;
  const text = parts.map((each) => each.label).join(" ");
  byId("sentence").textContent = text || t("empty");
  byId("sentence").classList.toggle("quiet", !text);
  byId("page-name").textContent = t("boardOf", { name: me.person.name });
  for (const id of ["speak", "call", "backspace", "clear"]) byId(id).disabled = parts.length === 0;
  byId("back").disabled = trail.length < 2;
  showCalls(byId("calls"), calls);
}

function buttons() {
  const clear = () => (parts = []);
  const back = async () => {
    trail.pop();
    await show(trail.pop());
  };
  const does = {
    help,
    speak,
    call: () => callWith([...parts]),
    backspace: () => parts.pop(),
    clear,
    home,
    back,
  };
  for (const [id, action] of Object.entries(does)) {
    byId(id).addEventListener("click", async () => {
      await action();
      shown();
    });
  }
}

function notice(text) {
  byId("notice").textContent = text;
}

start();
