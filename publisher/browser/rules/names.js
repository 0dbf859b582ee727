// Three ways in which a name may differ from the visible words and still hold them (WCAG 2.5.3): letters of an icon
// font are pictures, a word may be shortened, and hyphens and spaces are not spoken.
const { clean, nameOf } = publisher;
const check = axe._audit.checks["label-content-name-mismatch"];
const judge = check.evaluate;
const words = (value) => clean(value).toLowerCase().replace(/[\u2010-\u2015'’-]/g, "").split(/\s+/).filter(Boolean);
check.evaluate = function labelInName(node, ...rest) {
  const result = judge.call(this, node, ...rest);
  if (result !== false) return result;
  if (/icon|symbol|awesome|glyph/i.test(getComputedStyle(node).fontFamily)) return true;
  const spoken = words(nameOf(node)), shown = words(node.innerText);
  const same = (full, word) => full === word || (word.length > 2 && word.endsWith(".") && full.startsWith(word.slice(0, -1)));
  return shown.length > 0 && spoken.some((_, start) => shown.every((word, place) => spoken[start + place] !== undefined && same(spoken[start + place], word)));
};
// Only an element with a name of its own can differ from its words: said first, it spares the engine half of all roles.
const rule = axe._audit.rules.find(({ id }) => id === "label-content-name-mismatch");
if (rule && rule.matches) {
  const { matches } = rule;
  rule.matches = function hasNameOfItsOwn(node, ...rest) {
    return (node.hasAttribute("aria-label") || node.hasAttribute("aria-labelledby")) && matches.call(this, node, ...rest);
  };
}
