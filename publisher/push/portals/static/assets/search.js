// Narrows the list on this page while a question is typed. Without it the list and the browse pages do the work.
"use strict";
(() => {
  const form = document.getElementById("search");
  const question = document.getElementById("question");
  const found = document.getElementById("found");
  const cards = Array.from(document.querySelectorAll("[data-search]"));
  if (!form || !question || !found || cards.length === 0) return;
  // Full-width letters and 台/臺 are the same to a person who searches.
  const plain = (text) => text.normalize("NFKC").toLowerCase().replaceAll("台", "臺");
  const texts = cards.map((card) => plain(card.dataset.search));
  const narrow = () => {
    const parts = plain(question.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    cards.forEach((card, index) => {
      const fits = parts.every((part) => texts[index].includes(part));
      card.hidden = !fits;
      if (fits) shown += 1;
    });
    found.textContent = parts.length
      ? found.dataset.template.replace("{shown}", String(shown)).replace("{all}", String(cards.length))
      : "";
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  question.addEventListener("input", narrow);
  narrow();
})();
