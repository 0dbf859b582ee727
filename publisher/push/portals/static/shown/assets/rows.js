// All rows of a table in the reader's browser: filter, sort, page. The Parquet file is asked for by ranges, only for
// the columns that a question needs; what was asked stands in the address. Needs a web server: a browser reads no
// other file from a disk.
import { parquetMetadataAsync, parquetSchema } from "./hyparquet/metadata.js";
import { parquetReadObjects } from "./hyparquet/read.js";
import { asyncBufferFromUrl, cachedAsyncBuffer } from "./hyparquet/utils.js";
import { decompress } from "./fzstd/fzstd.js";

const ON_PAGE = 50;
const WHOLE = 1_000_000; // cells of a table that is kept in memory; of a larger one only what a question needs is
const ANY = ""; // the choice of all columns

const table = document.getElementById("rows");
const form = document.getElementById("ask");
const status = document.getElementById("status");
const said = form.dataset;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const number = (value) => value.toLocaleString("en");
const order = new Intl.Collator(document.documentElement.lang);
// Full-width letters, upper and lower case, and 台/臺 are the same to a person who looks for something.
const plain = (text) => text.normalize("NFKC").toLowerCase().replaceAll("台", "臺");
const iso = (millis, end) => new Date(millis).toISOString().slice(0, end);
const parsers = {
  dateFromDays: (days) => iso(days * 86_400_000, 10),
  timestampFromMilliseconds: (millis) => iso(Number(millis), 19),
  timestampFromMicroseconds: (micros) => iso(Number(micros / 1000n), 19),
  timestampFromNanoseconds: (nanos) => iso(Number(nanos / 1_000_000n), 19),
};
const compressors = { ZSTD: (input, length) => decompress(input, new Uint8Array(length)) };

const shown = (value) => (value === null || value === undefined ? "" : String(value));
// A decimal of more digits than a floating-point number holds (15): an integer and where its point stands.
class Exact {
  constructor(digits, places) {
    Object.assign(this, { digits, places });
  }

  static of(raw, places) {
    if (raw === null || raw === undefined) return raw;
    if (!(raw instanceof Uint8Array)) return new Exact(BigInt(raw), places);
    const hex = [...raw].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return new Exact(BigInt.asIntN(8 * raw.length, BigInt(`0x${hex || 0}`)), places);
  }

  // What a person typed; null when it is no decimal.
  static read(text) {
    const found = /^(-?)(\d*)\.?(\d*)$/.exec(text);
    if (!found || !(found[2] + found[3])) return null;
    return new Exact(BigInt(found[1] + found[2] + found[3]), found[3].length);
  }

  compare(other) {
    const places = Math.max(this.places, other.places);
    const [one, two] = [this, other].map((item) => item.digits * 10n ** BigInt(places - item.places));
    return one < two ? -1 : Number(one > two);
  }

  toString() {
    const sign = this.digits < 0n ? "-" : "";
    const text = String(this.digits).replace("-", "").padStart(this.places + 1, "0");
    if (!this.places) return sign + text;
    const fraction = text.slice(-this.places).replace(/0+$/, "");
    return sign + text.slice(0, -this.places) + (fraction ? `.${fraction}` : "");
  }
}

// Takes the type off such columns, so that the reader hands over what is stored; their places of the point, by name.
const keepExact = (metadata) => {
  const places = new Map();
  for (const element of metadata.schema) {
    if (element.converted_type !== "DECIMAL" || !(element.precision > 15)) continue;
    places.set(element.name, element.scale ?? 0);
    delete element.converted_type;
    delete element.logical_type;
  }
  return places;
};

const isNumber = (value) => typeof value === "number" || typeof value === "bigint" || value instanceof Exact;
const empty = (value) => shown(value) === "";
const compare = (one, other) => {
  if (one instanceof Exact && other instanceof Exact) return one.compare(other);
  if (isNumber(one) && isNumber(other)) return one < other ? -1 : Number(one > other);
  return order.compare(shown(one), shown(other));
};
const OPERATORS = {
  has: (value, text) => plain(shown(value)).includes(text),
  is: (value, text) => plain(shown(value)) === text,
  not: (value, text) => plain(shown(value)) !== text,
  least: (value, text) => !empty(value) && bounded(value, text) >= 0,
  most: (value, text) => !empty(value) && bounded(value, text) <= 0,
};
const bounded = (value, text) => {
  const exact = value instanceof Exact ? Exact.read(text) : null;
  if (exact) return value.compare(exact);
  const limit = Number(text);
  return isNumber(value) && !Number.isNaN(limit) ? compare(value, limit) : order.compare(plain(shown(value)), text);
};

class Table {
  constructor(options, columns, total, exact) {
    Object.assign(this, { options, columns, total, exact, whole: null });
  }

  static async open(url, byteLength) {
    const file = cachedAsyncBuffer(await asyncBufferFromUrl({ url, byteLength, requestInit: { cache: "no-store" } }));
    const metadata = await parquetMetadataAsync(file);
    const columns = parquetSchema(metadata).children.map((child) => child.element.name);
    const total = Number(metadata.num_rows);
    const opened = new Table({ file, metadata, parsers, compressors }, columns, total, keepExact(metadata));
    if (total * columns.length <= WHOLE) opened.whole = await opened.read(0, total);
    return opened;
  }

  async read(from, to, columns = this.columns) {
    if (this.whole) return this.whole.slice(from, to);
    const rows = await parquetReadObjects({ ...this.options, rowStart: from, rowEnd: to, columns });
    for (const [name, places] of this.exact) {
      if (columns.includes(name)) rows.forEach((row) => { row[name] = Exact.of(row[name], places); });
    }
    return rows;
  }

  // The numbers of the rows that meet every filter; null stands for all of them in their order.
  async find(filters) {
    if (filters.length === 0) return null;
    const any = filters.some((filter) => filter.column === ANY);
    const needed = any ? this.columns : [...new Set(filters.map((filter) => filter.column))];
    const found = [];
    let from = 0;
    for (const group of this.options.metadata.row_groups) {
      const to = from + Number(group.num_rows);
      const rows = await this.read(from, to, needed);
      for (let at = 0; at < rows.length; at += 1) {
        if (filters.every((filter) => meets(rows[at], filter, this.columns))) found.push(from + at);
      }
      from = to;
    }
    return found;
  }

  // `found` by the values of a column, empty ones last either way.
  async sort(found, column, down) {
    const values = this.whole
      ? this.whole.map((row) => row[column])
      : (await this.read(0, this.total, [column])).map((row) => row[column]);
    const all = found ?? Array.from({ length: this.total }, (_, at) => at);
    const way = down ? -1 : 1;
    return all.sort((one, other) => {
      const [left, right] = [values[one], values[other]];
      if (empty(left) || empty(right)) return empty(left) - empty(right) || one - other;
      return way * compare(left, right) || one - other;
    });
  }

  // The rows of these numbers; of a large table one group after the other, so that no more is ever held.
  async rows(numbers) {
    if (this.whole) return numbers.map((at) => this.whole[at]);
    const result = new Map();
    let from = 0;
    for (const group of this.options.metadata.row_groups) {
      const to = from + Number(group.num_rows);
      const here = numbers.filter((at) => at >= from && at < to);
      if (here.length) {
        const first = Math.min(...here);
        const rows = await this.read(first, Math.max(...here) + 1);
        here.forEach((at) => result.set(at, rows[at - first]));
      }
      from = to;
    }
    return numbers.map((at) => result.get(at));
  }
}

const meets = (row, { column, how, folded }, columns) => {
  if (column !== ANY) return OPERATORS[how](row[column], folded);
  return how === "not"
    ? columns.every((name) => OPERATORS.not(row[name], folded))
    : columns.some((name) => OPERATORS[how](row[name], folded));
};

// --- the question, in the address: field=…&how=…&text=… for each condition, sort=COLUMN, down=1, page=N -----------
const question = { filters: [], sort: null, down: false, page: 1 };
const filterOf = (how, text, column) => ({ how, text, column, folded: plain(text) });
const readAddress = (columns) => {
  const asked = new URLSearchParams(location.search);
  const [fields, hows] = [asked.getAll("field"), asked.getAll("how")];
  question.filters = asked.getAll("text").flatMap((text, at) => {
    const known = Object.hasOwn(OPERATORS, hows[at] ?? "") && (fields[at] === ANY || columns.includes(fields[at]));
    return known && text ? [filterOf(hows[at], text, fields[at])] : [];
  });
  question.sort = columns.includes(asked.get("sort")) ? asked.get("sort") : null;
  question.down = asked.get("down") === "1";
  question.page = Math.max(1, Math.floor(Number(asked.get("page"))) || 1);
};
const writeAddress = () => {
  const asked = new URLSearchParams();
  question.filters.forEach(({ how, text, column }) => {
    [["field", column], ["how", how], ["text", text]].forEach(([name, value]) => asked.append(name, value));
  });
  if (question.sort !== null) asked.set("sort", question.sort);
  if (question.down) asked.set("down", "1");
  if (question.page > 1) asked.set("page", question.page);
  history.replaceState(null, "", asked.size ? `?${asked}` : location.pathname);
};

// --- what is seen: only text nodes are made, nothing of the data is read as HTML ---------------------------------
const make = (tag, text = "", attributes = {}) => {
  const element = document.createElement(tag);
  element.textContent = text;
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  return element;
};
const heads = new Map([...table.tHead.rows[0].cells].map((cell) => [cell.dataset.column, cell]));
const filterList = document.getElementById("filters");
const [before, after] = ["before", "after"].map((id) => document.getElementById(id));
let data;
let numbers = null; // the rows that were found, in their order
let asking = 0; // the newest question: the answer to an earlier one is not shown

const showFilters = () => {
  filterList.replaceChildren(...question.filters.map((filter, at) => {
    const how = form.elements.how.querySelector(`[value="${filter.how}"]`).textContent;
    const name = filter.column === ANY ? said.any : labelOf(filter.column);
    const item = make("li", `${name} ${how} ${filter.text} `, { class: "chip soft" });
    const button = item.appendChild(make("button", "×", { type: "button", "aria-label": fill(said.drop, { filter: `${name} ${how} ${filter.text}` }) }));
    button.addEventListener("click", () => {
      question.filters.splice(at, 1);
      ask();
      form.elements.text.focus();
    });
    return item;
  }));
};
const labelOf = (column) => [...form.elements.column.options].find((option) => option.value === column)?.textContent ?? column;
const showSorting = () => heads.forEach((cell, column) => {
  if (column === question.sort) cell.setAttribute("aria-sort", question.down ? "descending" : "ascending");
  else cell.removeAttribute("aria-sort");
});

const showPage = async () => {
  const mine = asking;
  const total = numbers ? numbers.length : data.total;
  question.page = Math.min(question.page, Math.max(1, Math.ceil(total / ON_PAGE)));
  const from = (question.page - 1) * ON_PAGE;
  const to = Math.min(from + ON_PAGE, total);
  const rows = numbers ? await data.rows(numbers.slice(from, to)) : await data.read(from, to);
  if (mine !== asking) return;
  table.tBodies[0].replaceChildren(...rows.map((row) => {
    const line = make("tr");
    for (const column of heads.keys()) {
      line.appendChild(make("td", shown(row[column]), isNumber(row[column]) ? { class: "right" } : {}));
    }
    return line;
  }));
  status.textContent = total
    ? fill(said.some, { from: number(from + 1), to: number(to), found: number(total), all: number(data.total) })
    : said.none;
  before.disabled = question.page === 1;
  after.disabled = to >= total;
  writeAddress();
};
const guarded = async (work) => {
  try {
    await work();
  } catch {
    status.textContent = said.failed;
  }
};
const turn = (step) => {
  question.page += step;
  asking += 1;
  guarded(async () => {
    await showPage();
    table.closest("[tabindex]").scrollTo(0, 0);
  });
};
const ask = (page = 1) => guarded(async () => {
  const mine = (asking += 1);
  question.page = page;
  showFilters();
  showSorting();
  status.textContent = said.busy;
  let found = await data.find(question.filters);
  if (question.sort !== null) found = await data.sort(found, question.sort, question.down);
  if (mine !== asking) return;
  numbers = found;
  await showPage();
  await showMap();
});

// --- where the rows found are: the map and its library are loaded when a person opens it --------------------------
const box = document.getElementById("map");
let map = null;
const showMap = async () => {
  if (!box?.open) return;
  const mine = asking;
  map ??= import("./map.js").then(({ PlaceMap }) => new PlaceMap(box, (at) => data.rows([at]), labelOf));
  const names = JSON.parse(box.dataset.places);
  const rows = await data.read(0, data.total, names);
  if (mine !== asking) return;
  (await map).show((numbers ?? rows.keys()), (at) => names.map((name) => shown(rows[at][name])));
};
box?.addEventListener("toggle", () => { if (data) guarded(showMap); });
if (location.hash === "#map" && box) box.open = true;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { how, text, column } = form.elements;
  if (!text.value.trim()) return;
  question.filters.push(filterOf(how.value, text.value.trim(), column.value));
  text.value = "";
  ask();
});
before.addEventListener("click", () => turn(-1));
after.addEventListener("click", () => turn(1));
heads.forEach((cell, column) => cell.querySelector("button").addEventListener("click", () => {
  // a third press gives the order of the file again
  if (question.sort !== column) Object.assign(question, { sort: column, down: false });
  else if (!question.down) question.down = true;
  else Object.assign(question, { sort: null, down: false });
  ask();
}));

document.getElementById("without").hidden = true;
document.getElementById("with").hidden = false;
status.textContent = said.busy;
guarded(async () => {
  data = await Table.open(table.dataset.file, Number(table.dataset.bytes));
  readAddress(data.columns);
  await ask(question.page);
});
