// Signing in to an Amazon Cognito user pool as a public client: SRP, then whatever the pool asks for besides.

import { ephemeral, proof, timestamp } from "./srp.js";

const WRONG = new Set(["NotAuthorizedException", "UserNotFoundException"]);
const WRONG_CODE = new Set(["CodeMismatchException", "ExpiredCodeException", "EnableSoftwareTokenMFAException"]);

/** A sign-in that failed; `kind` is `wrong`, `code`, `away`, or `refused`, and says why. */
export class SignInFailed extends Error {
  constructor(kind, message = kind) {
    super(message);
    this.kind = kind;
  }
}

async function call(pool, action, body) {
  let answer;
  try {
    answer = await fetch(`${pool.endpoint}/`, {
      method: "POST",
      credentials: "omit",
      signal: AbortSignal.timeout(15000),
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSCognitoIdentityProviderService.${action}`,
      },
      body: JSON.stringify(body),
    });
  } catch {
    throw new SignInFailed("away");
  }
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  const kind = String(told.__type ?? "").split("#").at(-1);
  if (answer.status >= 500 || kind === "TooManyRequestsException") throw new SignInFailed("away");
  if (WRONG.has(kind)) throw new SignInFailed("wrong");
  if (WRONG_CODE.has(kind)) throw new SignInFailed("code");
  throw new SignInFailed("refused", told.message ?? told.Message ?? kind);
}

function outcome(answer, user) {
  const result = answer.AuthenticationResult;
  if (result) {
    const tokens = { access: result.AccessToken, expires: Date.now() + result.ExpiresIn * 1000 };
    return { tokens: { ...tokens, refresh: result.RefreshToken ?? null } };
  }
  const asked = answer.ChallengeParameters ?? {};
  return {
    challenge: { name: answer.ChallengeName, session: answer.Session, user: asked.USER_ID_FOR_SRP ?? user },
  };
}

function respond(pool, name, session, responses, user) {
  const body = { ClientId: pool.client_id, ChallengeName: name, Session: session, ChallengeResponses: responses };
  return call(pool, "RespondToAuthChallenge", body).then((answer) => outcome(answer, user));
}

/** Begin to sign in with a name and a password; returns `{tokens}` or `{challenge}`. Throws SignInFailed. */
export async function signIn(pool, name, password) {
  if (!globalThis.crypto?.subtle) throw new SignInFailed("refused", "This page must be opened over HTTPS.");
  const mine = ephemeral();
  const begun = await call(pool, "InitiateAuth", {
    AuthFlow: "USER_SRP_AUTH",
    ClientId: pool.client_id,
    AuthParameters: { USERNAME: name, SRP_A: mine.A },
  });
  const asked = begun.ChallengeParameters;
  const stamp = timestamp(new Date());
  const responses = {
    USERNAME: asked.USER_ID_FOR_SRP,
    PASSWORD_CLAIM_SECRET_BLOCK: asked.SECRET_BLOCK,
    PASSWORD_CLAIM_SIGNATURE: await proof(pool.id, password, mine, asked, stamp),
    TIMESTAMP: stamp,
  };
  return respond(pool, begun.ChallengeName, begun.Session, responses, asked.USER_ID_FOR_SRP);
}

/** Answer what the pool asked for: a one-time code, a new password, or the first code of a new authenticator. */
export async function answerChallenge(pool, challenge, text) {
  const { name, session, user } = challenge;
  if (name === "SOFTWARE_TOKEN_MFA") {
    return respond(pool, name, session, { USERNAME: user, SOFTWARE_TOKEN_MFA_CODE: text }, user);
  }
  if (name === "NEW_PASSWORD_REQUIRED") {
    return respond(pool, name, session, { USERNAME: user, NEW_PASSWORD: text }, user);
  }
  if (name === "MFA_SETUP") {
    const verified = await call(pool, "VerifySoftwareToken", { Session: challenge.enrolling, UserCode: text });
    return respond(pool, name, verified.Session, { USERNAME: user }, user);
  }
  throw new SignInFailed("refused", name);
}

/** Return a MFA_SETUP challenge with the secret (base32) that an authenticator app is to be given. */
export async function enrolment(pool, challenge) {
  const begun = await call(pool, "AssociateSoftwareToken", { Session: challenge.session });
  return { ...challenge, enrolling: begun.Session, secret: begun.SecretCode };
}

/** Return fresh tokens for a refresh token. Throws SignInFailed: `away` is worth another try, the rest is final. */
export async function refreshed(pool, refresh) {
  const body = { AuthFlow: "REFRESH_TOKEN_AUTH", ClientId: pool.client_id, AuthParameters: { REFRESH_TOKEN: refresh } };
  const { tokens } = outcome(await call(pool, "InitiateAuth", body));
  return { ...tokens, refresh: tokens.refresh ?? refresh };
}

/** Revoke the refresh token, so that nobody goes on with it. Failing to reach the pool is no reason to stay. */
export async function revoked(pool, refresh) {
  await call(pool, "RevokeToken", { ClientId: pool.client_id, Token: refresh }).catch(() => {});
}
