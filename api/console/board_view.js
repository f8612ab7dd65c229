// A board drawn as a grid of buttons.

import { el } from "./dom.js";

const PLAIN = /^#[0-9a-f]{6}$/i;

/** Draw a board into an element; `onPress(button)` hears of presses, `picture(imageId)` returns an address or null. */
export function draw(place, board, symbols, { onPress, picture }) {
  const byId = new Map(board.buttons.map((button) => [button.id, button]));
  place.replaceChildren(
    ...board.grid.order.map((row) =>
      el(
        "div",
        { class: "row", "data-scan-row": true },
        ...row.map((id) => cell(byId.get(id ?? undefined), symbols, onPress, picture)),
      ),
    ),
  );
  for (const row of place.children) row.style.setProperty("--columns", board.grid.columns);
  place.onkeydown = (event) => move(event, place, board.grid.columns);
}

function cell(button, symbols, onPress, picture) {
  if (!button || button.hidden) return el("span", { class: "gap" });
  const symbol = symbols.get(button.symbol);
  const shown = el("span", { class: "picture", "aria-hidden": "true" }, symbol?.pictograph ?? "");
  const label = button.label || symbol?.label || "";
  const leads = Boolean(button.load_board?.board);
  const made = el(
    "button",
    { type: "button", class: leads ? "cell leads" : "cell", click: () => onPress(button), "data-id": button.id },
    shown,
    el("span", { class: "label" }, label),
  );
  if (!label) made.setAttribute("aria-label", button.vocalization || symbol?.label || button.id);
  paint(made, button.background_color, "background-color");
  paint(made, button.border_color, "border-color");
  if (button.image_id && !symbol) {
    Promise.resolve(picture(button.image_id)).then((address) => {
      if (address) shown.replaceChildren(el("img", { src: address, alt: "" }));
    });
  }
  return made;
}

function paint(element, colour, property) {
  if (!colour || !CSS.supports("color", colour)) return;
  element.style.setProperty(property, colour);
  if (property === "background-color" && PLAIN.test(colour)) element.style.color = legibleOn(colour);
}

/** Return black or white, whichever is easier to read on a colour (WCAG 2.2, relative luminance). */
export function legibleOn(colour) {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const part = parseInt(colour.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.179 ? "#000000" : "#ffffff";
}

function move(event, place, columns) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  const step = steps[event.key];
  if (step === undefined) return;
  const cells = [...place.querySelectorAll(".cell, .gap")];
  let next = cells.indexOf(document.activeElement) + step;
  while (cells[next] && cells[next].className === "gap") next += step;
  if (!cells[next]) return;
  event.preventDefault();
  cells[next].focus();
}
