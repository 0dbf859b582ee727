// What this document has loaded, and whether that list says all: scripts that ask the server fill the page with what
// no list shows. Returns [addresses, whether it is all]. The icon of a site is nothing that a verdict depends on.
const MOST = 240; // browsers keep 250 entries and then stop counting
const KNOWN = ["audio", "body", "css", "embed", "frame", "iframe", "image", "img", "input", "link", "object", "script", "track", "video"];
const icons = [...document.querySelectorAll("link[rel~=icon]")].map((link) => link.href);
const isIcon = (entry) => entry.initiatorType === "other" && (new URL(entry.name).pathname === "/favicon.ico" || icons.includes(entry.name));
const entries = performance.getEntriesByType("resource");
const parts = entries.filter((entry) => !isIcon(entry));
return [parts.map((entry) => entry.name), entries.length < MOST && parts.every((entry) => KNOWN.includes(entry.initiatorType))];
