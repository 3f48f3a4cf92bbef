// How a page bears zoom, spacing, forced colours and the keyboard: evaluated in the page by the tests, never served.
(() => {
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getClientRects().length > 0;
  const named = (e) => (e.outerHTML ?? "").slice(0, 140);
  const heardOnly = (e) => e.closest(".only-heard, .skip, .person-name, [popover], .stacked thead");
  const width = () => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide + 1) return [];
    const out = [...document.querySelectorAll("body *")].filter((e) => shown(e) && !e.closest(".scroll") && e.getBoundingClientRect().right > wide + 1).at(-1);
    return [`${document.documentElement.scrollWidth} px wide for ${wide}: ${out ? named(out) : ""}`];
  };
  // Text that is cut: its box hides what overflows.
  const cut = () => [...document.querySelectorAll("body *")].filter((e) => {
    if (!shown(e) || heardOnly(e) || e.closest("svg") || !e.textContent.trim() || /^(input|select|textarea|option)$/.test(e.localName)) return false;
    const s = getComputedStyle(e);
    return (/hidden|clip/.test(s.overflowY) && e.scrollHeight > e.clientHeight + 2) || (/hidden|clip/.test(s.overflowX) && e.scrollWidth > e.clientWidth + 2);
  }).map((e) => "cut: " + named(e));
  const within = (css, look) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
    const found = look();
    document.adoptedStyleSheets = [];
    return found;
  };
  const all = () => [...width(), ...cut()];
  const acts = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const stops = () => {
    const groups = new Set();
    return [...document.querySelectorAll(acts)].filter((e) => {
      if (!shown(e) && !e.matches(".skip") || e.disabled || e.tabIndex < 0) return false;
      if (e.type !== "radio") return true;
      const group = (e.form?.action ?? "") + e.name;
      const chosen = [...document.getElementsByName(e.name)].find((o) => o.checked);
      if (chosen) return e === chosen;
      if (groups.has(group)) return false;
      groups.add(group);
      return true;
    });
  };
  const sees = (e) => {
    const style = (x) => getComputedStyle(x);
    const around = [e, e.closest(".choice"), e.closest("label"), e.parentElement].filter(Boolean);
    return around.some((x) => style(x).outlineStyle !== "none" && parseFloat(style(x).outlineWidth) >= 2);
  };
  return {
    plain: all,
    spaced: () => within("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }", all),
    larger: () => within("html { font-size: 200% !important }", all),
    forced: () => [...document.querySelectorAll(".button, input:not([type=hidden]), select, textarea")].filter((e) => shown(e)
      && !/checkbox|radio|range|file/.test(e.type) && parseFloat(getComputedStyle(e).borderTopWidth) + parseFloat(getComputedStyle(e).borderBottomWidth) === 0).map((e) => "no border left: " + named(e)),
    still: () => [...document.querySelectorAll("body, body *")].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0 || getComputedStyle(e).animationName !== "none").slice(0, 3).map((e) => "moves: " + named(e)),
    bare: () => {
      const before = document.querySelector("main").innerText.replace(/\s+/g, "").length;
      const sheets = [...document.styleSheets];
      sheets.forEach((s) => { s.disabled = true; });
      const after = document.querySelector("main").innerText.replace(/\s+/g, "").length;
      sheets.forEach((s) => { s.disabled = false; });
      return after < before ? [`${before} characters, ${after} without styles`] : [];
    },
    prepare: () => {
      document.activeElement?.blur();
      scrollTo(0, 0);
      window.bearing = { stops: stops(), reached: [], last: null };
      return window.bearing.stops.length;
    },
    step: () => {
      const at = document.activeElement, b = window.bearing;
      if (!at || at === document.body || at === document.documentElement || at === b.reached[0] && b.reached.length > 1) return "left";
      const first = b.reached.length === 0;
      if (b.last === at) return "the focus does not leave " + named(at);
      const back = b.last && at.compareDocumentPosition(b.last) & Node.DOCUMENT_POSITION_FOLLOWING;
      b.last = at;
      b.reached.push(at);
      if (first && !at.matches(".skip")) return "the first stop is not the skip link: " + named(at);
      if (back) return "goes back to " + named(at);
      if (!sees(at)) return "the focus is not seen on " + named(at);
      const box = at.getBoundingClientRect();
      if (box.bottom < 0 || box.top > innerHeight) return "out of sight: " + named(at);
      return "";
    },
    missed: () => window.bearing.stops.filter((e) => !window.bearing.reached.includes(e)).map((e) => "not reached: " + named(e)),
  };
})()
