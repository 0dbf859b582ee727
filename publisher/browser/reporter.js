// Runs beside the page after axe-core: makes it hand back only what a finding needs, and never the page's own words.
const MOST_NODES = 200; // per rule; `count` says how many there are
const TOKEN = /^[A-Za-z][A-Za-z-]{0,39}$/; // a word of the standards: no digit, no space, no Chinese
const SHOWN = ["role", "type", "lang", "xml:lang", "scope", "dir", "tabindex", "aria-hidden", "http-equiv", "name"];

// The opening tag without its contents: names of attributes, and values only where they are words of a standard.
const shape = (source) => {
  const tag = /^<([A-Za-z][\w:-]*)((?:\s+[^\s=>"']+(?:="[^"]*")?)*)/.exec(source || "");
  if (!tag) return "";
  const parts = [tag[1].toLowerCase()];
  for (const [, name, value] of tag[2].matchAll(/([^\s=>"']+)(?:="([^"]*)")?/g)) {
    if (!/^[A-Za-z][A-Za-z:-]{0,39}$/.test(name)) continue;
    const key = name.toLowerCase();
    if (key === "name" && parts[0] !== "meta") parts.push(key);
    else if (value === "") parts.push(`${key}=""`);
    else if (SHOWN.includes(key) && (TOKEN.test(value) || /^-?\d{1,3}$/.test(value))) parts.push(`${key}="${value}"`);
    else parts.push(key);
  }
  return `<${parts.slice(0, 16).join(" ")}>`;
};

const classes = (source) => {
  const found = /^<[^>]*?\sclass="([^"]*)"/.exec(source || "");
  return found ? found[1].split(/\s+/).filter((name) => TOKEN.test(name)).slice(0, 2) : [];
};

// Facts of the checks that measure: colours, sizes, and the reason why axe could not tell.
const MEASURES = ["fgColor", "bgColor", "contrastRatio", "expectedContrastRatio", "width", "height", "minSize", "messageKey"];
const facts = (checks) => {
  const known = {};
  for (const check of checks) {
    const data = check && check.data;
    if (!data || typeof data !== "object") continue;
    for (const name of MEASURES) {
      const value = data[name];
      if (name in known) continue;
      if (typeof value === "number" && Number.isFinite(value)) known[name] = String(Math.round(value * 100) / 100);
      else if (typeof value === "string" && /^(#[0-9a-fA-F]{6,8}|\d{1,2}(\.\d+)?:1|[A-Za-z]{1,40})$/.test(value)) known[name] = value;
    }
  }
  return known;
};

const slim = (entry) => {
  const checks = [...(entry.any || []), ...(entry.all || []), ...(entry.none || [])];
  const { source, ancestry } = entry.node;
  const failed = checks.map((check) => check.id);
  return [[].concat(ancestry || []).flat(4).map(String), shape(source), classes(source), failed, facts(checks)];
};

const report = (rules, options, callback) => {
  const answer = { faults: [], passed: [] };
  for (const rule of rules) {
    // behind an open modal dialog a frame cannot be entered at all, which the engine does not see
    const unsure = rule.id === "frame-focusable-content" && document.querySelector("dialog:modal");
    for (const [outcome, nodes] of [[unsure ? "cantTell" : "failed", rule.violations], ["cantTell", rule.incomplete]]) {
      if (!nodes || nodes.length === 0) continue;
      answer.faults.push({ rule: rule.id, impact: rule.impact || "", outcome, count: nodes.length, nodes: nodes.slice(0, MOST_NODES).map(slim) });
    }
    if ((rule.passes || []).length && !(rule.violations || []).length && !(rule.incomplete || []).length) answer.passed.push(rule.id);
  }
  callback(answer);
};

// frames of files and of srcdoc have no origin of their own to be compared with
axe.configure({ allowedOrigins: ["<unsafe_all_origins>"] });
axe.addReporter("publisher", report);
let excluded = [];
globalThis.publisher.exclude = (selectors) => { excluded = selectors.filter((one) => document.querySelector(one)); };
const judge = (wanted, options) => {
  const context = excluded.length ? { include: wanted.include || wanted, exclude: excluded } : wanted;
  globalThis.publisher.measureAnew?.();
  return axe.run(context, options).then((answer) => ({ ...answer, version: axe.version }));
};
globalThis.publisher.judge = (options) => judge(document, options);

// Another way of looking at the same page. noteShown remembers what is shown now; judgeAlso judges what only the new
// view shows, and judgeColours the contrast of all, where a style sheet asks for the reader's colours.
const everything = () => [...(document.body ? document.body.querySelectorAll("*") : [])].filter((node) => node.checkVisibility({ visibilityProperty: true }));
let shown = new Set();
globalThis.publisher.noteShown = () => { shown = new Set(everything()); };
globalThis.publisher.judgeAlso = (options) => {
  const fresh = everything().filter((node) => !shown.has(node));
  const known = new Set(fresh);
  const include = fresh.filter((node) => !known.has(node.parentElement)).slice(0, 100);
  return include.length ? judge({ include }, options) : { faults: [], passed: [] };
};
const ADJUSTED = { "prefers-color-scheme": /color-scheme\s*:[^;}]*dark|light-dark\(/, "forced-colors": /forced-color-adjust\s*:\s*none/ };
const asksForColours = (rules, depth, colours) => [...rules].some((rule) => (rule.media && rule.media.mediaText.includes(colours)) || (rule.style && ADJUSTED[colours].test(rule.cssText)) || (depth < 3 && rule.cssRules && asksForColours(rule.cssRules, depth + 1, colours)));
globalThis.publisher.asksFor = (colours) => {
  const reads = (sheet) => { try { return asksForColours(sheet.cssRules, 0, colours); } catch { return false; } };
  if ([...document.styleSheets, ...document.adoptedStyleSheets].some(reads)) return true;
  return colours === "prefers-color-scheme" && Boolean(document.querySelector("meta[name=color-scheme][content*=dark]"));
};
globalThis.publisher.judgeColours = (options) => judge(document, { ...options, runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] }, rules: {} });
