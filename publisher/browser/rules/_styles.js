// What the style sheets of the page say, for rules that an element alone does not tell: read once for each document.
const MOST_RULES = 6000, MOST_ELEMENTS = 60;
const { shown } = publisher;
const each = (take) => {
  let seen = 0;
  const walk = (rules, depth) => {
    for (const rule of rules) {
      if (seen > MOST_RULES) return;
      seen += 1;
      const away = rule.media && !matchMedia(rule.media.mediaText).matches;
      if (rule.selectorText && rule.style && !away) take(rule.selectorText, rule.style);
      if (rule.cssRules && depth < 4 && !away) walk(rule.cssRules, depth + 1);
    }
  };
  for (const sheet of [...document.styleSheets, ...document.adoptedStyleSheets]) {
    try { if (!sheet.disabled) walk(sheet.cssRules, 0); } catch { unread = true; /* of another host: it tells nothing */ }
  }
};
const matching = (selector) => { try { return [...document.querySelectorAll(selector)].slice(0, MOST_ELEMENTS); } catch { return []; } };
const parts = (selector) => selector.split(/,(?![^(]*\))/).map((part) => part.trim());
const known = new WeakMap();
const note = (word, node) => { if (!known.has(node)) known.set(node, new Set()); known.get(node).add(word); };

const SHOWS = (style) => (style.display && style.display !== "none") || style.visibility === "visible" || parseFloat(style.opacity) > 0;
const FOCUS = /:focus(?:-within|-visible)?/;
const FIXED = /^[\d.]+(?:px|pt|pc|cm|mm|in)$/;
const stated = { color: [], width: [], pointed: [] };
let unread = false;
let read = false;
const readAll = () => {
  if (read) return;
  read = true;
  const hovered = [], focused = [];
  each((selector, style) => {
    if (style.color) stated.color.push(selector);
    if (FIXED.test(style.width)) stated.width.push(selector);
    for (const part of parts(selector)) {
      // what another element shows when the pointer is on this one
      if (/:hover[^\s>+~]*[\s>+~]/.test(part) && SHOWS(style)) hovered.push(part);
      // colours under the pointer or the focus, of the element itself
      if (/:(?:hover|focus(?:-visible)?|active)$/.test(part) && (style.color || style.backgroundColor)) stated.pointed.push([part.replace(/:(?:hover|focus(?:-visible)?|active)$/, "") || "*", part.split(":").pop(), style]);
      if (FOCUS.test(part) && SHOWS(style)) focused.push(part.replace(/:focus(?:-within|-visible)?/g, ":hover"));
      if (/-reverse$/.test(style.flexDirection) || (style.order && style.order !== "0" && style.order !== "initial")) {
        for (const node of matching(part)) note("order", style.flexDirection ? node : node.parentElement || node);
      }
      const content = style.content;
      if (content && /::?(?:before|after)/.test(part) && /["'][^"']*(?:[A-Za-z]{3}|[\u3400-\u9fff]{2})[^"']*["']/.test(content) && !/attr\(|counter|url\(|\//.test(content)) {
        for (const node of matching(part.replace(/::?(?:before|after)/g, ""))) note("generated", node);
      }
      if (/url\(/.test(style.backgroundImage || "") && !/::?(?:before|after)|:hover|:focus/.test(part)) {
        for (const node of matching(part)) note("background", node);
      }
    }
  });
  for (const part of hovered) {
    if (focused.includes(part)) continue;
    const plain = part.replace(/:hover/g, "");
    for (const node of matching(plain)) {
      // what a script may open as well says so
      if (!node.closest("[aria-expanded],[popover],dialog") && !(node.parentElement && node.parentElement.querySelector(":scope > [aria-expanded],:scope > [aria-haspopup]")) && !shown(node) && node.textContent.trim()) note("hovered", node.parentElement || node);
    }
  }
};
// whether a style of the page gives the element or what it stands in a colour of its own, or a width in fixed units;
// null when a style sheet could not be read
publisher.styleSays = (node, name) => {
  readAll();
  for (let one = node; one; one = one.parentElement) {
    const said = one.style && one.style[name];
    if (said && (name === "color" || FIXED.test(said))) return true;
    if (name === "color" && (one.hasAttribute("text") || one.hasAttribute("color"))) return true;
  }
  const found = stated[name].some((selector) => { try { return Boolean(node.closest(selector)); } catch { return false; } });
  return found || (unread ? null : false);
};
publisher.hoverColours = (node) => {
  readAll();
  const found = new Map();
  for (const [selector, state, style] of stated.pointed) {
    try { if (!node.matches(selector)) continue; } catch { continue; /* of a later browser */ }
    const before = found.get(state) || {};
    found.set(state, { color: style.color || before.color, background: style.backgroundColor || before.background });
  }
  return [...found.values()];
};
publisher.styled = (node, word) => { readAll(); return known.has(node) && known.get(node).has(word); };
