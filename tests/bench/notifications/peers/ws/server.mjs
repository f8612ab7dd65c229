// The same fan-out with ws and pg: LISTEN, the same statements, a frame for each recipient, receipts in batches.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.BENCH_MODULES, "package.json"));
const { WebSocketServer } = require("ws");
const pg = require("pg");

const { dsn, begin, news, received, most } = JSON.parse(readFileSync(process.env.BENCH_WORK, "utf8"));
const pool = new pg.Pool({ connectionString: dsn, max: 4 });
const seats = new Map();
let dirty = new Set();
let noted = new Map();
let busy = false;

async function transaction(name, text, values) {
  const client = await pool.connect();
  try {
    await client.query(begin);
    const answer = await client.query({ name, text, values });
    await client.query("COMMIT");
    return answer.rows;
  } finally {
    client.release();
  }
}

async function fanOut() {
  if (busy) return;
  busy = true;
  while (dirty.size) {
    const asked = [...dirty];
    dirty = new Set();
    const values = [asked.map((seat) => seat.account), asked.map((seat) => seat.cursor), most];
    for (const row of await transaction("news", news, values)) {
      const [places, seqs, rest] = [row.places, row.seqs, row.rest];
      places.forEach((place, index) => {
        const seat = asked[place];
        seat.cursor = Number(seqs[index]);
        const text = `{"type":"notification","seq":${seqs[index]},${rest}`;
        for (const socket of seat.sockets) socket.send(text);
      });
    }
  }
  busy = false;
}

const listener = new pg.Client({ connectionString: dsn });
await listener.connect();
listener.on("notification", ({ payload }) => {
  for (const account of payload.split(",")) {
    const seat = seats.get(account);
    if (seat) dirty.add(seat);
  }
  if (dirty.size) fanOut();
});
await listener.query("LISTEN inbox");
setInterval(() => {
  if (!noted.size) return;
  const batch = noted;
  noted = new Map();
  transaction("received", received, [[...batch.keys()], [...batch.values()]]);
}, 100);

const server = new WebSocketServer({ port: Number(process.env.PORT), host: "127.0.0.1", perMessageDeflate: false });
server.on("connection", (socket, request) => {
  const query = new URL(request.url, "http://x").searchParams;
  const account = query.get("account");
  const seat = seats.get(account) ?? { account, cursor: Number(query.get("after")), sockets: new Set() };
  seats.set(account, seat);
  seat.sockets.add(socket);
  socket.on("message", (data) => noted.set(account, JSON.parse(data).seq));
  socket.on("close", () => {
    seat.sockets.delete(socket);
    seats.delete(account);
  });
  socket.send('{"type":"page","items":[],"next":0,"more":false}');
});
