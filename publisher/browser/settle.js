// Answers when nothing has changed in the page for `quiet` milliseconds, at the latest after `most`.
// A page that fills itself by script would otherwise be judged half empty.
const [quiet, most, done] = arguments;
const began = performance.now();
let last = began;
const watch = new MutationObserver(() => { last = performance.now(); });
watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
const look = () => {
  const now = performance.now();
  if (now - last >= quiet || now - began >= most) { watch.disconnect(); done(true); } else setTimeout(look, 25);
};
setTimeout(look, quiet);
