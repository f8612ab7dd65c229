// The person's calls. Each is kept on this device before anything is sent, and leaves it only when it has been answered:
// a press is never dropped, whatever becomes of the network, the page, or the server.

import { keep, kept, Nap } from "./dom.js";
import { Away, Refused, SignedOut } from "./session.js";

const JUDGE_MS = 1_500;
const LONGEST_PAUSE_MS = 8_000;
const FORGET_MS = 12 * 3600_000;
const ANNOUNCE_MS = 30 * 60_000;
const OVER = new Set(["resolved", "cancelled"]);

/**
 * The calls of one account. A call: `{key, body, judge, state, alert, message, why, at}`, where `body` is what is posted,
 * `judge` what may still be understood better before it is (symbols or text, and whether it calls at all), and `state`
 * is unsent, sent, coming, ended, or refused.
 */
export class Calls {
  constructor(session, accountId, onChange) {
    this.session = session;
    this.place = `alphawolf.calls.${accountId}`;
    this.onChange = onChange;
    const unheard = (call) => call.state === "unsent" || call.state === "refused";
    const recent = (call) => Date.now() - Date.parse(call.at) < FORGET_MS;
    this.calls = kept(localStorage, this.place, []).filter((call) => unheard(call) || recent(call));
    this.nap = new Nap();
    addEventListener("online", () => this.nap.wake());
  }

  /** Whether anything waits to be sent. */
  get waiting() {
    return this.calls.some((call) => call.state === "unsent");
  }

  /**
   * Keep a call, and send it. `judge` is `{symbols}` or `{text}` with a locale, null when the body stands as it is;
   * with `judge.maybe` it is a call only if it is found to be urgent.
   */
  add(body, judge = null) {
    const pressed = new Date().toISOString();
    const call = {
      key: crypto.randomUUID(),
      body: { ...body, pressed_at: pressed },
      judge,
      state: "unsent",
      alert: null,
      message: null,
      why: null,
      at: pressed,
    };
    this.calls.push(call);
    this.#save();
    this.nap.wake();
    return call;
  }

  /** Send what waits, for ever: one after the other, the oldest first, until each has its answer. */
  async sendForEver() {
    let failures = 0;
    for (;;) {
      const next = this.calls.find((call) => call.state === "unsent");
      if (next && this.session.signedIn) failures = (await this.#send(next)) ? 0 : failures + 1;
      if (next && failures === 0 && this.session.signedIn) continue;
      const longest = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures);
      await this.nap.take(next ? longest / 2 + (Math.random() * longest) / 2 : 3600_000);
    }
  }

  async #send(call) {
    try {
      if (call.judge) await this.#judge(call);
      if (call.state === "ended") return true;
      const { data } = await this.session.request("POST", "alerts", {
        body: call.body,
        headers: { "idempotency-key": call.key },
      });
      // Presses that fold into one alert are one call.
      this.calls = this.calls.filter((other) => other === call || other.alert !== data.id);
      Object.assign(call, { state: "sent", alert: data.id });
    } catch (error) {
      if (error instanceof Away || error instanceof SignedOut || error.status === 401) return false;
      Object.assign(call, { state: "refused", why: error instanceof Refused ? error.message : String(error) });
    }
    this.#save();
    return true;
  }

  // What is sent under a key must not change any more: so it is understood first, and kept, and then sent.
  async #judge(call) {
    const { maybe, ...asked } = call.judge;
    try {
      const { data } = await this.session.request("POST", "intents", { body: asked, timeout: JUDGE_MS });
      if (maybe && data.urgency !== "urgent") call.state = "ended";
      const severity = data.urgency === "info" ? "need" : data.urgency;
      Object.assign(call.body, { sentence: data.sentence, intent: data.intent, severity });
    } catch (error) {
      // A sentence that may be no call waits for the answer; a call goes out with what is known.
      if (maybe && !(error instanceof Refused)) throw error;
      if (maybe) call.state = "ended";
    }
    call.judge = null;
    if (call.state === "ended") this.calls = this.calls.filter((other) => other !== call);
    this.#save();
  }

  /** Whether a call is one of this device's, or known to it. */
  knows(alertId) {
    return this.calls.some(({ alert }) => alert === alertId);
  }

  /** Take a notification: returns what to say, null when it is old news, or over and not the `latest` that is known. */
  async hear(frame, latest) {
    if (!frame.alert_id) return null;
    const known = this.calls.find(({ alert }) => alert === frame.alert_id);
    if (!known && Date.now() - Date.parse(frame.at) > FORGET_MS) return null;
    const call = known ?? { key: crypto.randomUUID(), body: {}, judge: null, alert: frame.alert_id, why: null, at: frame.at };
    const message = typeof frame.body.message === "string" ? frame.body.message : null;
    if (frame.kind === "alert_acknowledged") Object.assign(call, { state: "coming", message });
    else await this.#look(call);
    if (!this.knows(call.alert)) this.calls.push(call);
    this.#save();
    const fresh = Date.now() - Date.parse(frame.at) < ANNOUNCE_MS;
    return fresh && (latest || call.state !== "ended") ? message : null;
  }

  async #look(call) {
    try {
      const { data } = await this.session.request("GET", `alerts/${call.alert}`);
      const coming = data.state === "acknowledged";
      call.state = OVER.has(data.state) ? "ended" : coming ? "coming" : "sent";
      call.body = { ...call.body, sentence: data.sentence };
    } catch {
      call.state ??= "sent";
    }
  }

  /** Say that a call was a mistake. Throws Away or Refused. */
  async cancel(call) {
    await this.session.request("POST", `alerts/${call.alert}/cancel`, { body: { reason: "mistake" } });
    call.state = "ended";
    this.#save();
  }

  /** Send a refused call once more. */
  retry(call) {
    call.state = "unsent";
    this.#save();
    this.nap.wake();
  }

  /** Remove a call that needs no more attention. */
  dismiss(call) {
    this.calls = this.calls.filter((other) => other !== call);
    this.#save();
  }

  #save() {
    keep(localStorage, this.place, this.calls);
    this.onChange();
  }
}
