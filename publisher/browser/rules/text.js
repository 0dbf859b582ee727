// How text is marked up and set (WCAG 1.3.1, 1.3.2, 1.4.8, 2.4.2, 2.4.6).
const { add, fail, review, clean, shown } = publisher;
const own = (node) => clean([...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE).map((child) => child.data).join(" "));

add("title-vague", "serious", "html", () => {
  const title = clean(document.title);
  if (!title || window !== window.top) return null;
  if (/^(?:untitled(?: (?:document|page))?|document|new page ?\d*|無標題(?:文件)?|未命名(?:文件)?|新增網頁 ?\d*|title|test|index|default|home ?page title|標題|網頁標題)$/i.test(title)) return fail("default");
  if (/^(?:home(?: ?page)?|welcome|main|page \d+|首頁|主頁|歡迎(?:光臨)?|網站|網頁|內容|詳細(?:內容|資料))$/i.test(title)) return review("general");
  return /^[^\s/]{1,60}\.(?:html?|aspx?|php|jsp|cfm)$/i.test(title) ? fail("fileName") : null;
});

add("heading-vague", "minor", "h1,h2,h3,h4,h5,h6", (node) => (/^(?:heading|title|headline|subheading|section|標題|小標題?|段落|untitled|無標題|\d+)$/i.test(clean(node.textContent)) ? review("vague") : null));

// bold words alone on their line, with a text after them: the line is made by a break
const lineOfItsOwn = (node) => {
  const words = clean(node.textContent), before = node.previousSibling, after = node.nextSibling;
  const breaks = (one) => one && one.nodeType === Node.ELEMENT_NODE && one.tagName === "BR";
  const neighbour = (one, way) => { let at = one; while (at && at.nodeType !== Node.ELEMENT_NODE && !clean(at.textContent)) at = at[way]; return at; };
  const first = neighbour(before, "previousSibling"), next = neighbour(after, "nextSibling");
  if (words.length < 2 || words.length > 40 || /[。．.!?！？；;,，：:]$/.test(words) || node.closest("a,button,li,td,th,label,nav,footer,address,h1,h2,h3,h4,h5,h6,[role=heading],summary,caption,dt,legend")) return false;
  if ((first && !breaks(first) && !/^(?:P|DIV|UL|OL|TABLE)$/.test(first.tagName || "")) || !breaks(next)) return false;
  const follows = neighbour(next.nextSibling, "nextSibling");
  return Boolean(follows && !breaks(follows) && clean(follows.textContent).length > words.length && parseInt(getComputedStyle(follows.nodeType === Node.TEXT_NODE ? node.parentElement : follows).fontWeight, 10) < 600);
};
add("heading-drawn", "moderate", "p,div,b,strong", (node) => {
  if (/^(?:B|STRONG)$/.test(node.tagName)) return lineOfItsOwn(node) ? review("looksLikeHeading") : null;
  const words = clean(node.textContent);
  if (!words || words.length > 40 || /[。．.!?！？；;,，]$/.test(words) || node.closest("a,button,li,td,th,label,figcaption,nav,footer,h1,h2,h3,h4,h5,h6,[role=heading],summary,caption,dt,legend")) return null;
  if (node.querySelector("a,input,button,img,p,div,ul,table,br")) return null;
  const next = node.nextElementSibling;
  if (!next || !/^(?:P|DIV|UL|OL|TABLE)$/.test(next.tagName) || clean(next.textContent).length <= words.length) return null;
  const leaf = node.children.length === 1 && clean(node.firstElementChild.textContent) === words ? node.firstElementChild : node;
  const style = getComputedStyle(leaf), other = getComputedStyle(next);
  const bold = parseInt(style.fontWeight, 10) >= 600 && parseInt(other.fontWeight, 10) < 600;
  const large = parseFloat(style.fontSize) >= parseFloat(other.fontSize) * 1.2;
  return bold || large ? review("looksLikeHeading") : null;
});

add("list-drawn", "moderate", "p,div,td", (node) => {
  if (node.closest("ul,ol,dl,pre,code")) return null;
  const BULLET = /^(?:[-*•‧·●○■□◆◇※➤►▶→✓]\s*|\(?\d{1,2}[.)、]\s*|[（(]?[一二三四五六七八九十]{1,2}[)）、]\s*)\S/;
  const lines = node.innerHTML.split(/<br\s*\/?>/i);
  if (lines.length >= 3) {
    const marked = lines.map((line) => clean(line.replace(/<[^>]*>/g, ""))).filter((line) => BULLET.test(line));
    if (marked.length >= 3 && marked.length * 2 > lines.length) return review("lines");
  }
  if (node.tagName !== "P" || !BULLET.test(own(node)) || (node.previousElementSibling && BULLET.test(clean(node.previousElementSibling.textContent)))) return null;
  const next = [node.nextElementSibling, node.nextElementSibling && node.nextElementSibling.nextElementSibling];
  return next.every((one) => one && one.tagName === "P" && BULLET.test(clean(one.textContent))) ? review("paragraphs") : null;
});

add("text-direction", "moderate", "body *", (node) => {
  const words = own(node);
  if (!/[\u0590-\u07ff\ufb1d-\ufdff\ufe70-\ufefc]{2}/.test(words)) return null;
  const strong = (words.match(/[\u0590-\u07ff\ufb1d-\ufdff\ufe70-\ufefc]/g) || []).length;
  if (node.closest("bdi,bdo,[dir=auto]") || /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(words)) return null;
  return getComputedStyle(node).direction !== "rtl" && strong * 2 > words.replace(/\s/g, "").length ? fail("rightToLeft") : null;
});

add("text-hard-to-read", "minor", "p,li,dd,blockquote,td,u", (node) => {
  const words = clean(node.innerText);
  // underlined as links are, and no link
  if (node.tagName === "U") return words.length > 1 && !node.closest("a,[role=link],abbr") && !node.querySelector("a") ? review("underlined") : null;
  if (words.length < 40) return null;
  const style = getComputedStyle(node);
  if (parseFloat(style.fontSize) < 10) return review("tiny");
  if (style.textAlign === "justify" && words.length >= 80) return review("justified");
  const letters = words.replace(/[^A-Za-z]/g, "");
  const capitals = style.textTransform === "uppercase" || (letters.length > 40 && letters === letters.toUpperCase());
  if (letters.length > 40 && capitals) return review("capitals");
  const whole = [...node.querySelectorAll("i,em,u,span")].find((one) => clean(one.textContent).length > 80 && clean(one.textContent).length * 1.2 > words.length);
  const set = getComputedStyle(whole || node);
  if (words.length >= 80 && set.fontStyle === "italic") return review("italic");
  if (!node.closest("a") && set.textDecorationLine.includes("underline")) return review("underlined");
  return words.length >= 120 && parseFloat(style.lineHeight) < parseFloat(style.fontSize) * 1.15 ? review("dense") : null;
});

add("element-obsolete", "minor", "font,center,big,strike,tt,basefont,dir,frameset,applet,bgsound,acronym,multicol,nobr,spacer", () => review("obsolete"));

// a reader's own style cannot widen lines that the page sets with !important (WCAG 1.4.12)
add("line-height-fixed", "moderate", "[style*=line-height]", (node) => {
  if (node.style.getPropertyPriority("line-height") !== "important" || !own(node)) return null;
  const box = node.getBoundingClientRect();
  if (/^(?:inherit|unset|revert)/.test(node.style.lineHeight) || box.bottom + scrollY < 0 || box.right + scrollX < 0) return null;
  const style = getComputedStyle(node);
  const size = parseFloat(style.fontSize), height = style.lineHeight === "normal" ? size * 1.2 : parseFloat(style.lineHeight);
  return height < size * 1.5 - 0.01 && node.getClientRects().length && node.offsetHeight > height * 1.5 ? fail("narrow") : null;
});

// elements without a role that could bear a name (ARIA 1.2, 5.2.8.6)
add("aria-name-unheard", "minor", "[aria-label],[aria-labelledby],[aria-roledescription],[aria-braillelabel],[aria-brailleroledescription]", (node) => {
  if (node.hasAttribute("role") && !/^\s*(?:generic|none|presentation|paragraph|strong|emphasis|code|caption|deletion|insertion|subscript|superscript)\s*$/.test(node.getAttribute("role"))) return null;
  if (!node.hasAttribute("role") && !/^(?:div|span|p|b|i|em|strong|code|del|ins|sub|sup|small|bdi|bdo|u|s|q|samp|pre|caption)$/i.test(node.tagName)) return null;
  if (node.tagName.includes("-") || node.tabIndex >= 0) return null;
  return clean(node.textContent) ? fail("noRole") : null;
});

add("font-size-fixed", "minor", "html", () => {
  const FIXED = /^\s*[\d.]+(?:px|pt|pc|cm|mm|in)\b/i;
  const reads = (rules, depth) => [...rules].some((rule) => (rule.style && FIXED.test(rule.style.fontSize)) || (depth < 4 && rule.cssRules && reads(rule.cssRules, depth + 1)));
  const sheets = [...document.styleSheets, ...document.adoptedStyleSheets];
  const fixed = sheets.some((sheet) => { try { return reads(sheet.cssRules, 0); } catch { return false; } });
  return fixed || [...document.querySelectorAll("[style*='font-size']")].some((node) => FIXED.test(node.style.fontSize)) ? review("fixed") : null;
});

// an id that stands twice: what points to it reaches the first one only
add("id-twice", "moderate", "[id]", (node) => {
  const root = node.getRootNode(), id = node.id;
  if (!clean(id)) return null;
  const same = root.querySelectorAll(`[id="${CSS.escape(id)}"]`);
  if (same.length < 2 || same[1] !== node) return null;
  const LISTS = ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details", "aria-errormessage", "aria-flowto", "headers"];
  const word = CSS.escape(id);
  return root.querySelector([`[for="${word}"]`, `a[href="#${word}"]`, ...LISTS.map((name) => `[${name}~="${word}"]`)].join(",")) ? fail("pointedTo") : review("twice");
});
