// The search page, also from a disk: asks search-words.js, and shows what it finds. Without it the lists do the work.
"use strict";
(() => {
  const forms = document.querySelectorAll('form[role="search"]');
  forms.forEach((form) => { form.hidden = false; });
  const finder = document.getElementById("finder");
  if (!finder || !globalThis.portalWords) return;

  const chinese = document.documentElement.lang.startsWith("zh");
  const { plain, isHan, runs: runsOf, pairs } = globalThis.portalText;
  const words = globalThis.portalWords;

  // The question in other words: each word of it that stands in a group of the thesaurus, replaced by the others.
  const MOST_VARIANTS = 40;
  const groups = (globalThis.portalThesaurus ?? []).map((group) => group.map(plain));
  const standsIn = (text, word) => {
    const at = text.indexOf(word);
    const outside = (sign) => !sign || isHan(sign) || !/[\p{L}\p{N}]/u.test(sign);
    return at >= 0 && (isHan(word) || (outside(text[at - 1]) && outside(text[at + word.length])));
  };
  const inOtherWords = (question) => {
    const asked = plain(question).trim();
    const variants = [asked];
    for (const group of groups) {
      const met = group.filter((word) => standsIn(asked, word)).sort((one, other) => other.length - one.length)[0];
      const others = group.filter((word) => met && word !== met);
      variants.push(...variants.flatMap((text) => others.map((word) => text.replace(met, ` ${word} `))));
      variants.splice(MOST_VARIANTS);
    }
    return variants.slice(1);
  };
  const DISCOUNT = 0.5; // what was asked itself comes first
  const MOST_LOADED = 40_000; // signs of the index above which no other words are looked for
  const search = async (text) => {
    if (runsOf(plain(text)).length === 0) return [...await words.facet("all")].map((at) => [at, 0]);
    const used = new Set();
    const best = await words.search(plain(text), used);
    const others = inOtherWords(text);
    while (others.length && words.size(used) < MOST_LOADED) {
      for (const found of await Promise.all(others.splice(0, 3).map((other) => words.search(other, used)))) {
        for (const [at, score] of found) best.set(at, Math.max(best.get(at) ?? 0, score * DISCOUNT));
      }
    }
    return [...best].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
  };

  // What was asked for, marked in a text. Only text nodes are made: nothing of the data is read as HTML.
  const marked = (element, text, runs) => {
    const shape = [...text].map((sign) => plain(sign));
    const hits = new Array(shape.length).fill(false);
    const folded = shape.map((sign) => sign[0] ?? " ").join("");
    for (const run of runs) {
      for (const term of isHan(run) && run.length > 1 ? pairs(run) : [run]) {
        for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + 1)) {
          if (!isHan(term) && at > 0 && /[\p{L}\p{N}]/u.test(folded[at - 1]) && !isHan(folded[at - 1])) continue;
          hits.fill(true, at, at + term.length);
        }
      }
    }
    let start = 0;
    const signs = [...text];
    for (let at = 1; at <= signs.length; at += 1) {
      if (at < signs.length && hits[at] === hits[start]) continue;
      const piece = signs.slice(start, at).join("");
      if (hits[start]) element.appendChild(make("mark", piece));
      else element.append(piece);
      start = at;
    }
    return element;
  };
  const make = (tag, text = "", attributes = {}) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  };

  const results = document.getElementById("results");
  const status = document.getElementById("found");
  const more = document.getElementById("more");
  const filters = ["theme", "format", "frequency"].map((name) => finder.elements[name]);
  const question = finder.elements.q;
  const STEP = 20;
  let hits = [];
  let shown = 0;

  // By position, as sought/index.py writes them.
  const read = ([, id, titleZh, titleEn, aboutZh, aboutEn, formats, day, rows]) =>
    ({ id, titleZh, titleEn, aboutZh, aboutEn, formats, day, rows });
  const spoken = (item, zh, en) => {
    const own = chinese ? item[zh] : item[en];
    return own ? [own, null] : [chinese ? item[en] : item[zh], chinese ? "en" : "zh-Hant-TW"];
  };
  const fill = (element, [text, language], runs) => {
    if (language) element.lang = language;
    return marked(element, text, runs);
  };
  const card = (item, runs) => {
    const node = make("li", "", { class: "card" });
    const heading = node.appendChild(make("h2", "", { class: "card-title" }));
    const link = heading.appendChild(make("a", "", { href: `${results.dataset.home}dataset/${item.id}/index.html` }));
    fill(link, spoken(item, "titleZh", "titleEn"), runs);
    node.appendChild(fill(make("p", "", { class: "about" }), spoken(item, "aboutZh", "aboutEn"), runs));
    const facts = node.appendChild(make("dl", "", { class: "line" }));
    const formats = item.formats.map((name) => name.toUpperCase()).join(" ");
    for (const [label, text] of [["updated", item.day], ["rows", item.rows.toLocaleString("en")], ["formats", formats]]) {
      const pair = facts.appendChild(make("div"));
      pair.appendChild(make("dt", results.dataset[label]));
      pair.appendChild(make("dd", text));
    }
    return node;
  };
  // Whoever asks anew while an answer is on its way gets the new one alone.
  let turn = 0;
  const answer = async (work) => {
    turn += 1;
    const mine = turn;
    try {
      const found = await work();
      if (mine === turn) found();
    } catch {
      if (mine === turn) status.textContent = status.dataset.failed;
    }
  };
  const next = async (found, from) => {
    const runs = [question.value, ...inOtherWords(question.value)].flatMap((text) => runsOf(plain(text)));
    const cards = (await words.cards(found.slice(from, from + STEP).map(([at]) => at))).map((row) => card(read(row), runs));
    return () => {
      hits = found;
      results.append(...cards);
      shown = Math.min(from + STEP, hits.length);
      more.hidden = shown >= hits.length;
    };
  };
  const run = () => answer(async () => {
    const asked = filters.map((field) => [field.name, field.value]).filter(([, value]) => value);
    const allowed = await Promise.all(asked.map(([name, value]) => words.facet(name, value)));
    const found = (await search(question.value)).filter(([at]) => allowed.every((one) => one.has(at)));
    const fill = await next(found, 0);
    return () => {
      results.replaceChildren();
      fill();
      const text = found.length ? status.dataset.some : status.dataset.none;
      status.textContent = text.replace("{found}", found.length).replace("{all}", results.dataset.all);
    };
  });
  const remember = () => {
    const asked = new URLSearchParams([...new FormData(finder)].filter(([, value]) => value));
    try {
      history.replaceState(null, "", asked.size ? `?${asked}` : location.pathname);
    } catch {
      // A browser may forbid it for files on a disk; the search goes on without.
    }
  };

  const asked = new URLSearchParams(location.search);
  [question, ...filters].forEach((field) => { field.value = asked.get(field.name) ?? ""; });
  filters.forEach((field) => { if (field.selectedIndex < 0) field.value = ""; });
  finder.addEventListener("submit", (event) => { event.preventDefault(); run(); remember(); });
  let waiting;
  question.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => { run(); remember(); }, 120); });
  filters.forEach((field) => field.addEventListener("change", () => { run(); remember(); }));
  more.addEventListener("click", () => answer(async () => {
    const from = shown;
    const fill = await next(hits, from);
    return () => { fill(); results.children[from]?.querySelector("a").focus(); };
  }));
  run();
})();
