// Compares the language that is marked with the one that is written, where there is no doubt: Chinese, Japanese and
// Korean by their letters, languages of Latin letters by the small words that each sentence is full of.
const WORDS = {
  en: "the of and to in is that it for was with as his he be by on not this are or from at but have an they which her she were their will would there been has no into than its who you your we our can means went",
  fr: "le la les des et est une dans que qui pour pas sur au avec ce il sont plus par mais ou nous vous leur cette ont aux être fait elle du un en",
  de: "der die das und ist nicht ein eine zu den mit von auf für im dem sich des auch als nach wie bei wird sind aus oder zum zur einen",
  nl: "de het een van en is dat op te zijn met voor niet aan er om ook als bij maar naar uit hij ze wordt hebben dit deze ging",
  es: "el la los las de y que en un una por con no para se su es al lo como más pero sus este son fue desde",
  it: "il la le di e che è un una per non con del della i gli nel sono come anche alla più da si questo",
  pt: "o a os as de e que em um uma para com não por se do da no na é mais dos como mas ao são",
  da: "og i at det er en til på som de for med den af ikke et har om var fra eller kan skal blev der",
  sv: "och i att det som en på är av för med den till inte ett har om de var från eller kan ska",
};
const SETS = Object.fromEntries(Object.entries(WORDS).map(([name, words]) => [name, new Set(words.split(" "))]));
const LETTERS = new Set(["zh", "ja", "ko"]);
const MOST_TEXT = 20000;
const FEWEST_SIGNS = 4;
const MOST_FAULTS = 50;

const written = (text) => {
  const count = (pattern) => (text.match(pattern) || []).length;
  const han = count(/\p{Script=Han}/gu), kana = count(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu), hangul = count(/\p{Script=Hangul}/gu);
  const words = (text.toLowerCase().match(/\p{Script=Latin}+/gu) || []);
  if (hangul >= 10 && hangul > han + words.length) return "ko";
  if (kana >= 5 && kana * 5 > han && kana + han > words.length * 2) return "ja";
  if (han >= 12 && han > words.length * 4 && kana === 0) return "zh";
  if (words.length < 4 || (han + kana + hangul) * 5 > words.length) return "";
  const hits = Object.entries(SETS).map(([name, set]) => [words.filter((word) => set.has(word)).length, name]).sort((a, b) => b[0] - a[0]);
  return hits[0][0] >= FEWEST_SIGNS && hits[0][0] >= 2 * hits[1][0] && hits[0][0] * 8 >= words.length ? hits[0][1] : "";
};

const marked = (node) => {
  const found = /^([A-Za-z]{2})(?:-[A-Za-z0-9-]+)?$/.exec((node.getAttribute("lang") || "").trim());
  const name = found ? found[1].toLowerCase() : "";
  return name in SETS || LETTERS.has(name) ? name : "";
};

// The words that inherit their language from `root`: those of elements with a mark of their own are theirs.
const wordsOf = (root) => {
  const parts = root === document.documentElement ? [document.title] : [];
  let size = 0;
  const take = (node) => {
    for (const child of node.childNodes) {
      if (size > MOST_TEXT) return;
      if (child.nodeType === Node.TEXT_NODE) { parts.push(child.data); size += child.data.length; continue; }
      if (child.nodeType !== Node.ELEMENT_NODE || child.hasAttribute("lang") || child.hasAttribute("xml:lang")) continue;
      if (/^(script|style|noscript|template|code|pre|kbd|samp|textarea|svg|math|head)$/i.test(child.tagName) || child.translate === false) continue;
      if (!child.checkVisibility({ visibilityProperty: true })) continue;
      if (child.tagName === "IMG" && child.alt) parts.push(child.alt);
      take(child);
    }
  };
  take(root);
  return parts.join(" ");
};

const step = (node) => {
  const name = node.tagName.toLowerCase();
  const place = node.parentElement ? [...node.parentElement.children].indexOf(node) + 1 : 1;
  return node === document.documentElement || node === document.body ? name : `${name}:nth-child(${place})`;
};
const path = (node) => (node.parentElement ? `${path(node.parentElement)} > ` : "") + step(node);

const differs = (node) => {
  const said = marked(node);
  const seen = said && written(wordsOf(node));
  // Japanese may be written in Chinese characters alone
  return seen && seen !== said && !(said === "ja" && seen === "zh") ? [said, seen] : null;
};
const entry = (node, [said, seen]) => [[path(node)], `<${node.tagName.toLowerCase()} lang="${said}">`, [], ["written-language"], { messageKey: seen }];
const faults = [];
const root = document.documentElement;
const whole = differs(root);
if (whole) faults.push({ rule: "page-language", impact: "serious", outcome: "failed", count: 1, nodes: [entry(root, whole)] });
const some = [...document.body.querySelectorAll("[lang]")].filter((node) => node.checkVisibility({ visibilityProperty: true })).map((node) => [node, differs(node)]).filter(([, found]) => found);
if (some.length) faults.push({ rule: "part-language", impact: "moderate", outcome: "failed", count: some.length, nodes: some.slice(0, MOST_FAULTS).map(([node, found]) => entry(node, found)) });
return faults;
