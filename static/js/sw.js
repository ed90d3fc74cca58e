// The service worker of the guides. It caches each guide that was opened, with its styles and scripts, for
// offline use, and nothing else. The cache belongs to one person: the page after signing out deletes it
// (guide.js), and so does the first guide of another person.
const FILES = "tminus-files", GUIDES = "tminus-guides-", MOST = 50;
const FOR = "X-Guide-For"; // the server marks what may be cached, and for which person

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

// The first page loads before the worker is active, so it sends the addresses to cache.
addEventListener("message", (event) => {
  const wanted = [].concat(event.data).map((path) => new URL(path, location.origin));
  event.waitUntil(Promise.all(wanted.filter((url) => url.origin === location.origin).map(async (url) => {
    if (url.pathname.startsWith("/static/")) await file(new Request(url.href.split("#")[0]));
    else if (url.pathname.startsWith("/guides/")) await keep(url.pathname, await fetch(url.pathname));
  })).catch(() => {}));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate" && /^\/guides(\/|$)/.test(url.pathname)) event.respondWith(page(request, url.pathname));
});

// file returns a style sheet, script or picture. Its address changes with its content.
async function file(request) {
  const kept = await caches.open(FILES);
  const had = await kept.match(request.url);
  if (had) return had;
  const got = await fetch(request);
  if (got.ok && request.url.includes("?v=")) {
    for (const old of await kept.keys()) {
      if (old.url.split("?")[0] === request.url.split("?")[0]) await kept.delete(old);
    }
    await kept.put(request.url, got.clone());
  }
  return got;
}

async function page(request, path) {
  let got;
  try {
    got = await fetch(request);
    if (got.status < 502) {
      await keep(path, got.clone());
      return got;
    }
  } catch { /* no network */ }
  const had = await caches.match(path);
  return had ? offline(had) : got ?? list();
}

async function keep(path, got) {
  const whose = got.ok && !got.redirected && got.headers.get(FOR);
  if (!whose) return;
  for (const name of await caches.keys()) {
    if (name.startsWith(GUIDES) && name !== GUIDES + whose) await caches.delete(name);
  }
  const kept = await caches.open(GUIDES + whose);
  await kept.delete(path); // to make it the newest
  await kept.put(path, got);
  const all = await kept.keys();
  for (const old of all.slice(0, Math.max(0, all.length - MOST))) await kept.delete(old);
}

const html = (text, policy) => new Response(text, {
  headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy || "default-src 'self'" },
});

// offline returns a cached guide with a note that it is one.
async function offline(had) {
  const when = new Date(had.headers.get("Date")).toLocaleString();
  const text = (await had.text()).replace('id="offline-copy" hidden', 'id="offline-copy"')
    .replace("<span data-kept></span>", () => `<span data-kept>${when}</span>`);
  return html(text, had.headers.get("Content-Security-Policy"));
}

// list returns the page for guides that are not cached.
async function list() {
  const rows = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith(GUIDES)) continue;
    const kept = await caches.open(name);
    for (const { url } of await kept.keys()) {
      const path = new URL(url).pathname;
      // The title is escaped in the source and must stay so.
      const title = /<title>(?:Error: )?([^<]*?)( · Guides)?( · T-Minus)?<\/title>/.exec(await (await kept.match(url)).text())?.[1];
      rows.push(`<li><a href="${path.replace(/["&<]/g, encodeURIComponent)}">${title || "A guide"}</a></li>`);
    }
  }
  const files = await (await caches.open(FILES)).keys();
  const style = files.find(({ url }) => url.includes("/app.css"))?.url ?? "";
  return html(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Offline · Guides · T-Minus</title>${style && `<link rel="stylesheet" href="${style}">`}</head><body><main id="main" class="page">
<h1>You are offline</h1>
<p>${rows.length ? "These guides were opened on this device and can be read:" : "No guide was opened on this device before."}</p>
<ul class="list">${rows.join("")}</ul><p><a class="button" href="">Try again</a></p></main></body></html>`);
}
