// In the page's own world: what answers to a click and is no control (WCAG 2.1.1, 4.1.2). Gives rows as reporter.js has them.
(() => {
  const REAL = "a[href],area,button,input,select,textarea,summary,label,option,details,video,audio,iframe,[contenteditable],[role=presentation]";
  const heard = window[Symbol.for("publisher.clicked")] || new Set();
  const step = (node) => node === document.body || node === document.documentElement ? node.tagName.toLowerCase() : `${node.tagName.toLowerCase()}:nth-child(${[...node.parentElement.children].indexOf(node) + 1})`;
  const path = (node) => (node.parentElement ? `${path(node.parentElement)} > ` : "") + step(node);
  const rows = [];
  for (const node of document.body ? document.body.querySelectorAll("*") : []) {
    if (!(node instanceof HTMLElement) || !(typeof node.onclick === "function" || heard.has(node)) || node.matches(REAL) || node.closest("a[href],button,label,summary,select,[inert]")) continue;
    if (node.querySelector("a[href],button,input,select,textarea,summary,[role=button],[role=link],[tabindex]") || !node.checkVisibility({ visibilityProperty: true })) continue;
    const words = node.innerText.trim();
    if (words.length > 80 || (!words && !node.querySelector("img,svg") && !node.title) || getComputedStyle(node).cursor !== "pointer") continue;
    const role = node.getAttribute("role"), reached = node.tabIndex >= 0 || node.closest("[aria-activedescendant],[role=menu],[role=tablist],[role=listbox],[role=tree],[role=grid],[role=radiogroup],[role=toolbar]");
    if (role && reached) continue;
    const classes = [...node.classList].filter((name) => /^[A-Za-z][A-Za-z-]{0,39}$/.test(name)).slice(0, 2);
    rows.push([[path(node)], `<${node.tagName.toLowerCase()}${node.hasAttribute("onclick") ? " onclick" : ""}>`, classes, ["click"], { messageKey: reached ? "noRole" : "notReached" }, !reached]);
  }
  return rows.slice(0, 100);
})()
