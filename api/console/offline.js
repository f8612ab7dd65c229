// The console's own files are kept on the device, so that a board opens without a connection.

/** Have the service worker keep them, where the browser has service workers. */
export function keepForOffline() {
  if (!navigator.serviceWorker) return;
  const address = new URL("service_worker.js", import.meta.url).href;
  const trusted = globalThis.trustedTypes
    ? trustedTypes.createPolicy("alphawolf", { createScriptURL: (url) => (url === address ? url : "") })
    : null;
  navigator.serviceWorker.register(trusted ? trusted.createScriptURL(address) : address).catch(() => {});
  // What this page was made of came before the worker did.
  navigator.serviceWorker.ready.then(({ active }) => {
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    active.postMessage([location.href, ...loaded]);
  });
}
