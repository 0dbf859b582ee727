// Before a walk through the page with the Tab key: what there is to reach, and whether a script may hold the reader back.
// Without a script nothing can. Frames and plug-ins have keys of their own, so nothing is said of pages with them.
const STOPS = "a[href],area[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex],[contenteditable=''],[contenteditable=true],audio[controls],video[controls]";
const FIELDS = "input[type=date],input[type=time],input[type=datetime-local],input[type=month],input[type=week],input[type=number],audio,video";
const OWN = "iframe,frame,object,embed";
const stops = [...document.querySelectorAll(STOPS)].filter((node) => node.tabIndex >= 0 && !node.disabled && !node.closest("[inert]") && node.checkVisibility({ visibilityProperty: true }));
const handlers = document.querySelector("[onblur],[onfocus],[onfocusin],[onfocusout],[onkeydown],[onkeypress]");
const scripted = handlers !== null || document.scripts.length > 0;
window.addEventListener("click", (event) => event.preventDefault(), { capture: true }); // no way out of the page itself
const text = document.body ? document.body.innerText : "";
const keys = [...text.matchAll(/(?:(ctrl|control|alt|shift)\s*[+＋-]\s*([a-z0-9]))|\b(esc(?:ape)?)\b/gi)].slice(0, 5)
  .map(([, modifier, key, escape]) => (escape ? ["", "Escape"] : [modifier.toLowerCase(), key.toLowerCase()]));
const help = /how to|help|exit|leave|press|說明|離開|跳出|結束|按/i.test(text);
return { stops: stops.length, slow: document.querySelectorAll(FIELDS).length, scripted, own: document.querySelector(OWN) !== null, keys, help };
