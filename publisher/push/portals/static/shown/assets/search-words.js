// The words of the search: which parts of the index a question needs, what stands in them, and how much it weighs.
// The parts are scripts, so that a page on a disk can load them too; sought/*.py of the program writes them.
"use strict";
globalThis.portalText = (() => {
  // Full-width letters, upper and lower case, and 台/臺 are the same to a person who searches.
  const plain = (text) => text.normalize("NFKC").toLowerCase().replaceAll("台", "臺");
  const isHan = (text) => /[\u3400-\u9fff\uf900-\ufaff]/.test(text);
  const runs = (text) => text.match(/[\u3400-\u9fff\uf900-\ufaff]+|(?:(?![\u3400-\u9fff\uf900-\ufaff])[\p{L}\p{N}])+/gu) ?? [];
  const pairs = (run) => {
    const signs = [...run];
    return signs.length === 1 ? [run] : signs.slice(1).map((sign, at) => signs[at] + sign);
  };
  return { plain, isHan, runs, pairs };
})();

globalThis.portalWords = (() => {
  const { isHan, pairs } = globalThis.portalText;
  const script = document.currentScript;
  const settings = () => document.getElementById("results").dataset;

  // -- the parts, each loaded once
  const arrived = new Map();
  const asked = new Map();
  globalThis.portalPart = (name, rows) => { arrived.set(name, rows); };
  const size = (names) => [...names].flatMap((name) => arrived.get(name) ?? []).reduce((sum, item) => sum + item.length + 3, 0);
  const load = (name) => {
    if (!asked.has(name)) {
      asked.set(name, new Promise((resolve, reject) => {
        const element = document.createElement("script");
        element.src = new URL(`search/${name}.js`, script.src).href;
        const failed = () => { asked.delete(name); element.remove(); reject(new Error(name)); };
        element.onload = () => { if (arrived.has(name)) resolve(arrived.get(name)); else failed(); };
        element.onerror = failed;
        document.head.append(element);
      }));
    }
    return asked.get(name);
  };

  const crc32 = (text) => {
    let sum = -1;
    for (const byte of new TextEncoder().encode(text)) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return ~sum >>> 0;
  };
  const partOf = (key) => `words/${crc32(key) & (settings().parts - 1)}`;
  const tables = new Map(); // by the name of a part: its terms with their lists
  const table = async (name, used) => {
    used?.add(name);
    const rows = await load(name);
    if (!tables.has(name)) {
      const found = new Map();
      for (let at = 0; at < rows.length; at += 2) found.set(rows[at], rows[at + 1]);
      tables.set(name, found);
    }
    return tables.get(name);
  };

  // -- a list: dataset numbers class by class, as gaps in Rice's code (see sought/postings.py)
  const VALUES = [0.8, 1.3, 1.65, 1.95];
  const decode = (text) => {
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    let at = 0;
    const number = () => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at];
        at += 1;
        value |= (byte & 127) << shift;
        if (byte < 128) return value;
      }
    };
    const gaps = (count, bits) => {
      const numbers = [];
      let bit = at * 8;
      const next = () => { const one = (bytes[bit >> 3] >> (7 - (bit & 7))) & 1; bit += 1; return one; };
      while (numbers.length < count) {
        let high = 0;
        while (next()) high += 1;
        numbers.push(high);
      }
      bit = (bit + 7) & ~7;
      let before = -1;
      numbers.forEach((high, which) => {
        let gap = high;
        for (let left = bits; left; left -= 1) gap = (gap << 1) | next();
        before += gap + 1;
        numbers[which] = before;
      });
      at = (bit + 7) >> 3;
      return numbers;
    };
    const found = new Map();
    while (at < bytes.length) {
      const head = bytes[at];
      at += 1;
      const count = number();
      const last = head & 8 ? number() : null;
      const numbers = gaps(count, head >> 4);
      if (last === null) {
        numbers.forEach((item) => found.set(item, head & 7));
      } else {
        const missing = new Set(numbers);
        for (let item = 0; item <= last; item += 1) if (!missing.has(item)) found.set(item, head & 7);
      }
    }
    return found;
  };

  // BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75) of one list: scores by dataset, and whose title has it.
  const weigh = (found) => {
    const rarity = Math.log(1 + (settings().all - found.size + 0.5) / (found.size + 0.5));
    const scores = new Map();
    const titled = new Set();
    for (const [at, kind] of found) {
      scores.set(at, rarity * VALUES[kind & 3]);
      if (kind & 4) titled.add(at);
    }
    return { scores, titled };
  };
  const merge = (maps) => {
    const all = new Map();
    for (const map of maps) for (const [at, score] of map) all.set(at, (all.get(at) ?? 0) + score);
    return all;
  };

  // Of a long phrase as many pairs as all phrases of a question share, evenly spaced: each costs a part of the index.
  const MOST_PAIRS = 10;
  const chosen = (run, phrases) => {
    const found = pairs(run);
    const most = Math.max(3, Math.floor(MOST_PAIRS / phrases));
    const step = (found.length - 1) / (most - 1);
    return found.length <= most ? found : Array.from({ length: most }, (_, at) => found[Math.round(at * step)]);
  };
  // A Chinese phrase is met by three of five of its pairs: 「等候多久時間」 finds 「等候時間」.
  const matchHan = async (run, phrases, used) => {
    const found = await Promise.all(chosen(run, phrases).map(async (term) => {
      const list = (await table(partOf(term), used)).get(term);
      return weigh(list ? decode(list) : new Map());
    }));
    const needed = Math.max(1, Math.ceil(found.length * 0.6));
    const scores = merge(found.map((one) => one.scores));
    for (const at of [...scores.keys()]) {
      if (found.filter((one) => one.scores.has(at)).length < needed) scores.delete(at);
    }
    const titled = new Set([...scores.keys()].filter((at) => found.every((one) => one.titled.has(at))));
    return { scores, titled };
  };
  // Beginnings of words up to four signs, and of numbers up to nine, are terms of their own; a longer word stands
  // where its first five (ten) lead.
  const limit = (word) => (/^[0-9]+$/.test(word) ? 9 : 4);
  const keys = (run) => {
    const signs = [...run];
    const own = signs.slice(0, limit(run) + 1).join("");
    return signs.length > 4 ? [...new Set([own, signs.slice(0, 5).join("")])] : [own];
  };
  const matchWord = async (run, used) => {
    const parts = await Promise.all([...new Set(keys(run).map(partOf))].map((name) => table(name, used)));
    const lists = parts.flatMap((part) => [...part].filter(([term]) => term === run
      || (term.startsWith(run) && [...term].length > limit(term) && !isHan(term))));
    const found = lists.map(([, list]) => weigh(decode(list)));
    return { scores: merge(found.map((one) => one.scores)), titled: new Set(found.flatMap((one) => [...one.titled])) };
  };

  // Everything that has all words of a (plain) text, with its score; nothing where it has no word. The names of the
  // parts that were looked into are added to `used`.
  const search = async (text, used) => {
    const runs = globalThis.portalText.runs(text);
    const found = await Promise.all(runs.map((run) => (isHan(run) ? matchHan(run, runs.length, used) : matchWord(run, used))));
    const all = new Map();
    for (const at of found[0]?.scores.keys() ?? []) {
      if (!found.every((one) => one.scores.has(at))) continue;
      const whole = found.filter((one, number) => runs[number].length > 1 && one.titled.has(at)).length;
      all.set(at, found.reduce((sum, one) => sum + one.scores.get(at), 0) * (1 + whole));
    }
    return all;
  };
  // The numbers of all datasets (name "all"), or of those that have a value of a facet.
  const facet = async (name, value) => {
    const term = value === undefined ? `:${name}` : `:${name}:${value}`;
    const list = (await table(partOf(term))).get(term);
    return new Set(list ? decode(list).keys() : []);
  };
  const cards = async (numbers) => {
    const on = Number(settings().cards);
    const rows = await Promise.all(numbers.map((at) => load(`cards/${Math.floor(at / on)}`)));
    return rows.map((found, which) => found.find(([at]) => at === numbers[which])).filter(Boolean);
  };
  return { search, facet, cards, size };
})();
