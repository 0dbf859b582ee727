// Markup that says something else than what stands there, and states that nothing says (WCAG 1.1.1, 1.3.1, 1.4.3,
// 4.1.2, 4.1.3). All of them are for a person to look at.
const { add, review, clean, nameOf, shown, hoverColours, contrastOn } = publisher;
const LONG_HEADING = 120, LARGE = 60;
const hidden = (node) => Boolean(node.closest("[aria-hidden=true],[role=presentation],[role=none]"));

add("markup-misused", "moderate", "h1,h2,h3,h4,h5,h6,blockquote", (node) => {
  const words = clean(node.textContent);
  if (!words || !shown(node) || node.getAttribute("role")) return null;
  if (node.tagName === "BLOCKQUOTE") {
    const bare = !node.cite && !node.querySelector("cite,footer") && !/["'“”„«»「」『』《》—–]/.test(words);
    return bare && node.querySelector("ul,ol,table,form,h1,h2,h3,h4,h5,h6,img,button") ? review("indent") : null;
  }
  if (words.length > LONG_HEADING || (words.length > 60 && /[。.!?！？].{8,}[。.!?！？]$/.test(words))) return review("paragraph");
  const place = node.closest("section,article,dialog,[role=dialog],main") || document.body;
  const first = place && [...place.querySelectorAll("h1")].find((one) => shown(one) && one.closest("section,article,dialog,[role=dialog],main") === node.closest("section,article,dialog,[role=dialog],main"));
  if (node.tagName === "H1" && first !== node && clean(first.textContent) !== words) return review("secondMain");
  let next = node.nextSibling;
  while (next && (next.nodeType === Node.COMMENT_NODE || (next.nodeType === Node.TEXT_NODE && !clean(next.data)))) next = next.nextSibling;
  // a heading with a link in it has its content there
  return next && /^H[1-6]$/.test(next.tagName || "") && next.tagName <= node.tagName && !node.querySelector("a") ? review("noContent") : null;
});

// drawn by a script or by lines: a picture like any other
add("drawing-unnamed", "serious", "canvas,svg", (node) => {
  if (!shown(node) || hidden(node) || (node.parentElement && node.parentElement.closest("svg,a,button,[role=button],[role=link],[role=img],label"))) return null;
  const box = node.getBoundingClientRect();
  if (box.width < LARGE || box.height < LARGE || node.hasAttribute("aria-label") || node.hasAttribute("aria-labelledby")) return null;
  if (node.tagName === "CANVAS") return clean(node.textContent) || node.children.length ? null : review("canvas");
  return node.querySelector("title,text,foreignObject,a") || clean((node.closest("figure") || {}).textContent) ? null : review("svg");
});

const CONTROLS = "a[href],button,input:not([type=hidden]),select,textarea";
add("control-nested", "serious", "a[href],button,label", (node) => {
  const inner = [...node.querySelectorAll(node.tagName === "LABEL" ? "a[href],button" : CONTROLS)].find(shown);
  return inner ? review(node.tagName === "LABEL" ? "inLabel" : "inControl") : null;
});

const SET = /(?:^|[-_])(?:active|selected|checked|pressed|expanded|opened|is-on|on)$/i;
add("state-unsaid", "moderate", "button,[role=button],[role=tab],[role=switch],[role=option]", (node) => {
  const says = (name) => node.hasAttribute(`aria-${name}`);
  if (node.disabled || !shown(node) || says("expanded") || says("haspopup") || node.hasAttribute("popovertarget") || node.closest("summary")) return null;
  const next = node.nextElementSibling || (/^H[1-6]$/.test((node.parentElement || {}).tagName || "") && node.parentElement.nextElementSibling);
  const folded = next && !/^(?:SCRIPT|STYLE|TEMPLATE|DIALOG|INPUT|NOSCRIPT|LINK)$/.test(next.tagName) && !next.matches("[role=dialog],[role=alert],[role=status],[role=tooltip],[aria-live]") && clean(next.textContent).length > 1 && !shown(next) && !(node.type === "submit" && node.form) && (node.onclick || node.hasAttribute("onclick") || says("controls") || node.dataset.toggle || node.dataset.bsToggle);
  if (folded) return review("folded");
  if (["pressed", "selected", "checked", "current"].some(says)) return null;
  return [...node.classList].some((name) => SET.test(name)) ? review("set") : null;
});

// a place kept free for messages of scripts, which nobody hears when it fills
const MESSAGE = /(?:^|[-_])(?:messages?|msg|alert|toast|notification|feedback|status)(?:$|[-_])/i;
add("status-unsaid", "moderate", "div,p,span[id]", (node) => {
  if (node.closest("table") || node.closest("[aria-live],[role=alert],[role=status],[role=log],[role=timer],[role=progressbar],output")) return null;
  if (![node.id, ...node.classList].some((name) => MESSAGE.test(name)) || clean(node.textContent) || node.querySelector("img,svg,input,[aria-live],[role=alert],[role=status]")) return null;
  return document.querySelector("form,button,input:not([type=hidden])") ? review("silent") : null;
}, { excludeHidden: false });

const GENERIC_FRAME = /^(?:i?frame|untitled|title|embed|content|page|window|框架|內框架|內嵌(?:框架|網頁|頁面)|子框架|視窗|無標題|未命名|網頁)?[\s\d_-]*$/i;
add("frame-title-vague", "moderate", "iframe[title],frame[title]", (node) => {
  const title = clean(node.title);
  if (!title || hidden(node) || !shown(node)) return null;
  if (GENERIC_FRAME.test(title) || /^(?:https?:)?\/\/\S+$|^[^\s/]+\.(?:html?|aspx?|php|jsp)$/i.test(title)) return review("vague");
  return [...document.querySelectorAll("iframe[title],frame[title]")].some((one) => one !== node && shown(one) && clean(one.title) === title && one.src !== node.src) ? review("alike") : null;
});

// colours that only the pointer or the focus brings
add("state-contrast", "serious", "a[href],button,[role=button],li,summary", (node) => {
  if (!shown(node) || !clean(node.textContent)) return null;
  // what several rules set for one state holds together, the later one over the earlier
  const low = ({ color, background }) => { const ratio = contrastOn(node, color, background); return ratio !== null && ratio < 4.45; };
  return hoverColours(node).some(low) ? review("pointed") : null;
});
