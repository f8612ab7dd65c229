// Fastify and pg: bodies checked by JSON Schema, JSON text sent as it comes from the database. Around each route, by
// hooks and pino, what the API does: the trace goes on, one JSON line a request, a budget, the security headers.
import { createHash, createPublicKey, randomBytes, randomUUID, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.BENCH_MODULES}/`);
const Fastify = require("fastify");
const pg = require("pg");
const { LambdaClient, InvokeCommand } = require("@aws-sdk/client-lambda");

const told = JSON.parse(readFileSync(process.env.BENCH_WORK, "utf8"));
const keys = new Map(told.jwks.keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: "jwk" })]));
const accounts = new Map(told.people.map((person) => [person.subject, person]));
const verified = new Map();
const budgets = new Map();
const BUDGET = 1_000_000;
const symbols = Buffer.from(told.symbols);
const known = new Set(JSON.parse(told.symbols).symbols.map((symbol) => symbol.id));
const etag = `"${createHash("sha256").update(symbols).digest("hex").slice(0, 32)}"`;
const pool = new pg.Pool({ connectionString: told.dsn, max: 10, min: 10 });
const lambda = new LambdaClient({ region: "eu-central-1", maxAttempts: 2 });

class Refused extends Error {}

// A name for each statement, so that pg prepares it once a connection.
const names = new Map();
for (const step of Object.values(told.plans).flat())
  if (!names.has(step.sql)) names.set(step.sql, `s${names.size}`);

function count(subject) {
  const now = performance.now() / 1000;
  const budget = budgets.get(subject) ?? { left: BUDGET, at: now };
  const left = Math.min(BUDGET, budget.left + (now - budget.at) * BUDGET);
  if (left < 1) throw new Refused();
  budgets.set(subject, { left: left - 1, at: now });
}

function check(listed) {
  if (!(listed ?? []).every((symbol) => known.has(symbol))) throw new Refused();
}

function callerOf(request, counted = true) {
  const [scheme, token] = (request.headers.authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !token) throw new Refused();
  const digest = createHash("sha256").update(token).digest("base64");
  let proved = verified.get(digest);
  if (!proved || proved.exp <= Date.now() / 1000) {
    const [head, body, signature] = token.split(".");
    const key = keys.get(JSON.parse(Buffer.from(head, "base64url")).kid);
    if (!verify("RSA-SHA256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"))) throw new Refused();
    const claims = JSON.parse(Buffer.from(body, "base64url"));
    if (claims.iss !== told.issuer || claims.client_id !== told.client_id || claims.token_use !== "access" || claims.exp <= Date.now() / 1000) throw new Refused();
    proved = { subject: claims.sub, exp: claims.exp };
    verified.set(digest, proved);
  }
  if (counted) count(proved.subject);
  return accounts.get(proved.subject);
}

function filled(value, own) {
  const [kind, held] = Object.entries(value)[0];
  switch (kind) {
    case "own":
      return own[held];
    case "own_text":
      return String(own[held]);
    case "list":
      return held.map((member) => filled(member, own));
    case "bytes":
      return Buffer.from(held, "hex");
    default:
      return held;
  }
}

async function run(plan, own) {
  const client = await pool.connect();
  let last;
  try {
    for (const step of told.plans[plan]) {
      if (step.values.length === 0) {
        await client.query(step.sql.replace("{account}", own.account));
        continue;
      }
      const { rows } = await client.query({
        name: names.get(step.sql),
        text: step.sql,
        values: step.values.map((value) => filled(value, own)),
      });
      if (rows.length) last = rows[0];
      if (step.gives && rows.length) own[step.gives] = Object.values(rows[0])[0];
    }
  } finally {
    client.release();
  }
  return last;
}

async function seen(plan, caller, person, column) {
  const row = await run(plan, { account: caller.account, person });
  if (!row?.role) throw new Refused();
  return row[column];
}

const text = { type: "string", minLength: 1, maxLength: 1000 };
const listed = { type: "array", minItems: 1, maxItems: 32, items: { type: "string", minLength: 1, maxLength: 64 } };
const press = {
  type: "object",
  additionalProperties: false,
  required: ["person_id", "severity", "sentence"],
  properties: {
    person_id: { type: "string", format: "uuid" },
    severity: { enum: ["info", "need", "urgent"] },
    sentence: text,
    symbols: listed,
  },
};
const utterance = {
  type: "object",
  additionalProperties: false,
  properties: { symbols: listed, text, locale: { enum: ["en", "es"] } },
};

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;
const app = Fastify({
  logger: true,
  disableRequestLogging: true,
  bodyLimit: 16 * 1024,
  genReqId: (request) => TRACEPARENT.exec(request.headers.traceparent ?? "")?.[1] ?? randomBytes(16).toString("hex"),
});
const safe = {
  "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=63072000",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};
app.addHook("onRequest", (_, reply, done) => {
  reply.headers(safe);
  done();
});
app.addHook("onResponse", (request, reply, done) => {
  app.log.info(
    {
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      trace_id: request.id,
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
    },
    "request",
  );
  done();
});
const json = (reply, body, status = 200) => reply.code(status).type("application/json").send(body);
app.setErrorHandler((error, _, reply) => json(reply, "{}", error instanceof Refused ? 403 : error.statusCode ?? 500));

app.get("/symbols", (request, reply) => {
  callerOf(request);
  reply.header("etag", etag);
  return json(reply, symbols);
});
app.get("/user/:id/symbols", async (request, reply) =>
  json(reply, await seen("board", callerOf(request), request.params.id, "board")),
);
app.get("/tasks", async (request, reply) =>
  json(reply, await seen("tasks", callerOf(request), request.query.user_id, "tasks")),
);
app.post("/intents", { schema: { body: utterance } }, async (request, reply) => {
  callerOf(request);
  check(request.body.symbols);
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: told.function, Payload: Buffer.from(JSON.stringify(request.body)) }),
  );
  return json(reply, Buffer.from(answer.Payload));
});
app.post("/alerts", { schema: { body: press } }, async (request, reply) => {
  const caller = callerOf(request, false);
  check(request.body.symbols);
  const key = request.headers["idempotency-key"] ?? randomBytes(16).toString("hex");
  const own = {
    account: caller.account,
    person: request.body.person_id,
    caregiver: caller.caregiver,
    alert: randomUUID(),
    press: randomUUID(),
    now: new Date(),
    key,
    sentence: request.body.sentence,
    dedup: key,
  };
  await run("alert", own);
  const answer = { id: own.alert, state: "raised", severity: "urgent", sentence: own.sentence };
  return json(reply, JSON.stringify(answer), 201);
});

await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
const stop = async () => {
  await app.close();
  await pool.end();
  process.exit(0);
};
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
