// The service worker of the score grid. It answers only where the network does not: with the product's own scripts and
// styles, and with a grid page that was kept because it has unsent edits. Pages are never put in a cache.

const ASSETS = "plc-assets-1";
const PAGE_LASTS = 24 * 60 * 60 * 1000;
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { assets } = event.data;
  if (assets) event.waitUntil(keepAssets(assets));
});

async function keepAssets(assets) {
  const cache = await caches.open(ASSETS);
  await Promise.allSettled(assets.map((asset) => cache.add(asset)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || request.method !== "GET") return;
  if (pathname.startsWith("/static/")) event.respondWith(asset(request));
  else if (request.mode === "navigate" && /\/cfas\/\d+\/(sections\/\d+|entry)\/$/.test(pathname)) event.respondWith(page(request));
});

async function asset(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

async function page(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const { pathname, search } = new URL(request.url);
    const html = await keptPage(pathname + search);
    if (html === null) throw error;
    return new Response(html, {
      headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY, "Cache-Control": "no-store" },
    });
  }
}

function keptPage(path) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("plc-grid");
    // A database that is not there yet is not ours to make.
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onerror = () => resolve(null);
    opening.onsuccess = () => {
      const reading = opening.result.transaction("pages").objectStore("pages").get(path);
      reading.onsuccess = () => {
        opening.result.close();
        const found = reading.result;
        resolve(found && Date.now() - found.made <= PAGE_LASTS ? found.html : null);
      };
      reading.onerror = () => reject(reading.error);
    };
  });
}
