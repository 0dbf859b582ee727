// What the rules of our own stand on: each is made a rule of axe-core, so that frames, shadow roots and hidden
// elements are as they are for the engine's. `faulty` gives nothing for an element without fault, fail(word) where a
// machine can tell, and review(word) where a person has to look; the word says why and comes out as the reason.
const rules = [], checks = [];
const { text, table } = axe.commons;
const clean = (value) => (value || "").replace(/[\s\u00a0\u3000\u200b]+/g, " ").trim();
Object.assign(globalThis.publisher, {
  fail: (word) => ({ word, tells: true }),
  review: (word) => ({ word, tells: false }),
  clean,
  nameOf: (node) => { const known = axe.utils.getNodeFromTree(node); return known ? clean(text.accessibleTextVirtual(known)) : ""; },
  shown: (node) => node.checkVisibility({ visibilityProperty: true }),
  isDataTable: (node) => table.isDataTable(node),
  // of the elements without fault one is enough to say that there was something to judge: the engine spends much on each
  add: (id, impact, selector, faulty, more = {}) => {
    const verdicts = new WeakMap();
    let clean = null;
    const matches = (node, known) => {
      const found = faulty(node, known);
      verdicts.set(node, found);
      if (!found) clean ||= node;
      return Boolean(found) || clean === node;
    };
    checks.push({
      id: `publisher-${id}`,
      evaluate(node) {
        const found = verdicts.get(node);
        if (!found) return true;
        this.data({ messageKey: found.word });
        return found.tells ? false : undefined;
      },
      metadata: { impact, messages: { pass: "", fail: "", incomplete: "" } },
    });
    rules.push({ id, selector, matches, any: [`publisher-${id}`], tags: ["publisher"], metadata: { description: id, help: id }, ...more });
  },
  ready: () => axe.configure({ checks, rules }),
});
