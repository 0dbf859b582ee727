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
