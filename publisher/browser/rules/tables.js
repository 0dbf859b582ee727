// Tables of data need header cells and a caption; tables for layout must not have them (WCAG 1.3.1).
const { add, fail, review, clean, isDataTable } = publisher;
const layout = (node) => /^(?:presentation|none)$/.test(node.getAttribute("role") || "");
const own = (node, selector) => [...node.querySelectorAll(selector)].filter((cell) => cell.closest("table") === node);
const size = (node) => [node.rows.length, Math.max(0, ...[...node.rows].map((row) => row.cells.length))];
const looksLikeData = (node) => {
  const [rows, columns] = size(node);
  if (rows < 2 || columns < 2 || node.querySelector("table,form,h1,h2") || node.closest("table table")) return false;
  const cells = own(node, "td");
  return cells.every((cell) => clean(cell.textContent).length < 200 && !cell.querySelector("div div,p + p,ul"));
};

add("table-headers", "serious", "table", (node) => {
  if (layout(node) || own(node, "th,[role=columnheader],[role=rowheader],td[scope]").length) return null;
  const [rows, columns] = size(node);
  if (rows < 2 || columns < 2) return null;
  const bordered = node.border > 0 || node.caption || node.summary || node.tHead || [...node.rows[0].cells].some((cell) => parseFloat(getComputedStyle(cell).borderBottomWidth) > 0);
  if (looksLikeData(node) && bordered) return fail("noHeader");
  return looksLikeData(node) || isDataTable(node) ? review("noHeader") : null;
});

add("table-caption", "minor", "table", (node) => {
  if (layout(node) || !own(node, "th").length || ["aria-label", "aria-labelledby", "title", "summary"].some((name) => clean(node.getAttribute(name))) || clean((node.caption || {}).textContent)) return null;
  const before = node.previousElementSibling || (node.parentElement && node.parentElement.previousElementSibling);
  return before && /^(?:h[1-6]|figcaption|caption)$/i.test(before.tagName) ? null : review("noCaption");
});

add("table-layout", "moderate", "table", (node) => {
  if (layout(node)) return own(node, "th,caption").length || node.summary || own(node, "[scope]").length ? fail("headersInLayout") : null;
  if (own(node, "th").length || looksLikeData(node)) return null;
  const [rows, columns] = size(node);
  return node.querySelector("table,form,h1,h2,ul") && rows * columns > 1 ? review("layout") : null;
});

add("table-merged", "minor", "table", (node) => {
  if (layout(node)) return null;
  const merged = own(node, "th[colspan],th[rowspan]").filter((cell) => cell.colSpan > 1 || cell.rowSpan > 1);
  return merged.length && !own(node, "[headers]").length && !own(node, "th[scope=colgroup],th[scope=rowgroup]").length ? review("mergedHeaders") : null;
});

add("table-scope", "moderate", "table", (node) => {
  const heads = own(node, "th");
  if (layout(node) || !heads.length) return null;
  const rows = [...node.rows];
  // the first column names the rows and is not marked: words that differ, before columns of figures
  const body = rows.slice(1).map((row) => [...row.cells]);
  const figure = (cell) => cell && /^[-+\d.,%\s$/:年月日]*\d[-+\d.,%\s$/:年月日]*$/.test(clean(cell.textContent));
  const names = body.map(([cell]) => clean((cell || {}).textContent));
  if (body.length > 1 && heads.every((cell) => cell.parentElement === rows[0]) && body.every((cells) => cells.length > 2 && !figure(cells[0]) && cells.slice(1).every(figure)) && names.every(Boolean) && new Set(names).size === names.length) return review("noRowHeader");
  const both = heads.some((cell) => cell.parentElement === rows[0]) && heads.some((cell) => cell.parentElement !== rows[0] && cell.cellIndex === 0);
  return both && !own(node, "[headers]").length && heads.some((cell) => !cell.scope && clean(cell.textContent)) ? review("noScope") : null;
});

// a header cell of a column in which no cell follows (WCAG 1.3.1)
add("table-header-idle", "moderate", "th,[role=columnheader]", (node) => {
  const grid = node.closest("table,[role=grid],[role=table],[role=treegrid]");
  if (!grid || layout(grid) || !clean(node.textContent) || node.scope === "row" || node.getAttribute("role") === "rowheader") return null;
  const rows = grid.tagName === "TABLE" ? [...grid.rows] : [...grid.querySelectorAll("[role=row]")];
  const cells = (row) => (row.cells ? [...row.cells] : [...row.querySelectorAll("[role=cell],[role=gridcell],[role=columnheader],[role=rowheader],td,th")]);
  const top = rows.findIndex((row) => row.contains(node));
  if (rows.slice(top).some((row) => cells(row).some((cell) => cell.colSpan > 1 || cell.rowSpan > 1)) || rows.length <= top + 1) return null;
  if (cells(rows[top]).some((cell) => !/^th$/i.test(cell.tagName) && cell.getAttribute("role") !== "columnheader")) return null;
  const place = cells(rows[top]).indexOf(node);
  const below = rows.slice(top + 1).map((row) => cells(row)[place]).filter((cell) => cell && (!cell.getAttribute("headers") || (node.id && cell.getAttribute("headers").split(/\s+/).includes(node.id))));
  const named = node.id && grid.querySelector(`[headers~="${CSS.escape(node.id)}"]`);
  return below.length || named ? null : fail("noCells");
});
