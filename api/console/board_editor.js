// Editing what the buttons of a board are called, what they say, and whether they are seen.

import { el } from "./dom.js";
import { Refused } from "./session.js";
import { t } from "./words.js";

/** Edit the boards of a person in an element. Throws Away or Refused where they cannot be read. */
export async function edit(place, session, person) {
  const [{ data: list }, { data: lock }] = await Promise.all([
    session.request("GET", `user/${person.id}/boards`),
    session.request("GET", `user/${person.id}/boards/lock`),
  ]);
  const choice = el("select", { id: "board-choice" });
  for (const board of list.boards) {
    const name = board.name || t("unnamed");
    choice.append(el("option", { value: board.id }, board.home ? t("homeBoard", { name }) : name));
  }
  const form = el("div", {});
  const open = (note) => show(form, session, person, choice.value, lock, note);
  choice.addEventListener("change", () => open());
  place.replaceChildren(
    el("h3", {}, t("editBoard", { name: person.name })),
    el("p", {}, el("label", { for: "board-choice", "data-t": "chooseBoard" }, t("chooseBoard")), choice),
    form,
  );
  if (list.boards.length) await open();
}

async function show(place, session, person, boardId, lock, note = "") {
  const path = `user/${person.id}/boards/${boardId}`;
  const { data: board, etag } = await session.request("GET", path);
  const message = el("p", { role: "status", class: "notice" }, note);
  const pin = el("input", { id: "board-pin", type: "password", inputmode: "numeric", autocomplete: "off", required: true });
  const fields = board.buttons.map((button, index) => fieldsOf(button, index));
  const save = el("button", { type: "submit", class: "primary", "data-t": "save" }, t("save"));
  const form = el(
    "form",
    { class: "editor" },
    ...fields.map((each) => each.set),
    lock.locked ? el("p", {}, el("label", { for: "board-pin", "data-t": "locked" }, t("locked")), pin) : null,
    save,
    message,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    save.disabled = true;
    message.textContent = "";
    const body = { ...board, buttons: board.buttons.map((button, index) => fields[index].changed(button)) };
    const headers = { "if-match": etag, ...(lock.locked ? { "board-pin": pin.value } : {}) };
    try {
      await session.request("PUT", path, { body, headers });
      await show(place, session, person, boardId, lock, t("saved"));
    } catch (error) {
      if (error instanceof Refused && error.status === 412) {
        await show(place, session, person, boardId, lock, t("changedMeanwhile"));
      } else {
        if (error.status === 423) lock.locked = true;
        message.textContent = error instanceof Refused ? reasonOf(error) : t("awayNow");
      }
    } finally {
      save.disabled = false;
    }
  });
  place.replaceChildren(form);
  if (note) message.scrollIntoView({ block: "nearest" });
}

const reasonOf = ({ message, problem }) =>
  [message, ...(problem.errors ?? []).map(({ where, what }) => `${where} ${what}`)].join(" ");

function fieldsOf(button, index) {
  const field = (key, value) => {
    const id = `button-${index}-${key}`;
    const input = el("input", { id, maxlength: "1000" });
    input.value = value ?? "";
    return { input, shown: el("p", {}, el("label", { for: id, "data-t": key }, t(key)), input) };
  };
  const label = field("label", button.label);
  const says = field("vocalization", button.vocalization);
  const hidden = el("input", { id: `button-${index}-hidden`, type: "checkbox" });
  hidden.checked = Boolean(button.hidden);
  const set = el(
    "fieldset",
    { "data-button": button.id },
    el("legend", {}, t("buttonNumber", { label: button.label || button.id })),
    label.shown,
    says.shown,
    el("p", {}, hidden, el("label", { for: hidden.id, "data-t": "hidden" }, t("hidden"))),
  );
  return { set, changed: (old) => changed(old, label.input.value, says.input.value.trim(), hidden.checked) };
}

// What was not touched is sent back as it came.
function changed(old, label, vocalization, hidden) {
  const button = { ...old };
  if (label !== (old.label ?? "")) button.label = label;
  if (vocalization) button.vocalization = vocalization;
  else if (old.vocalization) delete button.vocalization;
  if (hidden !== Boolean(old.hidden)) button.hidden = hidden;
  return button;
}
