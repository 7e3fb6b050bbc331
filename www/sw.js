// Keeps the page for days without a network. Which files it keeps, and under which version, `cargo xtask build` writes into the two lines
// below. A version is kept whole or not at all: each file must have the hash that was built. A new version is fetched while the page loads,
// waits, and answers only once the page was told to by a person, or when no page of the old one is left.
const VERSION = "none";
const FILES = {};

const PREFIX = "confidant-";
const CACHE = PREFIX + VERSION;
const HASH = "x-confidant-integrity";

addEventListener("install", (event) => event.waitUntil(keepAll()));

addEventListener("activate", (event) => event.waitUntil(dropOthers()));

addEventListener("message", (event) => {
    if (event.data?.type === "apply") skipWaiting();
    if (event.data?.type === "version") event.ports[0]?.postMessage({ version: VERSION });
});

addEventListener("fetch", (event) => {
    const { method, url } = event.request;
    const { origin, pathname } = new URL(url);
    const scope = new URL(registration.scope);
    if (method !== "GET" || origin !== scope.origin || !pathname.startsWith(scope.pathname)) return;
    const path = pathname.slice(scope.pathname.length) || "index.html";
    if (Object.hasOwn(FILES, path)) event.respondWith(answer(path, event.request));
});

async function answer(path, request) {
    const cache = await caches.open(CACHE);
    return (await cache.match(address(path))) ?? fetch(request);
}

const address = (path) => new URL(path, registration.scope).href;

async function keepAll() {
    const cache = await caches.open(CACHE);
    const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    const earlier = await Promise.all(names.map((name) => caches.open(name)));
    try {
        await Promise.all(Object.entries(FILES).map(([path, hash]) => keep(cache, earlier, address(path), hash)));
    } catch (error) {
        // Half a version would be no version.
        await caches.delete(CACHE);
        throw error;
    }
}

/** Takes a file over from an earlier version where it has not changed, and fetches it otherwise. */
async function keep(cache, earlier, url, hash) {
    for (const old of earlier) {
        const kept = await old.match(url);
        if (kept?.headers.get(HASH) === hash) return cache.put(url, kept);
    }
    const response = await fetch(url, { cache: "no-cache", integrity: hash, credentials: "same-origin" });
    if (!response.ok) throw new Error(`${url}: the server answered ${response.status}`);
    const headers = new Headers(response.headers);
    headers.set(HASH, hash);
    // The body is decoded by now.
    headers.delete("content-encoding");
    return cache.put(url, new Response(await response.blob(), { headers }));
}

async function dropOthers() {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
}
