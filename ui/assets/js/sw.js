// The service worker of Open Académie, to be read in a minute. It keeps two empty pages and the hashed files, shows
// notifications, and nothing else: no page of a person is ever kept here.
const KEEP = "@keep"; // written by the server: the offline page, the pocket folder, the style, the scripts
const CACHE = "openacademie-" + "@version";
const ICON = "@icon", BADGE = "@badge";
const NEVER = ["/_/", "/api/", "/payfip/", "/connexion", "/fichiers", "/gestion"];

addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll(KEEP.map((url) => new Request(url, { cache: "reload" })));
  await skipWaiting();
})()));

addEventListener("activate", (event) => event.waitUntil((async () => {
  const old = (await caches.keys()).filter((name) => name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
})()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (NEVER.some((start) => pathname.startsWith(start))) return;
  if (pathname.startsWith("/assets/")) event.respondWith(fromCache(request));
  else if (request.mode === "navigate") event.respondWith(fromNetwork(request));
});

// A hashed file never changes under its name: the copy is as good as the original.
async function fromCache(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}

// A page always comes from the network; without it, a page that is kept answers.
async function fromNetwork(request) {
  try {
    return await fetch(request);
  } catch {
    // Two pages are kept, without any data in them: the pocket folder under its own name, the offline page for the rest.
    const { pathname } = new URL(request.url);
    return (await caches.match(KEEP.includes(pathname) ? pathname : KEEP[0])) ?? Response.error();
  }
}

// The payload is a Declarative Web Push message, which Safari may show without waking this worker.
addEventListener("push", (event) => event.waitUntil((async () => {
  const message = read(event.data);
  const { title, body, navigate, tag, lang, dir } = message.notification;
  await registration.showNotification(title, { body, tag, lang, dir, icon: ICON, badge: BADGE, data: { navigate } });
  const badge = message.app_badge ?? message.notification.app_badge;
  if (badge !== undefined && "setAppBadge" in navigator) {
    await (Number(badge) > 0 ? navigator.setAppBadge(Number(badge)) : navigator.clearAppBadge()).catch(() => {});
  }
})()));

// Something must be shown for each push, even for one that cannot be read.
function read(data) {
  try {
    const message = data.json();
    if (message.web_push === 8030 && message.notification.title) return message;
  } catch { /* fall through */ }
  return { notification: { title: "Un nouveau message de l’établissement", navigate: "/a-faire", lang: "fr" } };
}

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.navigate));
});

// open shows a page of ours, in a window that is there already if there is one. Any other address leads to the list.
async function open(address) {
  let url = new URL("/a-faire", location.origin);
  try {
    const asked = new URL(address, location.origin);
    if (asked.origin === location.origin) url = asked;
  } catch { /* not an address */ }
  const windows = await clients.matchAll({ type: "window" });
  const same = windows.find((w) => w.url === url.href) ?? windows[0];
  if (!same) return clients.openWindow(url.href);
  await same.focus();
  return same.url === url.href ? undefined : same.navigate(url.href).catch(() => clients.openWindow(url.href));
}
