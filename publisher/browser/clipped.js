// Text that is cut off when a reader needs more room for it (WCAG 1.4.4, 1.4.12), and what does not fit into a narrow
// window (1.4.10). publisherRoom.note() remembers what is cut off as the page stands.
(() => {
  const step = (node) => node === document.body || node === document.documentElement ? node.tagName.toLowerCase() : `${node.tagName.toLowerCase()}:nth-child(${[...node.parentElement.children].indexOf(node) + 1})`;
  const path = (node) => (node.parentElement ? `${path(node.parentElement)} > ` : "") + step(node);
  const row = (node, word) => [[path(node)], `<${node.tagName.toLowerCase()}>`, [...node.classList].filter((name) => /^[A-Za-z][A-Za-z-]{0,39}$/.test(name)).slice(0, 2), [word], { messageKey: word }];
  // what moves is cut off at one moment and not at the next; carousels keep their other pictures beside the shown one
  const moved = document.getAnimations().map((animation) => animation.effect && animation.effect.target).filter(Boolean);
  const SLIDES = /carousel|slick|swiper|slider?(?![a-z])|marquee|ticker|owl-/i;
  const slides = (node) => moved.some((one) => node.contains(one)) || [node, node.parentElement, node.firstElementChild].some((one) => one && SLIDES.test(one.className));
  const boxes = [...(document.body ? document.body.querySelectorAll("*") : [])].filter((node) => {
    if (!node.textContent.trim() || node instanceof SVGElement) return false;
    const { overflowX, overflowY, clipPath } = getComputedStyle(node);
    return /hidden|clip/.test(overflowX + overflowY) && clipPath === "none" && node.clientWidth > 8 && node.clientHeight > 8 && !slides(node);
  });
  // "x" or "y": the side on which words are cut off; "" when none are
  const cut = (node) => {
    if (node.clientWidth < 2 || node.clientHeight < 2 || !node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return "";
    const edge = node.getBoundingClientRect(), { overflowX, overflowY, textOverflow, webkitLineClamp } = getComputedStyle(node);
    const down = /hidden|clip/.test(overflowY) && webkitLineClamp === "none", across = /hidden|clip/.test(overflowX) && textOverflow !== "ellipsis";
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT), range = document.createRange();
    for (let seen = 0, text = walker.nextNode(); text && seen < 60; text = walker.nextNode(), seen += 1) {
      if (!text.data.trim() || !text.parentElement.checkVisibility({ visibilityProperty: true })) continue;
      range.selectNodeContents(text);
      for (const rect of range.getClientRects()) {
        if (down && rect.top < edge.bottom + 400 && rect.bottom > edge.bottom + rect.height * 0.3 && rect.left < edge.right && rect.right > edge.left) return "y";
        if (across && rect.right > edge.right + 4 && rect.left < edge.right && rect.bottom > edge.top && rect.top < edge.bottom) return "x";
      }
    }
    return "";
  };
  // words of its own, and not those of a carousel that keeps its other pictures beside it
  const ownWords = (node) => [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim().length > 1);
  let before = new Set();
  globalThis.publisherRoom = {
    boxes: boxes.length,
    note: () => { before = new Set(boxes.filter(cut)); return before.size; },
    // with a link or a button behind it, it is a preview
    already: () => [...before].filter((node) => ownWords(node) && !node.title && !node.closest("[aria-hidden=true]") && !(node.nextElementSibling && node.nextElementSibling.matches("a[href],button,:has(> a[href],> button)"))).slice(0, 50).map((node) => row(node, "always")),
    newly: (word) => boxes.filter((node) => !before.has(node) && cut(node)).slice(0, 50).map((node) => row(node, word)),
    spaced: () => {
      const style = document.createElement("style");
      style.textContent = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }";
      document.documentElement.append(style);
      const found = publisherRoom.newly("spacing");
      style.remove();
      return found;
    },
    wide: () => {
      const room = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= room + 2) return [];
      const FREE = "table,img,svg,video,canvas,iframe,object,embed,pre,code,map,[role=toolbar],[role=grid],[role=table],input[type=range]";
      // words that do not break reach beyond their own box
      const reach = (node) => {
        const box = node.getBoundingClientRect();
        if (!ownWords(node) || box.width < 2 || getComputedStyle(node).overflowX !== "visible") return box;
        const range = document.createRange();
        range.selectNodeContents(node);
        const words = range.getBoundingClientRect(), left = Math.min(box.left, words.left), right = Math.max(box.right, words.right);
        return { left, right, width: right - left };
      };
      const held = (node) => { for (let one = node.parentElement; one && one !== document.body; one = one.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX)) return true; return false; };
      const wide = [...document.body.querySelectorAll("*")].filter((node) => {
        if (!node.textContent.trim() || node.closest(FREE)) return false;
        const box = reach(node);
        return box.width > 0 && box.left < room && box.right + scrollX > room + 2 && box.width > room && !node.querySelector(FREE) && !held(node);
      });
      return wide.filter((node) => !wide.some((other) => other !== node && other.contains(node))).slice(0, 20).map((node) => row(node, "wide"));
    },
  };
  return [boxes.length, publisherRoom.note()];
})()
