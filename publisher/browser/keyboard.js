// Before a walk through the page with the Tab key: what there is to reach, in shadow roots and boxes that scroll as
// well, and an ear for where the focus goes. Answers with what the walk must know; publisherWalk tells what was heard.
(() => {
  const STOPS = "a[href],area[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex],[contenteditable=''],[contenteditable=true],audio[controls],video[controls],iframe,frame,object,embed";
  const FIELDS = "input[type=date],input[type=time],input[type=datetime-local],input[type=month],input[type=week],input[type=number],audio,video";
  const roots = [document];
  const each = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]);
  for (const root of roots) for (const node of root.querySelectorAll("*")) if (node.shadowRoot) roots.push(node.shadowRoot);
  const visible = (node) => node.checkVisibility({ visibilityProperty: true });
  const scrolls = (node) => (node.scrollHeight > node.clientHeight + 1 || node.scrollWidth > node.clientWidth + 1) && /auto|scroll/.test(getComputedStyle(node).overflow);
  const controls = each(STOPS).filter((node) => node.tabIndex >= 0 && !node.disabled && !node.closest("[inert]") && visible(node));
  const boxes = each("div,section,main,aside,ul,ol,dl,pre,table,form,fieldset,p,td,nav,article").filter((node) => node.tabIndex < 0 && visible(node) && scrolls(node) && !controls.some((control) => node.contains(control)));
  const at = () => { let node = document.activeElement; while (node && node.shadowRoot && node.shadowRoot.activeElement) node = node.shadowRoot.activeElement; return node === document.body || node === document.documentElement ? null : node; };
  const path = (node) => {
    const root = node.getRootNode();
    const name = node.tagName.toLowerCase();
    if (node === document.documentElement || node === document.body) return node === document.body ? "html > body" : name;
    const place = `${name}:nth-child(${[...(node.parentNode || root).children].indexOf(node) + 1})`;
    return node.parentElement ? `${path(node.parentElement)} > ${place}` : root.host ? `${path(root.host)} >>> ${place}` : place;
  };

  // what can show that an element has the focus: itself, what is drawn with it, and what surrounds it
  const LOOK = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "backgroundImage", "color", "borderTopColor", "borderBottomColor", "borderTopWidth", "borderBottomWidth", "borderTopStyle", "textDecorationLine", "textDecorationColor", "opacity", "transform", "filter", "width", "height", "fontWeight", "content", "visibility", "display", "left", "top", "clipPath"];
  const style = (node, part) => { const known = getComputedStyle(node, part); return LOOK.map((name) => (name.startsWith("outline") && known.outlineStyle === "none" ? "" : known[name])).join(";"); };
  const look = (node) => [node, node.parentElement, node.nextElementSibling, node.previousElementSibling, node.firstElementChild, node.parentElement && node.parentElement.parentElement]
    .map((one) => (one ? `${style(one)}|${style(one, "::before")}|${style(one, "::after")}` : "")).join("\n");
  // the browser's own ring, or one like it: nothing more needs to be compared
  const ringed = (node) => { const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(node); return outlineStyle !== "none" && parseFloat(outlineWidth) > 0 && !/(?:,|\/) ?0(?:\.0+)?\)$|transparent/.test(outlineColor); };

  // whether the element has the focus of a reader who uses keys, in a window that has it: only then its look tells anything
  const holds = (node) => document.hasFocus() && at() === node && node.matches(":focus-visible");

  // what the focus shows may come slowly
  const atOnce = () => { for (const animation of document.getAnimations()) if (animation.effect && Number.isFinite(animation.effect.getComputedTiming().endTime)) try { animation.finish(); } catch { /* runs on */ } };
  const known = [];
  const log = [];
  const LARGE = /^(iframe|frame|object|embed|body|html)$/i;
  const heard = new WeakSet();
  const hear = (event) => {
    const node = event.composedPath()[0];
    if (heard.has(event) || !(node instanceof Element)) return;
    heard.add(event);
    if (!known.includes(node)) {
      known.push(node);
    }
    log.push(known.indexOf(node));
  };
  for (const root of roots) root.addEventListener("focusin", hear, true); // what moves within a shadow root is not heard outside
  addEventListener("focusout", (event) => { if (!event.relatedTarget) log.push(-1); }, true);
  addEventListener("click", (event) => event.preventDefault(), { capture: true }); // no way out of the page itself

  const modal = (node) => { for (let one = node; one; one = one.parentElement || (one.getRootNode() || {}).host) if (one.matches("dialog:modal,[role$=dialog][aria-modal=true]")) return true; return false; };
  globalThis.publisherWalk = {
    log: () => log,
    here: () => { const node = at(); return node ? [path(node), modal(node), node.tagName.toLowerCase()] : null; },
    seen: () => known.length,
    // one element of each kind: the tag and its classes; [path, shape, classes, how many there are]
    kinds: () => {
      const found = new Map();
      for (const node of controls) {
        const box = node.getBoundingClientRect();
        if (LARGE.test(node.tagName) || box.width * box.height === 0) continue;
        const key = `${node.tagName}|${node.type || ""}|${node.className}|${node.parentElement ? node.parentElement.className : ""}`;
        if (!found.has(key)) found.set(key, []);
        found.get(key).push(node);
      }
      globalThis.publisherKinds = [...found.values()].slice(0, 60);
      return publisherKinds.map((nodes) => nodes.slice(0, 20).map((node) => [[path(node)], `<${node.tagName.toLowerCase()}>`, [...node.classList].filter((name) => /^[A-Za-z][A-Za-z-]{0,39}$/.test(name)).slice(0, 2), ["focus-unseen"], {}]));
    },
    // the numbers of the kinds that the focus draws no ring around and that look as before
    unseen: () => publisherKinds.flatMap(([node], number) => {
      node.focus({ preventScroll: true });
      atOnce();
      if (!holds(node) || ringed(node)) return [];
      const focused = look(node);
      node.blur();
      atOnce();
      return look(node) === focused ? [number] : [];
    }),
    // the kinds that something which stays in its place hides whole when they have the focus (WCAG 2.4.11)
    covered: () => publisherKinds.flatMap(([node], number) => {
      node.focus();
      atOnce();
      const box = node.getBoundingClientRect();
      if (at() !== node || box.width < 2 || box.height < 2 || box.bottom < 1 || box.top > innerHeight - 1) return [];
      const x = [box.left + 2, (box.left + box.right) / 2, box.right - 2], y = [Math.max(1, box.top + 2), Math.min(innerHeight - 1, box.bottom - 2)];
      const stays = (one) => { for (let up = one; up && up !== document.body; up = up.parentElement) { if (up.contains(node)) return false; if (/fixed|sticky/.test(getComputedStyle(up).position)) return true; } return false; };
      const hidden = x.every((left) => y.every((top) => { const one = document.elementFromPoint(left, top); return one && !node.contains(one) && !one.contains(node) && !(one.shadowRoot && one.contains(node)) && stays(one); }));
      return hidden ? [number] : [];
    }),
    // the kinds that stand off the page, where no scrolling leads, also when they have the focus
    away: () => publisherKinds.flatMap(([node], number) => {
      node.focus();
      atOnce();
      const box = node.getBoundingClientRect();
      return holds(node) && (box.right + scrollX <= 0 || box.bottom + scrollY <= 0) ? [number] : [];
    }),
    holds: (number) => holds(publisherKinds[number][0]),
    // where to take the picture; null when the element has not the focus that it should have
    place: (number, focus) => {
      const [node] = publisherKinds[number];
      if (focus) node.focus(); else { node.blur(); node.scrollIntoView({ block: "center", behavior: "instant" }); }
      atOnce();
      if (focus ? !holds(node) : at() === node) return null;
      const box = node.getBoundingClientRect();
      return [Math.max(0, box.x + scrollX - 6), Math.max(0, box.y + scrollY - 6), box.width + 12, box.height + 12];
    },
  };
  const text = document.body ? document.body.innerText : "";
  const keys = [...text.matchAll(/(?:(ctrl|control|alt|shift)\s*[+＋-]\s*([a-z0-9]))|\b(esc(?:ape)?)\b/gi)].slice(0, 5)
    .map(([, modifier, key, escape]) => (escape ? ["", "Escape"] : [modifier.toLowerCase(), key.toLowerCase()]));
  const help = /how to|help|exit|leave|press|說明|離開|跳出|結束|按/i.test(text);
  const handlers = roots.some((root) => root.querySelector("[onblur],[onfocus],[onfocusin],[onfocusout],[onkeydown],[onkeypress],[onkeyup]"));
  const start = at();
  return { stops: controls.length + boxes.length, from: start ? controls.indexOf(start) + 1 : 0, slow: each(FIELDS).length + each("*").filter((node) => node.tagName.includes("-") && !node.shadowRoot && visible(node)).length, handlers, own: each("iframe,frame,object,embed").length > 0, keys, help };
})()
