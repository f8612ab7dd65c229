// Answers for the console's files while the server cannot. Nothing of anybody's record is ever kept here.

const CACHE = "alphawolf-console";
const PLACE = new URL("./", self.location).pathname;
const PATIENCE_MS = 4000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));


self.addEventListener("fetch", (event) => {
  if (isOurs(event.request.url) && event.request.method === "GET") event.respondWith(answer(event.request));
});

self.addEventListener("message", (event) => event.waitUntil(keep(event.data.filter(isOurs))));

function isOurs(address) {
  const { origin, pathname } = new URL(address);
  return origin === self.location.origin && pathname.startsWith(PLACE);
}

async function keep(addresses) {
  const cache = await caches.open(CACHE);
  await Promise.allSettled(addresses.map((address) => cache.add(address)));
}

async function answer(request) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (fresh.ok) await cache.put(request, fresh.clone());
    if (fresh.ok || fresh.status < 500) return fresh;
  } catch {
    // What was kept serves below.
  }
  return (await cache.match(request)) ?? Response.error();
}
