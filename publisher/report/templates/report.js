// A field above each long list that hides the rows without the words written. Without scripts the list is whole.
for (const table of document.querySelectorAll(".filterable table")) {
  const rows = [...table.tBodies[0].rows];
  if (rows.length < 8) continue;
  const label = document.createElement("label");
  label.className = "filter";
  const chinese = document.documentElement.lang.startsWith("zh");
  label.append(chinese ? "篩選：" : "Filter: ");
  const field = document.createElement("input");
  field.type = "search";
  const count = document.createElement("output");
  label.append(field, count);
  table.closest(".filterable").before(label);
  field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !wanted.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    count.textContent = ` ${shown} / ${rows.length}`;
  });
}

// The list of all findings: filters over all of its parts, whose rows come as scripts when they are first asked for.
// What is chosen stands behind the # of the address, so that a filtered list can be handed on.
const finder = document.querySelector(".finder");
if (finder) {
  const each = 100;
  const found = document.getElementById("found");
  const listed = document.getElementById("listed");
  const body = found.querySelector("tbody");
  const more = found.querySelector("button");
  let shown = each;
  let loading;

  const load = (number) => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = `findings-data-${number}.js`;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  const loadAll = async () => {
    for (let number = 1; number <= Number(finder.dataset.parts); number++) await load(number);
    for (const row of window.findings) {
      row.words = [row.text, row.title, row.check, row.id, row.about, row.place, row.owner].join(" ").toLowerCase();
    }
  };

  const element = (name, text, kind) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const line = (row) => {
    const [what, how, stand, who, where] = Array.from({ length: 5 }, () => element("td"));
    const link = element("a", row.text);
    link.href = row.link;
    what.append(link, element("span", row.title, "brief"));
    how.append(element("span", row.severityText, `mark ${row.severity}`));
    for (const [number, words] of row.stand.entries()) stand.append(...(number ? [element("br")] : []), words);
    if (row.late) stand.className = "late";
    who.textContent = row.owner || "—";
    where.className = "address";
    if (row.about) where.append(row.about, element("br"));
    where.append(element("code", row.place));
    if (row.count) where.append(element("br"), element("span", row.count, "soft"));
    const made = element("tr");
    made.append(what, how, stand, who, where);
    return made;
  };
  const fits = (row, asked) =>
    asked.words.every((word) => row.words.includes(word)) &&
    ["severity", "state", "check"].every((name) => !asked[name] || row[name] === asked[name]) &&
    (!asked.owner || row.owner === (asked.owner === "-" ? "" : asked.owner)) &&
    (asked.show !== "new" || row.new) && (asked.show !== "late" || row.late);

  const show = async () => {
    const chosen = [...new FormData(finder)].filter(([, value]) => value.trim());
    const asked = { ...Object.fromEntries(chosen), words: finder.words.value.toLowerCase().split(/\s+/).filter(Boolean) };
    history.replaceState(null, "", chosen.length ? `#${new URLSearchParams(chosen)}` : location.pathname);
    found.hidden = !chosen.length;
    listed.hidden = !found.hidden;
    if (found.hidden) return;
    const status = found.querySelector("[role=status]");
    try {
      await (loading ??= loadAll());
    } catch {
      loading = undefined;
      listed.hidden = false;
      status.textContent = finder.dataset.lost;
      return;
    }
    const some = window.findings.filter((row) => fits(row, asked));
    status.textContent = finder.dataset.found.replace("{n}", some.length.toLocaleString());
    body.replaceChildren(...some.slice(0, shown).map(line));
    more.hidden = some.length <= shown;
  };
  const afresh = () => {
    shown = each;
    show();
  };
  const fromAddress = () => {
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      if (finder.elements[name]) finder.elements[name].value = value;
    }
    afresh();
  };

  finder.hidden = false;
  finder.addEventListener("input", afresh);
  finder.addEventListener("change", afresh);
  finder.addEventListener("reset", () => setTimeout(afresh));
  finder.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", () => {
    shown += each;
    show();
  });
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
}
