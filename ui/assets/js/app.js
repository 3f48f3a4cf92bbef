// What every page gets: the service worker, a word when the network goes, the offer to install. The rest is loaded on use.
const one = (selector) => document.querySelector(selector);

// said is a French text in the reader's language, sentence by sentence, out of the words that the page gives.
const words = JSON.parse(document.body.dataset.words ?? "{}");
const said = (french) => french.split(/(?<=[.?!]) (?=[A-ZÀ-Ý])/).map((s) => words[s.replace(/[\u00a0\u202f]/g, " ")] ?? s).join(" ");

// 1. The service worker, once the page is there. Not in the way of the first view.
if ("serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
}

// 2. The network, said once each way.
const says = one("[data-network]");
let wasOffline = false;
function tellNetwork() {
  if (!navigator.onLine) {
    wasOffline = true;
    says.textContent = said("Pas de réseau. Ce que vous écrivez reste sur cet appareil.");
  } else if (wasOffline) {
    wasOffline = false;
    says.textContent = said("Le réseau est revenu.");
    setTimeout(() => { if (!wasOffline) says.textContent = ""; }, 4000);
  }
}
if (says) {
  addEventListener("offline", tellNetwork);
  addEventListener("online", tellNetwork);
  tellNetwork();
}

// 3. A page that comes back with problems starts at their list.
one("[data-focus]")?.focus();

// 4. A form is sent once: a second tap on the same button within five seconds is ignored, also when one comes back.
addEventListener("submit", (event) => {
  const form = event.target, now = Date.now();
  if (form.method !== "post" || event.defaultPrevented) return;
  if (now - (form.dataset.sentAt ?? 0) < 5000) event.preventDefault();
  else form.dataset.sentAt = now;
});

// 5. Drafts, where a form asks for one or one is left.
const drafts = "brouillon:";
if (one("form[data-draft]") || Object.keys(stored()).some((key) => key.startsWith(drafts))) {
  import("./draft.js").then(({ keep }) => keep(drafts, said)).catch(() => {}); // storage refused: the page still works
}
function stored() {
  try { return localStorage; } catch { return {}; }
}

// 6. Notifications: the button appears here, the work is done in push.js.
const boxes = document.querySelectorAll("[data-push]");
if (boxes.length) addEventListener("load", () => import("./push.js").then(({ prepare }) => boxes.forEach((box) => prepare(box, said))));

// 7. Installing: offered by the card of the page, only after a success, never again once refused.
const refused = "installer:non";
let prompt = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  prompt = event;
  offerInstall();
});
addEventListener("appinstalled", () => { prompt = null; one("[data-install-card]")?.setAttribute("hidden", ""); });

const standalone = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
const onIOS = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);

function offerInstall() {
  const card = one("[data-install-card]");
  if (!card || !one("[data-install-after]") || standalone || stored()[refused] || !(prompt || onIOS)) return;
  const yes = card.querySelector("[data-install-yes]");
  if (!prompt) {
    yes.hidden = true;
    card.querySelector("[data-install-how]").textContent =
      said("Touchez le bouton Partager, puis « Sur l’écran d’accueil ». Les notifications demandent cette installation sur iPhone et iPad.");
  }
  yes.onclick = async () => {
    prompt.prompt();
    await prompt.userChoice;
    prompt = null;
    card.hidden = true;
  };
  card.querySelector("[data-install-no]").onclick = () => {
    try { localStorage.setItem(refused, "1"); } catch { /* private browsing: asked again next time */ }
    card.hidden = true;
  };
  card.hidden = false;
}
offerInstall();

// 8. A pocket folder that has expired leaves the device at the first page that opens.
if (stored().poche && Number(stored().poche) <= Date.now()) import("./pocket.js").then(({ purge }) => purge()).catch(() => {});
