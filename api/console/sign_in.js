// The form that signs somebody in: a name and a password, then what their pool asks for besides.

import { answerChallenge, enrolment, signIn } from "./cognito.js";
import { byId, el } from "./dom.js";
import { t } from "./words.js";

const ASKED = { SOFTWARE_TOKEN_MFA: "code", NEW_PASSWORD_REQUIRED: "newPassword", MFA_SETUP: "code" };
const REASONS = { wrong: "wrong", code: "wrongCode", away: "awayNow" };

function field(key, type, attributes) {
  const id = `sign-in-${key}`;
  const label = el("label", { for: id, "data-t": key }, t(key));
  return el("p", {}, label, el("input", { id, name: key, type, required: true, ...attributes }));
}

const nameAndPassword = () => [
  field("name", "text", { autocomplete: "username", autocapitalize: "none", spellcheck: "false" }),
  field("password", "password", { autocomplete: "current-password" }),
];

const oneMore = (key) =>
  key === "code"
    ? field("code", "text", { autocomplete: "one-time-code", inputmode: "numeric", pattern: "[0-9]{6}" })
    : field("newPassword", "password", { autocomplete: "new-password", minlength: "12" });

/** Ask until somebody has signed in; returns their tokens. `note` is the key of what to say first. */
export function askToSignIn(pool, note = null) {
  const section = byId("sign-in");
  const message = el("p", { role: "alert", class: "problem" });
  const fields = el("div", {});
  const button = el("button", { type: "submit", class: "primary", "data-t": "go" }, t("go"));
  const form = el("form", { method: "post" }, fields, message, button);
  let challenge = null;

  function show(children) {
    fields.replaceChildren(...children);
    fields.querySelector("input").focus();
  }

  async function submitted() {
    const given = new FormData(form);
    if (challenge === null) return signIn(pool, given.get("name").trim(), given.get("password"));
    return answerChallenge(pool, challenge, (given.get("code") ?? given.get("newPassword")).trim());
  }

  section.querySelector("form")?.remove();
  section.append(form);
  section.hidden = false;
  show(nameAndPassword());
  message.textContent = note ? t(note) : "";

  return new Promise((resolve) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      message.textContent = "";
      try {
        const answer = await submitted();
        if (answer.tokens) {
          form.remove();
          section.hidden = true;
          resolve(answer.tokens);
          return;
        }
        challenge = answer.challenge.name === "MFA_SETUP" ? await enrolment(pool, answer.challenge) : answer.challenge;
        show([oneMore(ASKED[challenge.name] ?? "code")]);
        if (challenge.secret) fields.prepend(el("p", {}, t("enrol", { secret: challenge.secret })));
      } catch (error) {
        const key = REASONS[error.kind];
        message.textContent = key ? t(key) : t("refusedBecause", { why: error.message });
        // A session of the pool takes one code: after a wrong one the password is asked for again.
        if (challenge !== null && error.kind !== "away") {
          challenge = null;
          show(nameAndPassword());
        }
      } finally {
        button.disabled = false;
      }
    });
  });
}
