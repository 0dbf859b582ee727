// The search of the portal, in the reader's browser, also from a disk. Chinese is found by pairs of characters
// (bigrams), other words by their beginnings; ranked by BM25 over weighted fields. Without it the lists do the work.
"use strict";
(() => {
  const forms = document.querySelectorAll('form[role="search"]');
  forms.forEach((form) => { form.hidden = false; });
  const finder = document.getElementById("finder");
  if (!finder || !globalThis.portalIndex) return;

  const chinese = document.documentElement.lang.startsWith("zh");
  // Full-width letters, upper and lower case, and 台/臺 are the same to a person who searches.
  const plain = (text) => text.normalize("NFKC").toLowerCase().replaceAll("台", "臺");
  const RUNS = /[\u3400-\u9fff\uf900-\ufaff]+|[\p{L}\p{N}]+/gu;
  const isHan = (text) => /[\u3400-\u9fff\uf900-\ufaff]/.test(text);
  const pairs = (run) => {
    if (run.length === 1) return [run];
    return Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2));
  };

  // By position, as harvest.search_entry writes them.
  const read = ([id, titleZh, titleEn, aboutZh, aboutEn, wordsZh, wordsEn, fields, theme, formats, frequency, day, rows, values]) =>
    ({ id, titleZh, titleEn, aboutZh, aboutEn, words: `${wordsZh} ${wordsEn}`, fields, theme, formats, frequency, day, rows, values });
  const WEIGHTS = [["titleZh", 6], ["titleEn", 6], ["id", 4], ["words", 4], ["fields", 2], ["values", 1], ["aboutZh", 1], ["aboutEn", 1]];
  const documents = globalThis.portalIndex.map(read);
  const postings = new Map(); // a pair of characters or a word: the weight it has in each document
  const lengths = documents.map((item, at) => {
    let length = 0;
    for (const [field, weight] of WEIGHTS) {
      for (const run of plain(item[field]).match(RUNS) ?? []) {
        for (const term of isHan(run) ? [...pairs(run), ...(run.length > 1 ? [...run] : [])] : [run]) {
          let found = postings.get(term);
          if (!found) postings.set(term, (found = new Map()));
          found.set(at, (found.get(at) ?? 0) + weight);
          length += 1;
        }
      }
    }
    return length;
  });
  const mean = lengths.reduce((sum, length) => sum + length, 0) / (lengths.length || 1);
  const words = [...postings.keys()].filter((term) => !isHan(term)).sort();

  // BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75) of one term, by document.
  const weigh = (found) => {
    const rarity = Math.log(1 + (documents.length - found.size + 0.5) / (found.size + 0.5));
    const scores = new Map();
    for (const [at, weight] of found) {
      scores.set(at, (rarity * weight * 2.2) / (weight + 1.2 * (0.25 + (0.75 * lengths[at]) / mean)));
    }
    return scores;
  };
  const merge = (maps) => {
    const all = new Map();
    for (const map of maps) for (const [at, score] of map) all.set(at, (all.get(at) ?? 0) + score);
    return all;
  };
  // A Chinese phrase is met by three of five of its pairs: 「等候多久時間」 finds 「等候時間」.
  const matchHan = (run) => {
    const found = pairs(run).map((term) => weigh(postings.get(term) ?? new Map()));
    const needed = Math.max(1, Math.ceil(found.length * 0.6));
    const all = merge(found);
    for (const at of [...all.keys()]) {
      if (found.filter((scores) => scores.has(at)).length < needed) all.delete(at);
    }
    return all;
  };
  const matchWord = (run) => merge(words.filter((word) => word.startsWith(run)).map((word) => weigh(postings.get(word))));

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
  const search = (question) => {
    const best = new Map(searchOne(plain(question)));
    for (const other of question.trim() ? inOtherWords(question) : []) {
      for (const [at, score] of searchOne(other)) best.set(at, Math.max(best.get(at) ?? 0, score * DISCOUNT));
    }
    return [...best].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
  };
  const searchOne = (question) => {
    const runs = question.match(RUNS) ?? [];
    if (runs.length === 0) return documents.map((_, at) => [at, 0]);
    const found = runs.map((run) => (isHan(run) ? matchHan(run) : matchWord(run)));
    return [...found[0].keys()]
      .filter((at) => found.every((map) => map.has(at)))
      .map((at) => {
        const item = documents[at];
        const title = plain(`${item.titleZh} ${item.titleEn}`);
        const whole = runs.filter((run) => run.length > 1 && title.includes(run)).length;
        return [at, found.reduce((sum, map) => sum + map.get(at), 0) * (1 + whole)];
      });
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
  const show = (count) => {
    const runs = [question.value, ...inOtherWords(question.value)].flatMap((text) => plain(text).match(RUNS) ?? []);
    hits.slice(shown, count).forEach(([at]) => results.appendChild(card(documents[at], runs)));
    shown = Math.min(count, hits.length);
    more.hidden = shown >= hits.length;
  };
  const run = () => {
    const [theme, format, frequency] = filters.map((field) => field.value);
    hits = search(question.value).filter(([at]) => {
      const item = documents[at];
      return (!theme || item.theme === theme) && (!format || item.formats.includes(format))
        && (!frequency || item.frequency === frequency);
    });
    results.replaceChildren();
    shown = 0;
    const text = hits.length ? status.dataset.some : status.dataset.none;
    status.textContent = text.replace("{found}", hits.length).replace("{all}", documents.length);
    show(STEP);
  };
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
  more.addEventListener("click", () => {
    const next = shown;
    show(shown + STEP);
    results.children[next]?.querySelector("a").focus();
  });
  run();
})();
