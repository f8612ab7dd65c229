// Who is signed in on this page, and requests on their behalf. Tokens live in this tab alone, and in no address.

import { refreshed, revoked, SignInFailed } from "./cognito.js";
import { keep, kept, pause } from "./dom.js";

/** Where the API is: beside the console, behind whatever stage a gateway has put before both. */
export const API = new URL("..", import.meta.url);
const FRESH_MS = 60_000;

/** No answer came: the network or the server is away, or busy; the same request may be sent again. */
export class Away extends Error {}

/** The session is over; somebody has to sign in. */
export class SignedOut extends Error {}

/** The API refused; `status` and `detail` say what and why. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? String(status));
    this.status = status;
    this.problem = problem;
  }
}

/** Ask for what a page cannot do without, until it comes; `onAway` hears of each time that nobody answered. */
export async function eventually(ask, onAway) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      onAway();
      await pause(Math.min(8_000, 500 * 2 ** tries));
    }
  }
}

/** Return where people and caregivers sign in. Throws Away. */
export async function configuration() {
  try {
    const answer = await fetch(new URL("config.json", import.meta.url), { signal: AbortSignal.timeout(10_000) });
    if (answer.ok) return await answer.json();
  } catch {
    // Said below.
  }
  throw new Away();
}

/** One sign-in to one pool. */
export class Session {
  constructor(group, pool, onSignedOut) {
    this.group = group;
    this.pool = pool;
    this.onSignedOut = onSignedOut;
    this.tokens = kept(sessionStorage, this.place, null);
  }

  get place() {
    return `alphawolf.session.${this.group}`;
  }

  get signedIn() {
    return this.tokens !== null;
  }

  adopt(tokens) {
    this.tokens = tokens;
    keep(sessionStorage, this.place, tokens);
  }

  /** Forget the tokens; the refresh token is revoked too when the person asked for it. */
  async end({ revoke = false } = {}) {
    const refresh = this.tokens?.refresh;
    this.tokens = null;
    keep(sessionStorage, this.place, undefined);
    if (revoke && refresh) await revoked(this.pool, refresh);
  }

  /** Return an access token that is good for a while yet. Throws Away or SignedOut. */
  async access(renew = false) {
    if (!this.tokens) throw new SignedOut();
    if (!renew && this.tokens.expires - Date.now() > FRESH_MS) return this.tokens.access;
    // One renewal at a time, whoever asks.
    this.renewing ??= this.#renew().finally(() => (this.renewing = null));
    await this.renewing;
    return this.tokens.access;
  }

  async #renew() {
    try {
      if (!this.tokens.refresh) throw new SignInFailed("wrong");
      this.adopt(await refreshed(this.pool, this.tokens.refresh));
    } catch (error) {
      if (error.kind === "away") throw new Away();
      await this.end();
      this.onSignedOut();
      throw new SignedOut();
    }
  }

  /**
   * Send a request; returns `{status, data, etag, blob}`. Throws Away, Refused, or SignedOut.
   * `headers` go along as they are; `body` is sent as JSON.
   */
  async request(method, path, { body, headers = {}, timeout = 10_000, binary = false, signal } = {}) {
    let answer = await this.#send(method, path, body, headers, timeout, signal, await this.access());
    if (answer.status === 401) {
      answer = await this.#send(method, path, body, headers, timeout, signal, await this.access(true));
    }
    if (answer.status === 429 || answer.status === 408 || answer.status >= 500) throw new Away();
    if (!answer.ok && answer.status !== 304) {
      throw new Refused(answer.status, await answer.json().catch(() => ({})));
    }
    const plain = answer.status === 204 || answer.status === 304;
    const read = async () => (binary ? { blob: await answer.blob() } : { data: plain ? null : await answer.json() });
    try {
      return { status: answer.status, etag: answer.headers.get("etag"), ...(await read()) };
    } catch {
      throw new Away();
    }
  }

  async #send(method, path, body, headers, timeout, signal, access) {
    const limits = [AbortSignal.timeout(timeout), ...(signal ? [signal] : [])];
    try {
      return await fetch(new URL(path, API), {
        method,
        credentials: "omit",
        cache: "no-cache",
        signal: AbortSignal.any(limits),
        headers: {
          authorization: `Bearer ${access}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    } catch {
      throw new Away();
    }
  }
}
