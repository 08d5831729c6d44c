/**
 * Keeps the page for use without a network, and gives it the headers by which threads share memory where its host sends none. Stands behind
 * `const BUILD = { version, atOnce, later };`, which the build writes: what is kept before the worker is installed, and what once the page is at
 * rest. A new version waits until it is asked to take over: it never changes a page that is open.
 */
const CACHES = "wasmetrics-page-";
const CACHE = CACHES + BUILD.version;
const HERE = new URL("./", self.location.href).href;
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** A file of the build, past the browser's own cache where that is older than the host's. */
const fresh = (path) => new Request(new URL(path, HERE), { cache: "no-cache" });

const keep = async (paths) => (await caches.open(CACHE)).addAll(paths.map(fresh));

self.addEventListener("install", (event) => event.waitUntil(keep(BUILD.atOnce)));

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith(CACHES) && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

self.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
  if (event.data === "keep the rest") event.waitUntil(keepRest());
});

/** Keeps what few need, each at most once. What can't be had now is asked for at the next visit. */
async function keepRest() {
  const cache = await caches.open(CACHE);
  for (const path of BUILD.later) {
    const request = fresh(path);
    if ((await cache.match(request)) === undefined) await cache.add(request).catch(() => {});
  }
}

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(HERE)) event.respondWith(answer(event.request));
});

/** What is kept, else what the host sends. */
async function answer(request) {
  const path = new URL(request.url).pathname.slice(new URL(HERE).pathname.length);
  const name = path === "" || path === "index.html" ? "./" : path;
  const kept = await caches.match(new URL(name, HERE).href, { cacheName: CACHE });
  return isolated(kept ?? (await fetch(request)));
}

function isolated(response) {
  if (response.type === "opaque" || response.type === "error") return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
