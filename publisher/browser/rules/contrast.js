// Contrast is measured once for both of its levels: 4.5:1 (AA) and 7:1 (AAA; of large text 3:1 and 4.5:1). What fails
// the lower one is not said again for the higher, and what cannot be told neither.
const { checks } = axe._audit;
let measured = new WeakMap();
publisher.measureAnew = () => { measured = new WeakMap(); };
const plain = checks["color-contrast"], higher = checks["color-contrast-enhanced"];
const judge = plain.evaluate;
const measure = (check, node, options, known, context) => {
  if (!measured.has(node)) {
    const note = { data: undefined, related: undefined };
    const listener = { ...check, data: (value) => { note.data = value; }, relatedNodes: (nodes) => { note.related = nodes; } };
    note.result = judge.call(listener, node, plain.options, known, context);
    measured.set(node, note);
  }
  return measured.get(node);
};
// colours that go on changing are measured at one moment of many: nobody can tell by that
const CHANGES = ["opacity", "color", "backgroundColor", "filter"];
const changes = (node) => document.getAnimations().some((animation) => {
  const { effect, playState } = animation;
  return playState === "running" && effect && effect.target && effect.target.contains(node) && effect.getComputedTiming().endTime === Infinity && effect.getKeyframes().some((frame) => CHANGES.some((name) => name in frame));
});
plain.evaluate = function contrast(node, options, known, context) {
  const note = measure(this, node, options, known, context);
  if (note.result === false && changes(node)) note.result = undefined;
  if (note.data !== undefined) this.data(note.data);
  if (note.related !== undefined) this.relatedNodes(note.related);
  return note.result;
};
const higherJudge = higher.evaluate;
higher.evaluate = function enhanced(node, options, known, context) {
  // shadows are outlines up to another width there
  if (getComputedStyle(node).textShadow !== "none") return higherJudge.call(this, node, options, known, context);
  const { result, data } = measure(this, node, options, known, context);
  if (result !== true || node.textContent.trim().length === 1 || !data || typeof data.contrastRatio !== "number") return true;
  const wanted = data.expectedContrastRatio === "3:1" ? 4.5 : 7;
  this.data({ ...data, expectedContrastRatio: `${wanted}:1` });
  return data.contrastRatio >= wanted;
};
// Both rules choose their elements by the same test, which costs as much as the measuring: it is made once for each.
const rules = ["color-contrast", "color-contrast-enhanced"].map((id) => axe._audit.rules.find((rule) => rule.id === id));
if (rules.every(Boolean) && rules[0].matches === rules[1].matches) {
  const chosen = rules[0].matches;
  let known = new WeakMap();
  const forget = publisher.measureAnew;
  publisher.measureAnew = () => { forget(); known = new WeakMap(); };
  const choose = function colourMatches(node, ...rest) {
    if (!known.has(node)) known.set(node, chosen.call(this, node, ...rest));
    return known.get(node);
  };
  for (const rule of rules) rule.matches = choose;
}
