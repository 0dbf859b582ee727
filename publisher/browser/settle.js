// Looked at again and again until the page is calm: [milliseconds since the last change, animations brought to their end].
// What is lazy is asked for now: nobody scrolls here.
(() => {
  const known = globalThis.publisherSettle ||= { last: performance.now(), watch: null, times: [] };
  if (!known.watch) {
    known.watch = new MutationObserver(() => { known.last = performance.now(); known.times = [...known.times.slice(-4), known.last]; });
    known.watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    for (const frame of document.querySelectorAll("iframe[loading=lazy]")) frame.loading = "eager";
  }
  let ended = 0;
  for (const animation of document.getAnimations()) {
    if (animation.playState !== "running" || animation.timeline !== document.timeline) continue;
    const end = animation.effect && animation.effect.getComputedTiming().endTime;
    if (!Number.isFinite(end)) continue;
    try { animation.finish(); ended += 1; } catch { /* one that cannot be finished runs on */ }
  }
  if (ended) known.last = performance.now();
  // a page that moves all the time is not calm between two of its moves
  const restless = known.times.length === 5 && performance.now() - known.times[0] < 400;
  return [restless ? 0 : performance.now() - known.last, ended];
})()
