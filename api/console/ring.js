// The sound of a call. A browser keeps it silent until somebody has touched the page, and then this says so.

const PATTERNS = {
  urgent: { notes: [880, 660, 880, 660, 880, 660], each: 0.18, every: 2_000, volume: 0.5 },
  need: { notes: [660, 880], each: 0.22, every: 6_000, volume: 0.35 },
  info: { notes: [660], each: 0.2, every: null, volume: 0.25 },
};
const ORDER = ["info", "need", "urgent"];

/** Rings for as long as a call is open; `onState(allowed)` hears whether it may. */
export class Ring {
  constructor(onState) {
    this.onState = onState;
    this.context = null;
    this.timer = null;
    this.severity = null;
    // Any touch or key allows sound; there is no need to look for the button.
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => this.allow(), { capture: true });
    this.#open();
  }

  get allowed() {
    return this.context?.state === "running";
  }

  #open() {
    if (!globalThis.AudioContext) return this.onState(false);
    this.context = new AudioContext();
    this.context.addEventListener("statechange", () => this.onState(this.allowed));
    this.onState(this.allowed);
  }

  /** Ask for sound; does something only from within a touch or a key press. */
  async allow() {
    if (!this.context || this.allowed) return;
    await this.context.resume().catch(() => {});
    this.onState(this.allowed);
  }

  /** Ring for these severities from now on: for the worst of them, until there is none. */
  ringFor(severities) {
    const worst = severities.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), null);
    if (worst === this.severity) return;
    this.severity = worst;
    clearInterval(this.timer);
    if (worst === null) return;
    this.play(worst);
    const { every } = PATTERNS[worst];
    if (every) this.timer = setInterval(() => this.play(worst), every);
  }

  /** Play the sound of a severity once. */
  play(severity) {
    if (severity === "urgent") navigator.vibrate?.([300, 100, 300]);
    if (!this.allowed) return;
    const { notes, each, volume } = PATTERNS[severity];
    notes.forEach((frequency, index) => this.#note(frequency, this.context.currentTime + index * each, each, volume));
  }

  #note(frequency, at, length, volume) {
    const oscillator = new OscillatorNode(this.context, { type: "square", frequency });
    const gain = new GainNode(this.context, { gain: 0 });
    gain.gain.setValueAtTime(volume, at);
    gain.gain.setTargetAtTime(0, at + length * 0.7, 0.03);
    oscillator.connect(gain).connect(this.context.destination);
    oscillator.start(at);
    oscillator.stop(at + length);
  }
}
