// Before axe-core, in its world: what it only puts off to be out of the way is done at once. A page or a frame that
// forbids all scripts (sandbox) fires no timer at all; there (SILENT) every delay is as good as none.
((silent) => {
  const set = globalThis.setTimeout, clear = globalThis.clearTimeout;
  globalThis.setTimeout = (task, delay, ...rest) => {
    if (delay > 0 && !silent) return set.call(globalThis, task, delay, ...rest);
    const ticket = { off: false };
    Promise.resolve().then(() => ticket.off || task(...rest));
    return ticket;
  };
  globalThis.clearTimeout = (ticket) => { if (ticket && typeof ticket === "object") ticket.off = true; else clear.call(globalThis, ticket); };
})(SILENT);
