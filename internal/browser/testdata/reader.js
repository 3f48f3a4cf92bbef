// What a person sees and touches, in words: evaluated in the page by the tests, never served.
(() => {
  const plain = (s) => (s ?? "").replace(/[\s\u00a0\u202f]+/g, " ").trim();
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getClientRects().length > 0;
  const name = (e) => plain(e.getAttribute("aria-label")) || plain(e.innerText ?? e.textContent);
  const pick = (list, label, of) => list.find((e) => of(e) === plain(label)) ?? list.find((e) => of(e).startsWith(plain(label)));
  const mark = (e) => {
    document.querySelectorAll("[data-touched]").forEach((old) => old.removeAttribute("data-touched"));
    e?.setAttribute("data-touched", "");
    e?.scrollIntoView({ block: "center", behavior: "instant" });
    return Boolean(e);
  };
  const unfold = (e) => { for (let d = e?.closest("details"); d; d = d.parentElement.closest("details")) d.open = true; return e; };
  return {
    text: () => plain(document.body?.innerText),
    press: (label) => mark(pick([...document.querySelectorAll("a[href], button, summary")].filter(shown), label, name)),
    pressNear: (words, label) => {
      const steps = (e) => { let n = 0; for (; e && !plain(e.innerText).includes(plain(words)); e = e.parentElement) n++; return n; };
      return mark([...document.querySelectorAll("a[href], button, summary")].filter((e) => shown(e) && name(e).includes(plain(label)))
        .sort((a, b) => steps(a) - steps(b))[0]);
    },
    field: (label) => {
      const labels = [...document.querySelectorAll("label")];
      const found = pick(labels, label, (l) => plain(l.textContent))?.control
        ?? pick([...document.querySelectorAll("input, select, textarea")], label, (e) => plain(e.getAttribute("aria-label")))
        ?? document.getElementById(label);
      return mark(unfold(found)) ? `${found.localName} ${found.type}` : "";
    },
    put: (value) => {
      const e = document.querySelector("[data-touched]");
      if (e.localName === "select") {
        const option = pick([...e.options], value, (o) => plain(o.textContent)) ?? [...e.options].find((o) => o.value === value);
        if (!option) return false;
        e.value = option.value;
      } else e.value = value;
      e.dispatchEvent(new Event("input", { bubbles: true }));
      e.dispatchEvent(new Event("change", { bubbles: true }));
      return true;
    },
  };
})()
