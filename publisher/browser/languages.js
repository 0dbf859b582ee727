// The words of the page by the mark of their language, for written.py to judge; they go no further than that.
// Gives [[path, tag, lang as marked, kind, words], …]: `page` all that inherits the language of the page, `part` each
// element with a mark of its own, `block` each block of text that inherits from the page, in their order.
(() => {
  const MOST_TEXT = 20000, MOST_PARTS = 200, MOST_BLOCKS = 1500, LONGEST_BLOCK = 600;
  const SKIPPED = /^(script|style|noscript|template|code|pre|kbd|samp|var|textarea|svg|math|head|address|datalist|option|iframe|object|embed|audio|video|canvas)$/i;
  const marks = (node) => node.hasAttribute("lang") || node.hasAttribute("xml:lang");
  const INLINE = /^(inline|inline-block|contents|ruby|ruby-text)/;
  const step = (node) => {
    const name = node.tagName.toLowerCase();
    const place = node.parentElement ? [...node.parentElement.children].indexOf(node) + 1 : 1;
    return node === document.documentElement || node === document.body ? name : `${name}:nth-child(${place})`;
  };
  const path = (node) => (node.parentElement ? `${path(node.parentElement)} > ` : "") + step(node);
  const found = [];
  const blocks = [];

  // the words that inherit their language from `root`: those of elements with a mark of their own are theirs
  const wordsOf = (root, isPage) => {
    const parts = isPage ? [document.title] : [];
    let size = 0;
    const take = (node, block) => {
      for (const child of node.childNodes) {
        if (size > MOST_TEXT) return;
        if (child.nodeType === Node.TEXT_NODE) {
          const text = child.data.trim();
          if (!text) continue;
          parts.push(text);
          size += text.length;
          if (block && block.text.length < LONGEST_BLOCK) block.text += ` ${text}`;
          continue;
        }
        if (child.nodeType !== Node.ELEMENT_NODE || marks(child) || SKIPPED.test(child.tagName) || child.translate === false) continue;
        if (!child.checkVisibility({ visibilityProperty: true })) continue;
        if (child.tagName === "IMG" && child.alt) parts.push(child.alt);
        if (!isPage || INLINE.test(getComputedStyle(child).display)) { take(child, block); continue; }
        const own = { node: child, text: "" };
        if (blocks.length < MOST_BLOCKS) blocks.push(own);
        take(child, own);
      }
    };
    take(root, null);
    return parts.join(" ");
  };

  const said = (node) => (node.getAttribute("lang") || node.getAttribute("xml:lang") || "").trim();
  const root = document.documentElement;
  found.push([path(root), "html", said(root), "page", wordsOf(root, true)]);
  if (!document.body) return found;
  for (const node of [...document.body.parentElement.querySelectorAll("body[lang],body [lang]")].slice(0, MOST_PARTS)) {
    if (node.checkVisibility({ visibilityProperty: true })) found.push([path(node), node.tagName.toLowerCase(), said(node), "part", wordsOf(node, false).slice(0, 4000)]);
  }
  for (const { node, text } of blocks) if (text) found.push([path(node), node.tagName.toLowerCase(), said(root), "block", text.slice(0, LONGEST_BLOCK)]);
  return found;
})()
