// A client for AlphaWolf's notifications that misses none and shows none twice (docs/notifications.md).
//
//   import { Notifications } from "./notifications.js";
//   const notifications = new Notifications({ api: "https://api.example", token: () => signedIn.accessToken, show });
//   notifications.start();
//
// `show` is called once for each notification, in order, and may return a promise. Only afterwards is the notification
// acknowledged. `cursor` and `keep` let a page begin where it stopped; without them it begins after what any of the
// account's devices has acknowledged. No dependencies, no build step.

const PING_MS = 300_000; // API Gateway ends a socket that was silent for ten minutes
const PLANNED_MS = [105 * 60_000, 115 * 60_000]; // and any socket after two hours
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [500, 60_000];
const TRIES = 2; // of one way before the next one is taken
const SOCKET_AGAIN_MS = 300_000;
const WAIT_S = 25;
const ANSWER_MS = 5_000; // a page comes sooner, or its answer was lost although the socket stays open
const SILENT_MS = 45_000; // a stream or a long poll says something more often
const HTTP_MS = 10_000;

const uniform = (low, high) => low + Math.random() * (high - low);
const after = (ms, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });

export class Notifications {
  /**
   * @param {object} options
   * @param {string} options.api where the API answers, without a slash at its end
   * @param {() => string | Promise<string>} options.token the access token at that moment
   * @param {(notification: object) => unknown} options.show called once for each, in order
   * @param {number | null} [options.cursor] the last number that was shown before
   * @param {(cursor: number) => void} [options.keep] called with each new cursor
   * @param {(state: {way: string, connected: boolean}) => void} [options.changed] called when the connection changes
   * @param {string[]} [options.ways] the ways to take, in this order
   */
  constructor({ api, token, show, cursor = null, keep = () => {}, changed = () => {}, ways, plannedMs = PLANNED_MS }) {
    Object.assign(this, { api, token, show, cursor, keep, changed, plannedMs });
    this.ways = ways ?? ["socket", "events", "polling"];
    this.way = this.ways[0];
    this.connected = false;
    this.failures = 0;
    this.taking = Promise.resolve();
    this.acknowledged = 0;
  }

  /** Follow until `stop`: what breaks is begun anew, after a pause drawn from an ever wider range. */
  async start() {
    this.stopping = new AbortController();
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const first = this.ways[0];
      const attempt = new AbortController();
      const stop = () => attempt.abort();
      signal.addEventListener("abort", stop);
      // Whoever had to take another way tries the first again after a while.
      let again = false;
      const patience = this.way === first ? null : setTimeout(() => ((again = true), attempt.abort()), SOCKET_AGAIN_MS);
      try {
        await { socket: this.#sockets, events: this.#events, polling: this.#polling }[this.way].call(this, attempt.signal);
      } catch {
        if (!again && ++this.failures % TRIES === 0) {
          this.way = this.ways[(this.ways.indexOf(this.way) + 1) % this.ways.length];
        }
      } finally {
        clearTimeout(patience);
        attempt.abort();
        signal.removeEventListener("abort", stop);
      }
      if (again) this.way = first;
      this.#tell(false);
      const widest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.failures, 10));
      if (!again) await after(uniform(0, widest), signal).catch(() => {});
    }
  }

  /** End, and close what is open. */
  stop() {
    this.stopping?.abort();
  }

  /** Hold a socket, and before its planned end open the next one: only then is the old one given up. */
  async #sockets(signal) {
    let current = this.#opened(signal);
    try {
      while (true) {
        const due = after(uniform(...this.plannedMs), signal).then(() => true);
        if (!(await Promise.race([due, current.ended]))) return;
        const following = this.#opened(signal);
        await Promise.race([following.caughtUp, following.ended]);
        current.close();
        current = following;
      }
    } finally {
      current.close();
    }
  }

  #opened(signal) {
    let caughtUp, close;
    const session = { caughtUp: new Promise((resolve) => (caughtUp = resolve)) };
    const own = new AbortController();
    session.close = () => own.abort();
    close = () => own.abort();
    signal.addEventListener("abort", close, { once: true });
    session.ended = this.#socket(own.signal, caughtUp).then(() => false);
    session.ended.catch(() => {});
    return session;
  }

  async #socket(signal, caughtUp) {
    const { url, ticket } = await this.#ticket(signal);
    const socket = new WebSocket(`${url}?ticket=${encodeURIComponent(ticket)}`);
    const say = (frame) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(frame));
    const close = () => socket.close();
    signal.addEventListener("abort", close, { once: true });
    const pinging = setInterval(() => say({ action: "ping" }), PING_MS);
    const state = { heardOf: 0, asked: null };
    const resume = () => {
      state.asked = performance.now();
      say({ action: "resume", after: this.cursor });
    };
    // Whoever waited for a lost page alone would be told nothing that follows.
    const asking = setInterval(() => state.asked !== null && performance.now() - state.asked >= ANSWER_MS && resume(), 1_000);
    try {
      await new Promise((resolve, reject) => {
        socket.onopen = resume;
        socket.onmessage = ({ data }) => {
          this.taking = this.taking.then(() => this.#heard(say, resume, JSON.parse(data), state, caughtUp)).catch(reject);
        };
        socket.onerror = () => reject(new Error("the socket failed"));
        socket.onclose = () => (signal.aborted ? resolve() : reject(new Error("the socket was closed")));
      });
    } finally {
      clearInterval(pinging);
      clearInterval(asking);
      signal.removeEventListener("abort", close);
      socket.close();
    }
  }

  /** Take a frame; whatever is missing before it is asked for first. */
  async #heard(say, resume, frame, state, caughtUp) {
    if (frame.type === "page") {
      state.asked = null;
      await this.#take(frame.items, frame.next);
      const missing = state.heardOf > this.cursor;
      state.heardOf = 0;
      if (frame.more || missing) resume();
      else caughtUp();
      if (frame.items.length) say({ action: "received", seq: this.cursor });
    } else if (frame.type === "notification" && frame.seq === this.cursor + 1) {
      await this.#take([frame], frame.seq);
      say({ action: "received", seq: this.cursor });
    } else if (frame.type === "notification" && frame.seq > this.cursor) {
      if (!state.heardOf) resume();
      state.heardOf = Math.max(state.heardOf, frame.seq);
    }
  }

  /** Read the stream of server-sent events; EventSource could not send the token in a header. */
  async #events(signal) {
    if (this.cursor === null) await this.#ticket(signal);
    const silence = new AbortController();
    const both = AbortSignal.any([signal, silence.signal]);
    let timer = setTimeout(() => silence.abort(), SILENT_MS);
    try {
      const answer = await this.#ask("GET", "/notifications/events", both, { "last-event-id": String(this.cursor) });
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      while (true) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENT_MS);
        this.#succeeded();
        const events = (text + value).split("\n\n");
        text = events.pop();
        const lines = events.flatMap((event) => event.split("\n")).filter((line) => line.startsWith("data:"));
        for (const frame of lines.map((line) => JSON.parse(line.slice(5)))) await this.#take([frame], frame.seq);
        this.#acknowledge(signal);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ask for what comes next, each time until it comes or the server says that nothing did. */
  async #polling(signal) {
    if (this.cursor === null) await this.#ticket(signal);
    while (!signal.aborted) {
      const wait = this.connected ? WAIT_S : 0;
      const patience = AbortSignal.any([signal, AbortSignal.timeout(SILENT_MS)]);
      const answer = await this.#ask("GET", `/notifications?after=${this.cursor}&wait=${wait}`, patience);
      const { items, next } = await answer.json();
      await this.#take(items, next);
      this.#acknowledge(signal);
    }
  }

  /** Acknowledge over HTTP beside what goes on, the latest number alone; what fails is said with the next. */
  async #acknowledge(signal) {
    if (this.acknowledging || this.cursor <= this.acknowledged || !this.taken) return;
    this.acknowledging = true;
    try {
      while (this.cursor > this.acknowledged && !signal.aborted) {
        const seq = this.cursor;
        await this.#ask("POST", "/notifications/received", this.#soon(signal), {}, { seq });
        this.acknowledged = seq;
      }
    } catch {
      after(uniform(0, 2 * FIRST_PAUSE_MS), signal).then(() => this.#acknowledge(signal), () => {});
    } finally {
      this.acknowledging = false;
    }
  }

  /** Return a ticket; a device without a cursor begins after what the account has acknowledged. */
  async #ticket(signal) {
    const answer = await this.#ask("POST", "/notifications/ticket", this.#soon(signal));
    const ticket = await answer.json();
    this.cursor ??= ticket.received;
    return ticket;
  }

  async #ask(method, path, signal, headers = {}, body = undefined) {
    const told = { ...headers, authorization: `Bearer ${await this.token()}` };
    if (body) told["content-type"] = "application/json";
    const options = { method, signal, headers: told, body: body && JSON.stringify(body), cache: "no-store" };
    const answer = await fetch(this.api + path, options);
    if (!answer.ok) throw new Error(`${method} ${path.split("?")[0]} was answered with ${answer.status}`);
    return answer;
  }

  #soon(signal) {
    return AbortSignal.any([signal, AbortSignal.timeout(HTTP_MS)]);
  }

  /** Show what was not shown before; two sockets may bring the same while one takes over. */
  async #take(frames, next) {
    for (const frame of frames) {
      if (frame.seq <= this.cursor) continue;
      await this.show(frame);
      this.taken = true;
      this.cursor = frame.seq;
      this.keep(this.cursor);
    }
    this.cursor = Math.max(this.cursor, next);
    this.#succeeded();
  }

  #succeeded() {
    this.failures = 0;
    this.#tell(true);
  }

  #tell(connected) {
    if (connected === this.connected && this.told === this.way) return;
    [this.connected, this.told] = [connected, this.way];
    this.changed({ way: this.way, connected });
  }
}
