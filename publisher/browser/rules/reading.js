// How long texts are set and cut into sections (WCAG 1.4.8, 2.4.10, level AAA): what the machine codes CS31408… and
// HM3241000C of 網站無障礙規範 ask. Each says itself once for a page where every paragraph would say the same.
const { add, review, clean, shown, styleSays } = publisher;
const BLOCKS = "p,li,dd,blockquote,td,div";
const LONG = 60, WIDEST = 40, SLACK = 1.08, MOST_LOOKS = 30, FEWEST_WORDS = 300, LONGEST_SECTION = 2500;
const INLINE = /^(?:A|ABBR|B|BDI|BDO|CITE|CODE|DATA|DFN|EM|FONT|I|KBD|MARK|Q|RUBY|S|SAMP|SMALL|SPAN|STRONG|SUB|SUP|TIME|U|VAR)$/;
const words = new WeakMap();
const own = (node) => {
  if (!words.has(node)) words.set(node, clean([...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE || INLINE.test(child.nodeName)).map((child) => child.textContent).join(" ")));
  return words.get(node);
};
// in full widths: two letters of the Latin alphabet take the room of one Chinese sign
const room = (words) => [...words].reduce((sum, sign) => sum + (/[\u2e80-\u9fff\uac00-\ud7ff\uff00-\uff60]/.test(sign) ? 1 : 0.5), 0);
const lines = (node) => {
  const range = document.createRange();
  range.selectNodeContents(node);
  const size = parseFloat(getComputedStyle(node).fontSize);
  let last = -Infinity, count = 0;
  for (const rect of range.getClientRects()) if (rect.bottom > last + size / 2) { count += 1; last = rect.bottom; }
  return count;
};
const isLong = (node) => room(own(node)) >= LONG && shown(node) && !node.closest("nav,header,footer,pre,code");
const once = (judge) => {
  let said = false;
  return (node) => {
    if (said) return null;
    const found = judge(node);
    said = Boolean(found);
    return found;
  };
};

let widths = 0;
add("text-column", "minor", BLOCKS, once((node) => {
  if (!isLong(node)) return null;
  const count = lines(node);
  if (count < 2) return null;
  if (room(own(node)) / (count - 0.5) > WIDEST * SLACK) return review("tooWide");
  if (widths >= MOST_LOOKS) return null;
  widths += 1;
  return styleSays(node, "width") ? review("fixedWidth") : null;
}));

add("line-spacing", "minor", BLOCKS, once((node) => {
  if (!isLong(node) || lines(node) < 2) return null;
  const { lineHeight, fontSize } = getComputedStyle(node);
  if (lineHeight === "normal") return review("unset");
  return parseFloat(lineHeight) < parseFloat(fontSize) * 1.5 - 0.5 ? review("narrow") : null;
}));

// text and ground belong together: with one of them alone, a reader's own colours meet the page's (failure F24)
let looks = 0;
const TRANSPARENT = /^(?:transparent|rgba\(.*, 0\))$/;
add("colours-half-set", "minor", `${BLOCKS},h1,h2,h3`, once((node) => {
  if (looks >= MOST_LOOKS || !own(node) || !shown(node) || node.closest("a,button,input,select,[role=button]")) return null;
  looks += 1;
  const style = getComputedStyle(node);
  if (!/^(?:normal|light)?$/.test(style.colorScheme)) return null;
  let ground = false;
  for (let one = node; one; one = one.parentElement) {
    const { backgroundColor, backgroundImage, position } = getComputedStyle(one);
    ground ||= !TRANSPARENT.test(backgroundColor) || backgroundImage !== "none" || /absolute|fixed/.test(position);
  }
  const plain = style.color === "rgb(0, 0, 0)";
  if (!ground) return plain ? null : review("textOnly");
  return plain && styleSays(node, "color") === false ? review("groundOnly") : null;
}));

add("section-headings", "minor", "main,[role=main],body", (node) => {
  if (window !== window.top || (node === document.body && document.querySelector("main,[role=main]"))) return null;
  let heads = 0, whole = 0, section = 0, longest = 0;
  for (const one of node.querySelectorAll(`h1,h2,h3,h4,h5,h6,[role=heading],${BLOCKS}`)) {
    if (one.closest("nav,header,footer,aside,form,table,pre") || !shown(one)) continue;
    if (one.matches("h1,h2,h3,h4,h5,h6,[role=heading]")) { heads += 1; section = 0; continue; }
    const size = room(own(one));
    whole += size;
    section += size;
    longest = Math.max(longest, section);
  }
  if (!heads && whole >= FEWEST_WORDS) return review("none");
  return longest >= LONGEST_SECTION ? review("long") : null;
});
