// What links say, and what they do (WCAG 2.4.4, 3.2; usages of Taiwanese sites).
const { add, fail, review, clean, nameOf, shown } = publisher;
const GENERIC = /^(?:(?:click|tap|press)(?: here| this| me)?|here|(?:read|learn|see|view|find out|show|know)? ?more(?: info(?:rmation)?| details?)?|details?|link|this|this (?:link|page)|go|continue|info|download|open|pdf|更多|看更多|了解更多|閱讀更多|更多資訊|更多內容|more|詳細|詳細資料|詳細內容|詳情|詳全文|全文|內容|連結|鏈結|網址|點我|點此|點這裡|按此|按這裡|按我|請按這裡|請點選|請點我|這裡|此處|前往|進入|下載|開啟|檢視|查看|瀏覽)(?:\.{3}|…|>>?|»|›)?$/i;
const BARE = /^[\p{P}\p{S}\s]+$/u;
const NOTICE = /另開|新視窗|新分頁|新窗口|開新|外部連結|new (?:window|tab)|opens? in|external/i;
const KINDS = /\.(pdf|docx?|xlsx?|pptx?|od[tspg]|csv|zip|7z|rar|txt|xml|json|mp[34])(?:$|[?#])/i;
const SIZE = /\d\s*(?:bytes?|[kmg]i?b|位元組)/i;
const address = (link) => { try { return new URL(link.getAttribute("href"), document.baseURI).href; } catch { return ""; } };

add("link-punctuation", "serious", "a[href]", (node) => {
  const name = nameOf(node);
  // the marks ::: of Taiwanese sites lead to the blocks of the page and are named by their title
  return name && BARE.test(name) && !node.title && !node.accessKey && !/^[<>«»‹›←→\d]+$/.test(name) ? fail("punctuation") : null;
});

add("link-text-vague", "moderate", "a[href],[role=link]", (node) => {
  const name = nameOf(node);
  if (GENERIC.test(name)) {
    // what surrounds the link may say what it is about: its sentence, its cell or item, or a heading before it
    const block = node.closest("p,li,td,th,dd,dt,figure,section,article,h1,h2,h3,h4,h5,h6,div:not([role=link])");
    const around = block && clean(block.textContent).length > clean(node.textContent).length;
    const headed = [...document.querySelectorAll("h1,h2,h3,h4,h5,h6,[role=heading]")].some((head) => head.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
    return around || headed || node.title || node.hasAttribute("aria-describedby") ? review("vague") : fail("vague");
  }
  if (name.length + (name.match(/[\u3400-\u9fff]/g) || []).length > 160 && !node.hasAttribute("aria-label")) return review("long");
  return /^(?:https?:\/\/|www\.)\S{30,}$/i.test(name) ? review("address") : null;
});

add("link-twice", "moderate", "a[href]", (node) => {
  const next = node.nextElementSibling;
  if (!next || next.tagName !== "A" || !next.hasAttribute("href") || address(node) !== address(next) || !address(node)) return null;
  if (node.nextSibling !== next && clean(node.nextSibling.textContent)) return null;
  const pair = [node, next].map((link) => [Boolean(link.querySelector("img,svg,[role=img]")), clean(link.textContent)]);
  const [first, second] = pair;
  if (!shown(next)) return null;
  if ((first[0] && !first[1] && second[1]) || (second[0] && !second[1] && first[1])) return fail("pictureAndText");
  return nameOf(node) === nameOf(next) ? review("sameTwice") : null;
});

add("link-same-text", "minor", "a[href]", (node) => {
  const known = (publisher.targets ||= (() => {
    const found = new Map();
    for (const link of document.querySelectorAll("a[href]")) {
      const words = clean(link.textContent).toLowerCase();
      const to = address(link).split("#")[0];
      if (words && to && shown(link)) found.set(words, (found.get(words) || new Set()).add(to));
    }
    return found;
  })());
  const name = clean(node.textContent).toLowerCase();
  return name && !node.title && !node.getAttribute("aria-label") && !node.getAttribute("aria-describedby") && (known.get(name) || new Set()).size > 1 ? review("otherTarget") : null;
});

add("link-new-window", "minor", "a[target=_blank][href],area[target=_blank][href],form[target=_blank]", (node) => {
  const said = `${nameOf(node)} ${node.title} ${[...node.querySelectorAll("[title],[alt]")].map((one) => `${one.title} ${one.alt || ""}`).join(" ")}`;
  return NOTICE.test(said) ? null : review("newWindow");
});

add("link-document", "minor", "a[href]", (node) => {
  const kind = KINDS.exec(address(node).split("#")[0]);
  if (!kind) return null;
  const near = `${nameOf(node)} ${node.title} ${clean(node.parentElement ? node.parentElement.textContent : "").slice(0, 200)}`;
  const named = new RegExp(`(?<![a-z])${kind[1]}(?![a-z])|word|excel|powerpoint`, "i").test(near.replace(/\S+\.\w+$/, ""));
  if (!named) return review("noFormat");
  return SIZE.test(near) ? null : review("noSize");
});

add("link-fake", "serious", "a", (node) => {
  const href = node.getAttribute("href");
  if (href === null) return node.hasAttribute("onclick") && !node.hasAttribute("tabindex") ? fail("noAddress") : null;
  if (node.getAttribute("role") === "button") return null;
  if (/^\s*javascript:/i.test(href) || (href === "#" && node.hasAttribute("onclick"))) return review("script");
  // a place on this page that is not there; #/… and #!… are addresses of scripts
  const place = /^#([^/!].*)/.exec(href);
  if (!place || /^top$/i.test(place[1]) || node.hasAttribute("onclick") || [...node.attributes].some((one) => one.name.startsWith("data-"))) return null;
  let id = place[1];
  try { id = decodeURIComponent(id); } catch { /* as it stands */ }
  return document.getElementById(id) || document.getElementById(place[1]) || document.getElementsByName(id).length || place[1].includes(":~:") ? null : review("noPlace");
});

add("links-outside-nav", "moderate", "ul,ol", (node) => {
  if (node.closest("nav,[role=navigation],main,[role=main],[role=menu],[role=menubar],[role=tablist],article,table")) return null;
  const items = [...node.children];
  const links = items.filter((item) => { const link = item.querySelector("a[href]"); return link && clean(item.textContent).length <= clean(link.textContent).length + 4; });
  const marked = /menu|nav/i.test(`${node.className} ${node.id} ${node.parentElement ? `${node.parentElement.className} ${node.parentElement.id}` : ""}`);
  return links.length >= 4 && links.length === items.length && (marked || node.closest("header,footer,[role=banner],[role=contentinfo]")) ? fail("menu") : null;
});

// machine code HM3240900C (AAA): a title beside the words; once for a page, since most links have none
let untitled = false;
add("link-title", "minor", "a[href]", (node) => {
  if (untitled || clean(node.title) || !clean(node.textContent) || !shown(node)) return null;
  untitled = true;
  return review("noTitle");
});
