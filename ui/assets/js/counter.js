// The fast desk. Enter goes to the next field, and sends the form from the last one; a letter chooses the means of payment;
// only what goes with the means is shown. Without this script every field is there and Enter sends the form.
const form = document.querySelector("form[data-counter][method='post']");
const letters = { c: "cheque", e: "cash", v: "transfer", b: "card" };

function sort() {
  const chosen = form.elements.moyen.value;
  for (const part of form.querySelectorAll("[data-means]")) part.hidden = !part.dataset.means.split(" ").includes(chosen);
}

// A field in a closed disclosure has no box: it is not on the way.
const shown = () => [...form.elements].filter((e) => e.type !== "hidden" && e.tagName !== "FIELDSET" && !e.closest("details:not([open])") && e.getClientRects().length && (e.type !== "radio" || e.checked || !form.elements.moyen.value && e === form.elements.moyen[0]));

// What Enter does by itself: press a button, open a link or a disclosure, end a line.
const own = (e) => ["BUTTON", "A", "TEXTAREA", "SUMMARY"].includes(e.tagName);

function next(event) {
  const at = event.target;
  if (at.type === "radio" && letters[event.key]) {
    const wanted = [...form.elements.moyen].find((e) => e.value === letters[event.key]);
    if (wanted) { wanted.checked = true; wanted.focus(); sort(); event.preventDefault(); }
    return;
  }
  if (event.key !== "Enter" || own(at)) return;
  event.preventDefault();
  const way = shown(), following = way[way.indexOf(at) + 1];
  if (!following || following.type === "submit") form.requestSubmit();
  else { following.focus(); following.select?.(); }
}

if (form) {
  form.addEventListener("keydown", next);
  form.addEventListener("keypress", (e) => { if (e.key === "Enter" && !own(e.target)) e.preventDefault(); }); // some browsers send the form here
  form.addEventListener("change", sort);
  sort();
}
