// Runs in the page's own world before its scripts. What would wait for an answer that nobody gives gets one at once;
// timers that are due soon are counted, since what they fill in belongs to the page; what listens for
// clicks and keys is noted.
(() => {
  window.alert = window.print = window.close = () => {};
  window.confirm = () => false;
  window.prompt = window.open = () => null;
  const SOON = 1500, DEEPEST = 2;
  const due = new Map();
  const set = window.setTimeout, clear = window.clearTimeout, clock = performance.now.bind(performance);
  // what a timer does by its own text: leads the page away after a while, or goes on changing what stands there
  const LIMIT = 20000, FASTEST = 300;
  const LEAVES = /\blocation\b|\.reload\(|\.submit\(|\blog_?out|\bsign_?out|\bexpire|\btimeout\s*\(/i;
  const CHANGES = /\.(?:innerHTML|innerText|textContent|scrollLeft|className|classList|style|src|append\w*|prepend|replace\w+|insert\w+|animate|removeChild)\b|\b(?:slide|next|rotate|advance|goTo|show)\w*\s*\(/i;
  const timed = { leaves: false, changes: false };
  const read = (handler, wait, again) => {
    const text = typeof handler === "function" ? Function.prototype.toString.call(handler).slice(0, 4000) : String(handler);
    if (wait >= LIMIT && !again && LEAVES.test(text)) timed.leaves = true;
    if (again && wait >= FASTEST && wait <= LIMIT && CHANGES.test(text)) timed.changes = true;
  };
  const setAgain = window.setInterval;
  window.setInterval = function setInterval(handler, delay, ...rest) {
    read(handler, Number(delay) || 0, true);
    return setAgain.call(window, handler, delay, ...rest);
  };
  let depth = 0;
  window.setTimeout = function setTimeout(handler, delay, ...rest) {
    const wait = Number(delay) || 0;
    read(handler, wait, false);
    if (typeof handler !== "function" || wait > SOON || depth >= DEEPEST) return set.call(window, handler, delay, ...rest);
    const at = depth + 1;
    const id = set.call(window, function fire(...values) {
      due.delete(id);
      const before = depth;
      depth = at;
      try { return handler.apply(this, values); } finally { depth = before; }
    }, delay, ...rest);
    due.set(id, clock() + wait);
    return id;
  };
  window.clearTimeout = function clearTimeout(id) { due.delete(id); clear.call(window, id); };
  const clicked = new Set(), hovered = new Set(), listen = EventTarget.prototype.addEventListener;
  const keys = { heard: false };
  EventTarget.prototype.addEventListener = function addEventListener(kind, ...rest) {
    if (/^(?:key|focus|blur|DOMFocus)/.test(kind)) keys.heard = true;
    if (/^(?:click|mousedown|mouseup|pointerdown|touchend)$/.test(kind) && this instanceof Element && clicked.size < 2000) clicked.add(this);
    if (/^(?:mouse|pointer)(?:enter|over)$/.test(kind) && this instanceof Element && hovered.size < 2000) hovered.add(this);
    return listen.call(this, kind, ...rest);
  };
  const kept = { any: false };
  for (const [place, name] of [[window.IDBFactory, "open"], [window.CacheStorage, "open"], [window.ServiceWorkerContainer, "register"]]) {
    if (!place) continue;
    const plain = place.prototype[name];
    place.prototype[name] = function keep(...rest) { kept.any = true; return plain.apply(this, rest); };
  }
  Object.defineProperty(window, Symbol.for("publisher.timed"), { value: timed });
  Object.defineProperty(window, Symbol.for("publisher.kept"), { value: kept });
  Object.defineProperty(window, Symbol.for("publisher.keys"), { value: keys });
  Object.defineProperty(window, Symbol.for("publisher.clicked"), { value: clicked });
  Object.defineProperty(window, Symbol.for("publisher.hovered"), { value: hovered });
  Object.defineProperty(window, Symbol.for("publisher.due"), { value: () => {
    const now = clock();
    let last = 0;
    for (const [id, moment] of due) if (moment < now - 500) due.delete(id); else last = Math.max(last, moment - now, 1);
    return Math.ceil(last);
  } });
})();
