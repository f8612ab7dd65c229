// How news reaches a page: by the client that every app may use, which misses nothing and shows nothing twice.

import { Notifications } from "./notifications.js";
import { API } from "./session.js";

/**
 * Follow an inbox from a sequence number on.
 *
 * `onFrames(frames, next)` gets each notification once and in order; `onState` gets "live" or "away". Returns a
 * function that stops.
 */
export function follow(session, after, { onFrames, onState }) {
  let cursor = after;
  let notifications;

  // Whoever comes back does not wait out a pause that was drawn while there was no network.
  function begin() {
    notifications?.stop();
    notifications = new Notifications({
      api: API.href.replace(/\/$/, ""),
      token: () => session.access(),
      cursor,
      keep: (seq) => (cursor = seq),
      show: (frame) => onFrames([frame], frame.seq),
      changed: ({ connected }) => onState(connected ? "live" : "away"),
    });
    notifications.start();
  }

  // A stream that was open need not notice for a while; the person is told at once.
  function rest() {
    notifications.stop();
    onState("away");
  }

  addEventListener("online", begin);
  addEventListener("offline", rest);
  begin();
  return () => {
    removeEventListener("online", begin);
    removeEventListener("offline", rest);
    notifications.stop();
  };
}
