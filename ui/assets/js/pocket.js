// The folder of a trip on a chaperone's phone. It is encrypted with AES-GCM under a key drawn from the chaperone's own
// words (PBKDF2); the words and the key are kept nowhere. What expires is erased at the next page of ours that opens.
const ROUNDS = 600000, MARK = "poche", SHORTEST = 12;
const text = new TextEncoder(), words = new TextDecoder();

// 1. Where it is kept: one row per trip { trip, title, expires, salt, iv, sealed, unsent }.
function store(mode, ask) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("openacademie", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("folders", { keyPath: "trip" });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const base = opening.result, transaction = base.transaction("folders", mode), asked = ask(transaction.objectStore("folders"));
      transaction.oncomplete = () => { base.close(); resolve(asked.result); };
      transaction.onabort = transaction.onerror = () => { base.close(); reject(transaction.error); };
    };
  });
}
const all = () => store("readonly", (folders) => folders.getAll());
const put = (folder) => store("readwrite", (folders) => folders.put(folder));
const erase = (trip) => store("readwrite", (folders) => folders.delete(trip));

// purge erases what has expired and notes when to look again.
export async function purge() {
  let next = 0;
  for (const folder of await all()) {
    if (folder.expires <= Date.now()) await erase(folder.trip);
    else next = Math.min(next || folder.expires, folder.expires);
  }
  try { next ? localStorage.setItem(MARK, next) : localStorage.removeItem(MARK); } catch { /* no storage: looked at here only */ }
}

// 2. The key and the seal. The day it expires is part of what is sealed: moving it breaks the folder.
async function keyOf(phrase, salt) {
  const raw = await crypto.subtle.importKey("raw", text.encode(phrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
const bound = (folder) => text.encode(`${folder.trip} ${folder.expires}`);

async function seal(folder, key, content) {
  folder.iv = crypto.getRandomValues(new Uint8Array(12));
  folder.sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: folder.iv, additionalData: bound(folder) }, key, text.encode(JSON.stringify(content)));
  folder.unsent = content.unsent.length;
  await put(folder);
}
async function unseal(folder, key) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: folder.iv, additionalData: bound(folder) }, key, folder.sealed);
  return JSON.parse(words.decode(plain));
}

// 3. On the page of the trip: take the folder along.
function offerToKeep(box) {
  const form = box.querySelector("form"), says = box.querySelector("[data-pocket-says]");
  box.hidden = !(window.indexedDB && window.crypto?.subtle);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = form.elements.phrase;
    if ([...field.value].length < SHORTEST) {
      says.textContent = `La phrase est trop courte : il en faut ${SHORTEST} caractères.`;
      return field.focus();
    }
    says.textContent = "Le dossier est chiffré…";
    try {
      const answer = await fetch(box.dataset.pocketKeep, { headers: { Accept: "application/json" } });
      if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) throw new Error(answer.status);
      const content = await answer.json();
      const old = (await all()).find((f) => f.trip === content.trip);
      if (old?.unsent) {
        says.textContent = "Des comptages de ce voyage attendent sur ce téléphone : ouvrez le dossier de poche et envoyez-les d’abord.";
        return;
      }
      const folder = { trip: content.trip, title: content.title, expires: Date.now() + content.expires_in * 1000, salt: crypto.getRandomValues(new Uint8Array(16)) };
      await seal(folder, await keyOf(field.value, folder.salt), { ...content, unsent: [] });
      await purge();
      field.value = "";
      says.textContent = "Le dossier est gardé sur ce téléphone. Il s’ouvre sans réseau, à la page « Dossier de poche ».";
    } catch {
      says.textContent = "Le dossier n’a pas pu être gardé : vérifiez le réseau et la place libre de l’appareil, puis recommencez.";
    }
  });
}

// 4. On the page kept offline: open, read, count, send.
function tag(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) key in node ? node[key] = value : node.setAttribute(key, value);
  node.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
  return node;
}
const card = (title, ...children) => tag("section", { className: "card" }, tag("h2", {}, title), ...children);
const button = (label, onclick, main) => tag("button", { type: "button", className: main ? "button main" : "button", onclick }, label);
const phone = (number) => tag("a", { href: "tel:" + number.replace(/[^0-9+]/g, ""), className: "num" }, number);
const lines = (items) => tag("ul", { className: "stack" }, ...items.map((item) => tag("li", {}, ...item)));

async function list(root) {
  await purge();
  const folders = await all();
  root.replaceChildren(...(folders.length ? folders.map((folder) => locked(root, folder)) : [tag("p", {}, "Aucun dossier n’est gardé sur cet appareil.")]));
}

function locked(root, folder) {
  const says = tag("p", { role: "status" }), field = tag("input", { type: "password", id: "phrase-" + folder.trip, autocomplete: "current-password", required: true });
  const form = tag("form", { className: "form" }, tag("div", { className: "field" }, tag("label", { htmlFor: field.id }, "Votre phrase"), field),
    tag("div", { className: "actions" }, tag("button", { type: "submit", className: "button main" }, "Ouvrir"),
      button("Effacer de cet appareil", async () => {
        const lost = folder.unsent ? `\n${folder.unsent} comptage(s) non envoyé(s) seront perdus.` : "";
        if (confirm(`Effacer le dossier « ${folder.title} » de cet appareil ?${lost}`)) { await erase(folder.trip); await list(root); }
      })), says);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    says.textContent = "Ouverture…";
    try {
      const key = await keyOf(field.value, folder.salt);
      opened(root, folder, key, await unseal(folder, key));
    } catch {
      says.textContent = "Cette phrase n’ouvre pas le dossier.";
      field.focus();
    }
  });
  return card(folder.title, tag("p", { className: "soft" }, `Gardé jusqu’au ${new Date(folder.expires).toLocaleDateString("fr-FR", { dateStyle: "long" })}.`), form);
}

function opened(root, folder, key, content) {
  const says = tag("p", { role: "status" });
  const waiting = () => content.unsent.length ? `${content.unsent.length} comptage(s) à envoyer.` : "";
  const send = async () => {
    for (const count of [...content.unsent]) {
      const body = new URLSearchParams([["via", "poche"], ["jeton", count.token], ["place", count.place], ["age", Math.max(0, Math.round((Date.now() - count.at) / 1000))],
        ...count.present.map((id) => ["present", id])]);
      let answer;
      try { answer = await fetch(content.count_at, { method: "POST", body }); } catch { says.textContent = waiting() + " Pas de réseau pour l’instant."; return; }
      if (answer.status !== 204) { says.textContent = waiting() + (answer.redirected ? " Connectez-vous dans l’application, puis recommencez." : " L’établissement les refuse : le départ n’est pas autorisé, ou la liste a changé."); return; }
      content.unsent = content.unsent.filter((c) => c.token !== count.token);
      await seal(folder, key, content);
    }
    says.textContent = "Tous les comptages sont envoyés.";
  };
  const boxes = content.pupils.map((pupil) => ({ pupil, box: tag("input", { type: "checkbox", id: "p-" + pupil.id, value: pupil.id }) }));
  const place = tag("input", { id: "place", autocomplete: "off" }), sum = tag("p", { className: "kpi num", role: "status" });
  const tally = () => { sum.textContent = `${boxes.filter((b) => b.box.checked).length} sur ${boxes.length}`; };
  boxes.forEach((b) => b.box.addEventListener("change", tally));
  tally();
  const count = async () => {
    content.unsent.push({ token: crypto.randomUUID(), place: place.value.trim(), at: Date.now(), present: boxes.filter((b) => b.box.checked).map((b) => b.pupil.id) });
    await seal(folder, key, content);
    boxes.forEach((b) => { b.box.checked = false; });
    place.value = "";
    tally();
    says.textContent = "Comptage gardé. " + waiting();
    if (navigator.onLine) await send();
  };
  addEventListener("online", send);
  root.replaceChildren(
    card(content.title, tag("p", {}, content.lead), says, tag("div", { className: "actions" }, button("Envoyer les comptages", send), button("Fermer", () => { removeEventListener("online", send); list(root); })),
      tag("dl", {}, ...content.facts.flatMap(([term, value]) => [tag("dt", {}, term), tag("dd", {}, value)]))),
    card("Urgence", lines(content.emergency.map((e) => [e.label + " : ", phone(e.number)]))),
    card("Compter les élèves", sum, tag("div", { className: "field" }, tag("label", { htmlFor: place.id }, "Où"), place),
      tag("fieldset", { className: "field choices" }, tag("legend", {}, "Présents"),
        tag("div", { className: "choice-list" }, ...boxes.map(({ pupil, box }) => tag("div", { className: "choice" }, box, tag("label", { htmlFor: box.id }, `${pupil.name} (${pupil.class})`))))),
      tag("div", { className: "actions" }, button("Garder ce comptage", count, true))),
    card("Élèves et contacts", lines(content.pupils.map((pupil) => [tag("strong", {}, pupil.name), ` ${pupil.class} `, pupil.phone && phone(pupil.phone),
      lines((pupil.contacts ?? []).map((c) => [c.name + " ", ...(c.reserved ? ["(coordonnées réservées : passez par l’établissement)"] : (c.phones ?? []).flatMap((n) => [phone(n), " "]))]))]))),
    card("Adultes", lines((content.adults ?? []).map((a) => [`${a.name}, ${a.duty}${a.first_aider ? ", premiers secours" : ""} `, a.phone && phone(a.phone)]))),
    content.programme ? card("Programme", ...content.programme.split("\n").map((line) => tag("p", {}, line))) : "",
  );
  says.textContent = waiting();
  root.querySelector("h2").tabIndex = -1;
  root.querySelector("h2").focus();
}

const keepBox = document.querySelector("[data-pocket-keep]"), root = document.querySelector("[data-pocket]");
if (keepBox) offerToKeep(keepBox);
if (root) {
  if (window.indexedDB && window.crypto?.subtle) list(root).catch(() => { root.textContent = "Cet appareil refuse de garder des dossiers : emportez le dossier imprimé."; });
  else root.textContent = "Cet appareil ne sait pas garder de dossier chiffré : emportez le dossier imprimé.";
}
