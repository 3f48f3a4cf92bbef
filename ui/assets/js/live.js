// A question asked in the address answers as it is typed: form[data-live] is sent by itself, and [data-live-answer] is
// replaced by that of the page that comes back. Without this script the button does the same.
const form = document.querySelector("form[data-live]"), answer = document.querySelector("[data-live-answer]");
let waiting, asked = 0;

async function ask() {
  const turn = ++asked, address = form.action + "?" + new URLSearchParams(new FormData(form));
  try {
    const page = await fetch(address, { headers: { Accept: "text/html" } });
    const fresh = page.ok && new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[data-live-answer]");
    if (!fresh || turn !== asked) return; // signed out, or something newer was typed
    answer.replaceChildren(...fresh.childNodes);
    history.replaceState(null, "", address);
  } catch { /* no network: the button remains */ }
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, 300);
});
