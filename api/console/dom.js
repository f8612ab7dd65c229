// Elements without markup in strings: the page's policy (Trusted Types) has no place for it.

/** Return an element; attributes that are null or false are left out, functions are listeners. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name, value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Return the element with this id. */
export const byId = (id) => document.getElementById(id);

/** Return what a browser store holds under a name, or `otherwise` where it is empty, broken or forbidden. */
export function kept(store, name, otherwise) {
  try {
    return JSON.parse(store.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Keep a value under a name; undefined removes it. Returns whether the store took it. */
export function keep(store, name, value) {
  try {
    if (value === undefined) store.removeItem(name);
    else store.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Return a promise that is kept after some milliseconds. */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A nap that may be ended before its time; whoever wakes before it is taken has it end at once. */
export class Nap {
  #woken = false;
  #end = null;

  wake() {
    this.#woken = true;
    this.#end?.();
  }

  async take(ms) {
    if (!this.#woken) {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#end = () => (clearTimeout(timer), resolve());
      });
    }
    [this.#woken, this.#end] = [false, null];
  }
}
