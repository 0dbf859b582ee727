// In the page's own world: where its controls lead when a reader uses them. Menus are opened by pointer, focus and click; what
// they navigate to is noted and refused, routes behind # are gone through. Nothing is sent: only what reads is let through.
(async () => {
  const until = performance.now() + 6000, MOST = 150, ROUTES = 20;
  const found = new Map(), used = new WeakSet(), routes = [];
  const here = location.href.split("#")[0];
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const note = (address, words) => {
    try {
      const url = new URL(address, document.baseURI);
      if (!/^https?:$/.test(url.protocol) || found.size >= 3000 || found.has(url.href)) return;
      found.set(url.href, (words || "").trim().replace(/\s+/g, " ").slice(0, 120));
      if (url.href.split("#")[0] === here && /^#!?\//.test(url.hash) && routes.length < ROUTES) routes.push(url.hash);
    } catch { /* no address */ }
  };
  let words = "";
  const keep = (event) => {
    note(event.destination.url, words);
    if (!event.hashChange && event.cancelable) event.preventDefault();
  };
  if (!window.navigation) return [];
  navigation.addEventListener("navigate", keep);
  window.open = (address) => { if (address) note(address, words); return null; };
  HTMLFormElement.prototype.submit = HTMLFormElement.prototype.requestSubmit = () => {};
  addEventListener("submit", (event) => { event.preventDefault(); event.stopImmediatePropagation(); }, true);
  navigator.sendBeacon = () => false;
  const ask = window.fetch, reads = (method) => /^(?:get|head)$/i.test(method || "get");
  window.fetch = (what, how) => reads((how && how.method) || what.method) ? ask.call(window, what, how) : Promise.reject(new TypeError());
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (method, ...rest) { return open.call(this, reads(method) ? method : "GET", ...(reads(method) ? rest : ["about:blank"])); };
  const all = function* (root) {
    for (const node of root.querySelectorAll("*")) {
      yield node;
      if (node.shadowRoot) yield* all(node.shadowRoot);
    }
  };
  const collect = () => { for (const node of all(document)) if (node.localName === "a" && node.href && typeof node.href === "string") note(node.href, node.textContent); };
  const SAID = "button,summary,[role=button],[role=menuitem],[role=tab],[role=link],[role=treeitem],[aria-haspopup],[aria-expanded],[onclick],[onmouseover],[onmouseenter]";
  const heard = new Set([...window[Symbol.for("publisher.clicked")] || [], ...window[Symbol.for("publisher.hovered")] || []]);
  const isControl = (node) => {
    if (!(node instanceof HTMLElement) || used.has(node) || node.matches("input,select,textarea,[type=submit],[type=reset],[disabled],html,body")) return false;
    const href = node.localName === "a" ? node.getAttribute("href") : null;
    if (href && !/^(?:#|javascript:)/i.test(href)) return false;
    if (node.matches(SAID) || href || heard.has(node)) return true;
    return getComputedStyle(node).cursor === "pointer" && (!node.parentElement || getComputedStyle(node.parentElement).cursor !== "pointer");
  };
  const use = async () => {
    let count = 0;
    for (let round = 0; round < 3; round++) {
      const controls = [...all(document)].filter(isControl).slice(0, MOST - count);
      for (const node of controls) {
        if (performance.now() > until) return;
        used.add(node);
        count += 1;
        words = node.textContent || node.getAttribute("aria-label");
        for (const kind of ["pointerover", "pointerenter", "mouseover", "mouseenter", "focusin"]) {
          node.dispatchEvent(new MouseEvent(kind, { bubbles: !kind.endsWith("enter"), cancelable: true, view: window }));
        }
        try { node.click(); } catch { /* the page's own fault */ }
        await pause(0);
        if (count % 10 === 0) collect();
      }
      await pause(150);
      collect();
      if (!controls.length) return;
    }
  };
  collect();
  await use();
  for (let at = 0; at < routes.length && performance.now() < until; at++) {
    words = "";
    location.hash = routes[at];
    await pause(200);
    collect();
  }
  navigation.removeEventListener("navigate", keep);
  return [...found];
})()
