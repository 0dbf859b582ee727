// Alternatives of pictures that are none, or that contradict themselves (WCAG 1.1.1).
const { add, fail, review, clean, shown } = publisher;
const WORDED = /(?:banner|title|heading|headline|poster|slogan|notice|chart|graph|diagram|flow|infographic|timetable|hours|海報|標題|圖表|流程|公告|時刻表)[^/]*\.(?:jpe?g|png|gif|svg|webp)(?:$|[?#])/i;
const FILE = /^[^\s/\\]{1,80}\.(?:jpe?g|png|gif|svg|webp|bmp|tiff?|avif|ico)$/i;
const NUMBERED = /^(?:img|image|dsc|dscn|dscf|pic|photo|screenshot|圖片?|照片|未命名|scan)[-_ ]?\d{1,10}$/i;
const GENERIC = /^(?:image|images|picture|photo|graphic|icon|logo|img|spacer|blank|alt|banner|圖|圖片|圖像|圖示|照片|相片|影像|圖檔|示意圖|插圖)$/i;

add("image-alt-file-name", "serious", "img[alt],[role=img][aria-label],input[type=image][alt],area[alt]", (node) => {
  const name = clean(node.getAttribute("alt") ?? node.getAttribute("aria-label"));
  // a name of the file that tells of words or figures in the picture
  if (!name) return node.tagName === "IMG" && WORDED.test(node.getAttribute("src") || "") && !node.closest("[aria-hidden=true]") && !clean((node.closest("a,button,figure") || {}).textContent) && shown(node) ? review("worded") : null;
  if (FILE.test(name) || NUMBERED.test(name)) return fail("fileName");
  const source = decodeURIComponent((node.getAttribute("src") || "").split(/[?#]/)[0].split("/").pop().replace(/%(?![0-9a-f]{2})/gi, "%25"));
  const stem = source.replace(/\.[^.]*$/, "");
  if (stem.length > 3 && /[\d_-]/.test(stem) && name.toLowerCase() === stem.toLowerCase()) return fail("fileName");
  if (GENERIC.test(name)) return review("generic");
  if (/^(?:(?:an? |the )?(?:image|picture|photo(?:graph)?|graphic|icon) (?:of|showing) |(?:這是)?(?:一張)?(?:圖片|照片|影像|圖檔)\s*[:：])/i.test(name)) return review("prefix");
  const beside = node.closest("figure") || node.parentElement;
  if (name.length > 8 && beside && clean(beside.textContent) === name && !node.closest("a,button")) return review("repeats");
  return name.length > 250 ? review("long") : null;
});

add("image-empty-alt-title", "serious", "img[alt][title]", (node) => (!clean(node.alt) && clean(node.title) ? fail("title") : null));

add("text-as-picture", "moderate", "pre,p,div,span,td,li", (node) => {
  const own = [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE).map((child) => child.data).join("");
  if (node.closest("abbr,[role=img],code,kbd,samp")) return null;
  if (/(?:^|\s)(?:[:;=8][-^']?[()DPpOo]{1,3}|\^_+\^|orz|OTZ|Q_Q|T_T|>_<|\(\^[^()]{0,6}\^\))(?:$|[\s。，！!])/.test(own)) return review("emoticon");
  const lines = node.tagName === "PRE" ? own.split("\n").filter((line) => line.trim()) : [];
  const drawn = lines.filter((line) => line.replace(/[\s\w\u3400-\u9fff.,;:()]/g, "").length * 2 > line.trim().length);
  return drawn.length >= 3 ? review("drawn") : null;
});
