// Nothing typed is ever lost: a form with data-draft="a name of its own" is kept on the device while it is written, given
// back when the page is opened again, and forgotten once the server has taken it. Never passwords, codes, files or hidden
// fields. A page that the server gives back with errors is left as it is: it carries what was typed already.
const WEEK = 7 * 24 * 3600 * 1000;

export function keep(prefix, said) {
  const forms = [...document.querySelectorAll("form[data-draft]")];
  const keys = forms.map((form) => prefix + form.dataset.draft);
  forget(prefix, keys);
  forms.forEach((form, i) => follow(form, keys[i], said));
}

// forget drops old drafts, and those sent: to reach another page than the form means that the server took it.
function forget(prefix, here) {
  const offline = "offline" in document.body.dataset;
  for (const key of Object.keys(localStorage).filter((k) => k.startsWith(prefix))) {
    const draft = load(key);
    const taken = draft?.sent && !here.includes(key) && !offline;
    if (!draft || taken || Date.now() - draft.at > WEEK) localStorage.removeItem(key);
  }
}

function follow(form, key, said) {
  const draft = load(key);
  if (draft && !form.closest("main")?.querySelector("[data-invalid], [data-focus]")) give(form, draft, key, said);
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => save(key, fields(form), false), 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    save(key, fields(form), true);
  });
}

function give(form, draft, key, said) {
  let changed = false;
  for (const field of kept(form)) {
    const typed = draft.fields[field.name];
    if (typed === undefined) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      const ticked = typed.includes(field.value);
      changed ||= ticked !== field.checked;
      field.checked = ticked;
    } else if (typed.length === 1 && typed[0] !== field.value) {
      changed = true;
      field.value = typed[0];
    }
  }
  if (changed) tell(form, draft, key, said);
}

function tell(form, draft, key, said) {
  const note = document.createElement("p");
  note.className = "hint";
  note.setAttribute("role", "status");
  const day = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  note.textContent = said("Votre brouillon du {word} est repris.").replace("{word}", day) + " ";
  const erase = document.createElement("button");
  erase.type = "button";
  erase.className = "button";
  erase.textContent = said("L’effacer");
  erase.onclick = () => { localStorage.removeItem(key); form.reset(); note.remove(); };
  note.append(erase);
  form.prepend(note);
}

function kept(form) {
  return [...form.elements].filter((f) => f.name && !["password", "file", "hidden", "submit", "button"].includes(f.type)
    && f.autocomplete !== "one-time-code" && !("draftSkip" in f.dataset));
}

function fields(form) {
  const values = {};
  for (const f of kept(form)) {
    values[f.name] ??= [];
    if ((f.type !== "checkbox" && f.type !== "radio") || f.checked) values[f.name].push(f.value);
  }
  return values;
}

function save(key, fields, sent) {
  try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields, sent })); } catch { /* full or private: the page still holds it */ }
}

function load(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}
