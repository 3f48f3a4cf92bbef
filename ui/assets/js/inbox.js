// The inbox by keyboard: the keys belong to the line that has the focus. Enter or « a » accepts it, « s » goes to the next, and
// what was skipped is not offered first again in this window. Without this script the buttons do the same.
const lines = [...document.querySelectorAll("[data-inbox] [data-line]")];
const key = "rapprochement:passees";
const skipped = new Set(JSON.parse(read() ?? "[]"));

function read() {
  try { return sessionStorage.getItem(key); } catch { return null; }
}
function skip(line) {
  skipped.add(line.dataset.line);
  try { sessionStorage.setItem(key, JSON.stringify([...skipped].slice(-500))); } catch { /* private window: forgotten */ }
}

(lines.find((line) => !skipped.has(line.dataset.line)) ?? lines[0])?.focus();

document.querySelector("[data-inbox]")?.addEventListener("keydown", (event) => {
  const at = lines.indexOf(event.target); // a link or a button inside keeps its own keys
  if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "s") {
    skip(lines[at]);
    (lines[at + 1] ?? lines[0]).focus();
  } else if (event.key === "a" || event.key === "Enter") {
    lines[at].querySelector("[data-accept]")?.click();
  } else return;
  event.preventDefault();
});
