// Switch scanning: rows light up one after the other, a switch chooses a row, then its buttons light up in turn.

import { byId } from "./dom.js";
import { prefer, preferences } from "./preferences.js";

const TWICE = 2;

/** Scan the rows (`data-scan-row`) of the page while the person wants it; `enabled()` says when it makes sense. */
export class Scanning {
  constructor(enabled) {
    this.enabled = enabled;
    this.timer = null;
    addEventListener("keydown", (event) => this.#key(event), true);
    addEventListener("pointerdown", (event) => this.#pointer(event), true);
    addEventListener("click", (event) => this.#click(event), true);
    this.restart();
  }

  get on() {
    return preferences().scanning && this.enabled();
  }

  /** Begin anew at the first row, at the speed that is wanted now. */
  restart() {
    clearInterval(this.timer);
    this.#light(null);
    this.row = null;
    this.at = -1;
    this.passes = 0;
    if (preferences().scanning) this.timer = setInterval(() => this.#step(), preferences().scanSeconds * 1000);
  }

  #rows() {
    return [...document.querySelectorAll("[data-scan-row]")].filter((row) => this.#buttons(row).length > 0);
  }

  #buttons(row) {
    return [...row.querySelectorAll("button:not(:disabled)")].filter((button) => button.offsetParent !== null);
  }

  #step() {
    if (!this.on) return this.#light(null);
    const choices = this.row ? this.#buttons(this.row) : this.#rows();
    if (choices.length === 0) return this.restart();
    this.at += 1;
    if (this.at >= choices.length) {
      this.at = 0;
      this.passes += 1;
      // Nothing was chosen in this row: it was the wrong one.
      if (this.row && this.passes >= TWICE) return this.restart();
    }
    this.#light(choices[this.at]);
  }

  #light(element) {
    document.querySelector(".scanned")?.classList.remove("scanned");
    this.lit = element;
    if (!element) return;
    element.classList.add("scanned");
    if (element instanceof HTMLButtonElement) element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }

  #choose() {
    const chosen = this.lit;
    if (!chosen?.isConnected) return;
    if (this.row) {
      this.chosen = chosen;
      chosen.click();
      this.restart();
      return;
    }
    const buttons = this.#buttons(chosen);
    this.restart();
    this.row = chosen;
    this.at = 0;
    this.#light(buttons[0]);
  }

  #key(event) {
    if (!this.on) return;
    if (event.key === "Escape") {
      prefer({ scanning: false });
      byId("scanning").checked = false;
      this.restart();
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!event.repeat) this.#choose();
    }
  }

  #pointer(event) {
    if (!this.on) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#choose();
  }

  // The touch has chosen already; where it happened to land means nothing.
  #click(event) {
    if (!this.on) return;
    if (event.target === this.chosen) {
      this.chosen = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
