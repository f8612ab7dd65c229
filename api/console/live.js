// How news reaches a page. The inbox is the truth and is read by its cursor; a socket only says that reading is worthwhile.

import { Nap, pause } from "./dom.js";

const POLL_MS = 1_000;
const POLL_WITH_SOCKET_MS = 15_000;
const LONGEST_PAUSE_MS = 8_000;
const LONGEST_SOCKET_PAUSE_MS = 120_000;
const PING_MS = 240_000;
// API Gateway ends a connection after two hours; this one ends before, at a moment that no two pages share.
const SOCKET_LIFE_MS = 105 * 60_000;

const jittered = (ms) => ms / 2 + Math.random() * (ms / 2);

/**
 * Follow an inbox from a sequence number on.
 *
 * `onFrames(frames, next)` gets each notification once and in order, before anything later is read; `onState` gets
 * "live" or "away". Returns a function that stops.
 */
export function follow(session, after, { onFrames, onState }) {
  let stopped = false;
  let socket = null;

  const nap = new Nap();
  const wake = () => nap.wake();
  for (const change of ["online", "offline"]) addEventListener(change, wake);
  document.addEventListener("visibilitychange", wake);

  async function read() {
    let failures = 0;
    while (!stopped) {
      let full = false;
      try {
        const { data } = await session.request("GET", `notifications?after=${after}`);
        failures = 0;
        if (stopped) return;
        onState("live");
        full = data.next > after;
        after = data.next;
        if (data.items.length) onFrames(data.items, data.next);
        acknowledge(data.items);
      } catch {
        failures += 1;
        if (stopped) return;
        onState("away");
      }
      if (full) continue;
      const usual = socket?.readyState === WebSocket.OPEN ? POLL_WITH_SOCKET_MS : POLL_MS;
      await nap.take(failures ? jittered(Math.min(LONGEST_PAUSE_MS, POLL_MS * 2 ** failures)) : usual);
    }
  }

  function acknowledge(items) {
    if (socket?.readyState !== WebSocket.OPEN) return;
    for (const { seq } of items) socket.send(JSON.stringify({ action: "received", seq }));
  }

  async function listen() {
    let failures = 0;
    while (!stopped) {
      try {
        const { data } = await session.request("POST", "notifications/ticket");
        await opened(`${data.url}?ticket=${encodeURIComponent(data.ticket)}`, () => (failures = 0));
      } catch {
        // A socket is a convenience; the inbox is read without one.
      }
      failures += 1;
      if (!stopped) await pause(jittered(Math.min(LONGEST_SOCKET_PAUSE_MS, 1_000 * 2 ** failures)));
    }
  }

  function opened(url, onOpen) {
    return new Promise((resolve) => {
      socket = new WebSocket(url);
      // Until it has given all that came before, a socket says nothing of what comes.
      const resume = (from) => socket.send(JSON.stringify({ action: "resume", after: from }));
      const ping = setInterval(() => socket.send(JSON.stringify({ action: "ping" })), PING_MS);
      const end = setTimeout(() => socket.close(), jittered(SOCKET_LIFE_MS * 2) / 2);
      socket.addEventListener("open", () => {
        onOpen();
        resume(after);
        wake();
      });
      socket.addEventListener("message", ({ data }) => {
        const frame = JSON.parse(data);
        if (frame.more) resume(Math.max(after, frame.next));
        wake();
      });
      socket.addEventListener("close", () => {
        clearInterval(ping);
        clearTimeout(end);
        wake();
        resolve();
      });
    });
  }

  read();
  listen();
  return () => {
    stopped = true;
    for (const change of ["online", "offline"]) removeEventListener(change, wake);
    document.removeEventListener("visibilitychange", wake);
    wake();
    socket?.close();
  };
}
