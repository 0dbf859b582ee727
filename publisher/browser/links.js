// Every address that stands on the page now, after its scripts: links, routes that scripts wait for, open shadow trees too.
(() => {
  const found = new Map();
  const add = (address, node) => {
    try {
      const url = new URL(address, document.baseURI);
      if (/^https?:$/.test(url.protocol) && found.size < 3000 && !found.has(url.href)) {
        found.set(url.href, (node.textContent || node.getAttribute("aria-label") || "").trim().replace(/\s+/g, " ").slice(0, 120));
      }
    } catch (error) { /* no address */ }
  };
  const CLICK = /(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\(|window\.open\(|\.push(?:State)?\(|\.navigate(?:ByUrl)?\()\s*(?:'([^'+]+)'|"([^"+]+)")\s*(?:[;,)}]|$)/;
  const walk = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.localName === "a" || node.localName === "area") {
        const href = node.getAttribute("href") ?? node.getAttribute("xlink:href");
        if (href) add(href, node);
      }
      for (const name of ["routerlink", "data-href", "data-url", "data-link", "data-route"]) {
        const written = node.getAttribute(name);
        if (written && /^(?:https?:)?\/|^\.{0,2}\/|^#\//.test(written)) add(written, node);
      }
      const clicked = CLICK.exec(node.getAttribute("onclick") || "");
      if (clicked) add(clicked[1] || clicked[2], node);
      if (node.localName === "option" && /^(?:https?:)?\//.test(node.value)) add(node.value, node);
      if (node.shadowRoot) walk(node.shadowRoot);
    }
  };
  walk(document);
  return [...found];
})()
