// What reaches one sense or one way of showing only (WCAG 1.1.1, 1.2, 1.3.1, 1.3.2, 1.3.3, 1.4.11, 2.2.2).
const { add, fail, review, clean, shown, styled } = publisher;
const ownRaw = (node) => [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE).map((child) => child.data).join(" ");
const COLOUR = "red|green|blue|yellow|orange|purple|pink|gr[ae]y";
const SENSES = new RegExp([
  "(?:點|按|選|擊|請看|參閱|參見|使用|填寫|如|見)[^。，；！？]{0,10}(?:左|右|上|下)(?:上|下)?(?:方|邊|側|角)",
  "(?:左|右)(?:方|邊|側)的?[^。，；]{0,8}(?:選單|按鈕|連結|欄位|圖示|清單|表單)",
  "[紅藍綠黃橘紫灰]色?的?(?:字|欄|框|部分|按鈕|項目|文字|標示|標記|星號|區塊|箭頭|圖示|底線|粗體)",
  "(?:圓形|方形|三角形|菱形|圓圈)的?(?:按鈕|圖示|鈕|連結|標誌)",
  "聽到[^。，；]{0,6}(?:聲|鈴)",
  "\\b(?:on|to|at|in) the (?:upper |lower |top |bottom |far )?(?:left|right)(?:[- ]hand)?(?: (?:side|menu|column|corner|panel|sidebar))?\\b",
  "\\b(?:left|right)[- ]hand (?:side|menu|column|navigation|panel)\\b",
  `\\b(?:${COLOUR})(?: colou?red)? (?:text|fields?|box(?:es)?|buttons?|items?|links?|stars?|asterisks?|labels?|areas?|arrows?|icons?|dots?|words?)\\b`,
  `\\b(?:in|marked|shown|highlighted|indicated|displayed|written|coloured|colored) (?:in )?(?:${COLOUR})\\b`,
  "\\b(?:round|square|triangular|circular|oval) (?:button|icon|link|image)\\b",
  "\\b(?:when|after) you hear\\b",
].join("|"), "i");

add("sensory-words", "moderate", "p,li,td,dd,label,legend,span,div,strong,em,b,h1,h2,h3,h4", (node) => (SENSES.test(clean(ownRaw(node))) ? review("senses") : null));

add("text-spaced", "moderate", "p,li,td,th,dd,dt,h1,h2,h3,h4,h5,h6,label,span,div,a,pre,legend,ul,ol", (node) => {
  if (/^(?:UL|OL)$/.test(node.tagName)) return node.children.length || clean(node.textContent) || node.getAttribute("role") ? null : review("empty");
  const raw = ownRaw(node);
  if (node.tagName === "PRE") {
    const lines = raw.split("\n").filter((line) => (line.trim().match(/\S(?: {3,}|\t+)(?=\S)/g) || []).length >= 1);
    return lines.length >= 3 && !node.querySelector("code") ? review("columns") : null;
  }
  if (node.tagName === "P" && !clean(node.textContent) && !node.children.length) return review("empty");
  if (/(?<![A-Za-z])(?:[A-Za-z][ \u00a0\u3000]){3,}[A-Za-z](?![A-Za-z])/.test(raw)) return review("letters");
  if (/^\s*(?:[\u3400-\u9fff][ \u00a0\u3000]+)+[\u3400-\u9fff]\s*[:：]?\s*$/.test(raw) || /(?:[\u3400-\u9fff][ \u00a0\u3000]){4,}[\u3400-\u9fff](?![\u3400-\u9fff])/.test(raw)) return review("letters");
  if (/\S(?:[\u00a0\u3000] ?){4,}\S/.test(raw)) return review("columns");
  const breaks = node.innerHTML.length < 20000 && /^(?:P|DIV|TD|SPAN)$/.test(node.tagName) && node.querySelector(":scope > br + br") ? (node.innerHTML.match(/<br\s*\/?>\s*<br\s*\/?>/gi) || []).length : 0;
  return breaks >= 2 && clean(raw).length > 60 ? review("breaks") : null;
});

add("text-by-style", "moderate", "p,li,td,th,dd,dt,h1,h2,h3,h4,h5,h6,label,span,div,a,button,section,i,em,strong,header,figure", (node) => {
  if (styled(node, "generated") && shown(node)) return review("generated");
  if (clean(node.textContent) || node.children.length || node.hasAttribute("aria-label") || node.hasAttribute("role") || node.getAttribute("aria-hidden") === "true") return null;
  if (!styled(node, "background") && !/url\(/.test(node.style.backgroundImage)) return null;
  const box = node.getBoundingClientRect();
  return box.width >= 32 && box.height >= 32 && !node.closest("a,button,[aria-hidden=true]") ? review("background") : null;
});

add("hidden-words", "moderate", "[aria-hidden=true]", (node) => {
  if (node.closest("svg") || !shown(node) || (node.parentElement && node.parentElement.closest("[aria-hidden=true]"))) return null;
  const words = clean(node.innerText);
  if (words.replace(/[^\p{L}\p{N}]/gu, "").length < 8 || /icon|symbol|awesome|glyph/i.test(getComputedStyle(node).fontFamily)) return null;
  const rest = clean((document.body || node).textContent);
  return rest.indexOf(words) !== rest.lastIndexOf(words) ? null : review("hidden");
}, { excludeHidden: false });

const TOLD = /逐字稿|文字稿|文字版|口述影像|字幕|transcript|caption|subtitle|audio[- ]descri|text version/i;
const around = (node) => { let place = node.parentElement; for (let up = 0; up < 2 && place && place.parentElement && place.tagName !== "BODY"; up += 1) place = place.parentElement; return place ? place.innerText.slice(0, 4000) : ""; };
add("media-alternative", "serious", "audio,video,iframe[src],embed[src],object[data]", (node) => {
  if (/^(?:IFRAME|EMBED|OBJECT)$/.test(node.tagName)) {
    const source = node.getAttribute("src") || node.getAttribute("data") || "";
    return /youtube(?:-nocookie)?\.com\/embed|player\.vimeo|dailymotion\.com\/embed|facebook\.com\/plugins\/video|\.(?:swf|mp4|webm|ogv|mov|wmv|avi|mp3|wav)(?:$|[?#])/i.test(source) && !TOLD.test(around(node)) ? review("player") : null;
  }
  if (node.hasAttribute("muted") && !node.controls && node.autoplay) return null; // a moving picture: judged by media-moves
  return node.querySelector("track[kind=descriptions]") || TOLD.test(around(node)) ? null : review(node.tagName === "AUDIO" ? "audio" : "video");
});

// words and pictures that a style sheet moves or blinks for ever
const MOVES = ["opacity", "visibility", "transform", "translate", "left", "top", "marginLeft", "marginTop", "color", "backgroundColor", "textIndent"];
let forEver = null;
const movesForEver = (node) => (forEver ||= new Set(document.getAnimations().filter(({ effect, playState }) =>
  playState === "running" && effect && effect.target && !effect.pseudoElement && effect.getComputedTiming().endTime === Infinity
  && effect.getKeyframes().some((frame) => MOVES.some((name) => name in frame))).map(({ effect }) => effect.target))).has(node);
const MOVED = "p,div,span,a,li,ul,h1,h2,h3,h4,h5,h6,strong,em,b,td,button,section,img";
const SELF = "video[autoplay],[data-ride=carousel],[data-bs-ride=carousel],[data-autoplay=true],[data-autoplay='1']";
add("media-moves", "moderate", `${SELF},${MOVED}`, (node) => {
  if (!node.matches(SELF) && node.tagName !== "IMG") return movesForEver(node) && shown(node) && clean(node.innerText).length > 1 ? review("animated") : null;
  if (!shown(node)) return null;
  if (node.tagName === "IMG") {
    if (Math.max(node.width, Number(node.getAttribute("width")) || 0) < 60) return null;
    return /\.gif(?:$|[?#])/i.test(node.getAttribute("src") || "") ? review("gif") : movesForEver(node) ? review("animated") : null;
  }
  if (node.tagName === "VIDEO") return node.controls ? null : review("video");
  const PAUSE = /pause|stop|暫停|停止|播放/i;
  return [...node.querySelectorAll("button,[role=button],a")].some((one) => PAUSE.test(`${one.textContent} ${one.getAttribute("aria-label") || ""} ${one.title}`)) ? null : review("carousel");
});

const parse = (colour) => { const found = /^rgba?\(([\d.]+),\s*([\d.]+),\s*([\d.]+)(?:,\s*([\d.]+))?\)$/.exec(colour); return found ? [...found.slice(1, 4).map(Number), found[4] === undefined ? 1 : Number(found[4])] : null; };
const over = (top, under) => top.slice(0, 3).map((value, place) => value * top[3] + under[place] * (1 - top[3])).concat(1);
const light = (colour) => { const [r, g, b] = colour.map((value) => { const part = value / 255; return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const contrast = (one, other) => { const [high, low] = [light(one), light(other)].sort((a, b) => b - a); return (high + 0.05) / (low + 0.05); };
// the colour behind an element; null where a picture lies there
const behind = (node) => {
  const layers = [];
  for (let at = node; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (style.backgroundImage !== "none" || parseFloat(style.opacity) < 1) return null;
    const colour = parse(style.backgroundColor);
    if (!colour) return null;
    if (colour[3] > 0) layers.push(colour);
    if (colour[3] === 1) break;
  }
  return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
};
// the contrast of an element in other colours than now (as a style sheet writes them); null where it cannot be told
const PROBE = document.createElement("i");
const colours = new Map();
const computed = (colour) => {
  if (!colours.has(colour)) colours.set(colour, probe(colour));
  return colours.get(colour);
};
const probe = (colour) => {
  PROBE.style.color = "";
  PROBE.style.color = colour;
  if (!PROBE.style.color || /var\(|inherit|initial|unset|currentcolor|transparent/i.test(colour)) return null;
  document.documentElement.append(PROBE);
  const value = parse(getComputedStyle(PROBE).color);
  PROBE.remove();
  return value;
};
publisher.contrastOn = (node, colour, ground) => {
  const under = ground ? node.parentElement && behind(node.parentElement) : behind(node);
  const top = ground ? computed(ground) : null;
  const words = colour ? computed(colour) : parse(getComputedStyle(node).color);
  if (!under || !words || (ground && !top)) return null;
  const base = top ? over(top, under) : under;
  return contrast(over(words, base), base);
};
add("control-contrast", "moderate", "input:not([type=hidden],[type=image],[type=range],[type=color],[type=checkbox],[type=radio],[type=submit],[type=button],[type=reset]),select,textarea", (node) => {
  if (!shown(node) || node.disabled) return null;
  const style = getComputedStyle(node), outside = node.parentElement ? behind(node.parentElement) : null, inside = behind(node);
  if (!outside || !inside) return null;
  if (node.placeholder && !node.value) {
    const words = parse(getComputedStyle(node, "::placeholder").color);
    if (words && contrast(over(words, inside), inside) < 4.45) return review("placeholder");
  }
  if (contrast(inside, outside) >= 3 || style.boxShadow !== "none" || style.outlineStyle !== "none") return null;
  const seen = ["Top", "Right", "Bottom", "Left"].some((side) => {
    const colour = parse(style[`border${side}Color`]);
    return colour && parseFloat(style[`border${side}Width`]) >= 1 && style[`border${side}Style`] !== "none" && Math.max(contrast(over(colour, outside), outside), contrast(over(colour, inside), inside)) >= 3;
  });
  return seen ? null : review("border");
});
