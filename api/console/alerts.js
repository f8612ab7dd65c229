// The alerts that a caregiver knows of, put together from notifications and from what the API says of each.

import { keep, kept, pause } from "./dom.js";
import { Refused } from "./session.js";

const OPEN = new Set(["raised", "unanswered", "acknowledged"]);
const RINGING = new Set(["raised", "unanswered"]);
const RECENT = 10;
const FRESH_MS = 120_000;
const RETRY_MS = 2_000;

/** The alerts of an account by id; `onChange` hears whenever something about them has changed. */
export class Alerts {
  constructor(session, accountId, onChange) {
    this.session = session;
    this.onChange = onChange;
    this.place = `alphawolf.open.${accountId}`;
    this.cursorPlace = `alphawolf.cursor.${accountId}`;
    this.known = new Map();
    this.reading = new Map();
  }

  /** The number of the last notification that has been seen here. */
  get cursor() {
    return kept(localStorage, this.cursorPlace, 0);
  }

  get open() {
    return this.#sorted().filter((alert) => OPEN.has(alert.state));
  }

  get ringing() {
    return this.open.filter((alert) => RINGING.has(alert.state));
  }

  get recent() {
    return this.#sorted()
      .filter((alert) => !OPEN.has(alert.state))
      .slice(0, RECENT);
  }

  #sorted() {
    const rank = ({ state }) => (RINGING.has(state) ? 0 : 1);
    return [...this.known.values()].sort((a, b) => rank(a) - rank(b) || b.raised_at.localeCompare(a.raised_at));
  }

  /** Learn what is open now, and look again at what was open when this page was last here. */
  async resume() {
    await Promise.all([this.#readOpen(), ...kept(localStorage, this.place, []).map((id) => this.look(id))]);
  }

  // Whoever comes for the first time may have been told everything on another device.
  async #readOpen() {
    while (this.session.signedIn) {
      try {
        const { data } = await this.session.request("GET", "alerts");
        // What is known already has been looked at, or will be.
        for (const alert of data.items) if (!this.known.has(alert.id)) this.known.set(alert.id, alert);
        return this.#save();
      } catch (error) {
        if (error instanceof Refused) return;
        await pause(RETRY_MS);
      }
    }
  }

  /** Take notifications; returns the alerts that somebody raised in them, for the announcement. */
  hear(frames, next) {
    const raised = [];
    const old = new Set();
    for (const frame of frames) {
      if (!frame.alert_id) continue;
      // What is old may have been answered long ago: it rings only if the API says that it was not.
      const fresh = Date.now() - Date.parse(frame.at) < FRESH_MS;
      if (frame.kind === "alert_raised" && fresh) raised.push(this.#raised(frame));
      else if (frame.kind === "alert_handled") this.#handled(frame);
      old.delete(frame.alert_id);
      if (fresh || this.known.has(frame.alert_id)) this.look(frame.alert_id);
      else old.add(frame.alert_id);
    }
    this.#lookBack([...old]);
    this.#save();
    keep(localStorage, this.cursorPlace, next);
    return raised;
  }

  // A page that comes late asks for a few, the newest, and for all that is open: a year of calls, asked for one by one,
  // would keep the next one waiting.
  #lookBack(ids) {
    for (const id of ids.slice(-RECENT)) this.look(id);
    if (ids.length > RECENT) this.#readOpen();
  }

  // What the notification says rings at once; the rest is asked for.
  #raised(frame) {
    const { person, sentence, severity, press_count, late, drill } = frame.body;
    const before = this.known.get(frame.alert_id) ?? { id: frame.alert_id, raised_at: frame.at, state: "raised" };
    const alert = { ...before, person, sentence, severity, press_count, late, drill };
    this.known.set(alert.id, alert);
    return alert;
  }

  #handled(frame) {
    const alert = this.known.get(frame.alert_id);
    if (alert?.state === "raised") this.known.set(alert.id, { ...alert, state: "acknowledged", acknowledged_by: frame.body.by });
  }

  /** Ask how an alert stands now; questions about the same one are put one at a time, the last of them answered. */
  async look(id) {
    const waiting = this.reading.get(id);
    if (waiting) {
      waiting.again = true;
      return waiting.done;
    }
    const mine = { again: false };
    this.reading.set(id, mine);
    mine.done = (async () => {
      do {
        mine.again = false;
        if (!(await this.#read(id))) {
          mine.again = true;
          await pause(RETRY_MS);
        }
      } while (mine.again && this.session.signedIn);
      this.reading.delete(id);
      this.#save();
    })();
    return mine.done;
  }

  // Returns whether there was an answer.
  async #read(id) {
    try {
      const { data } = await this.session.request("GET", `alerts/${id}`);
      this.known.set(id, { ...this.known.get(id), ...data });
    } catch (error) {
      if (!(error instanceof Refused)) return false;
      // Somebody who may not see it any more has nothing to come for.
      if (error.status === 404) this.known.delete(id);
    }
    return true;
  }

  #save() {
    keep(localStorage, this.place, this.open.map((alert) => alert.id));
    this.onChange();
  }

  /** Answer an alert; returns who is coming, and whether somebody else was first. Throws Away or Refused. */
  async acknowledge(id) {
    const { data } = await this.session.request("POST", `alerts/${id}/acknowledge`);
    await this.look(id);
    return data;
  }

  /** Say that all is done. Throws Away or Refused. */
  async resolve(id) {
    await this.session.request("POST", `alerts/${id}/resolve`, { body: { reason: "helped" } });
    await this.look(id);
  }

  /** Say that it was a false alarm, and in own words why. Throws Away or Refused. */
  async cancel(id, note) {
    await this.session.request("POST", `alerts/${id}/cancel`, { body: { reason: "false_alarm", note } });
    await this.look(id);
  }

  /** Return what has happened to an alert, the oldest first. Throws Away or Refused. */
  async timeline(id) {
    return (await this.session.request("GET", `alerts/${id}/timeline`)).data.events;
  }
}
