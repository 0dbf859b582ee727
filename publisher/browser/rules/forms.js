// Names and groups of form fields (WCAG 1.3.1, 3.2.2, 3.3.2).
const { add, fail, review, clean, nameOf, shown } = publisher;
const grouped = (node) => {
  const group = node.closest("fieldset,[role=radiogroup],[role=group],[role=table],table[role=grid]");
  return group && (group.tagName !== "FIELDSET" || clean((group.querySelector("legend") || {}).textContent) || nameOf(group)) && (group.tagName === "FIELDSET" || nameOf(group));
};
const GENERIC = /^(?:input|text|field|label|textbox|欄位|輸入|文字|標籤|請輸入|請選擇|enter text|select|form|value)[:：]?$/i;

add("label-empty", "serious", "label", (node) => {
  if (clean(node.textContent) || nameOf(node) || node.querySelector("img[alt]:not([alt='']),svg,[aria-label]")) return null;
  const field = node.control;
  return field && field.type !== "hidden" && shown(field) && clean(field.getAttribute("aria-label") || field.title || "") === "" && !field.hasAttribute("aria-labelledby") ? fail("empty") : review("empty");
});

// two fields of one form to be filled in, named alike and in no group that tells them apart
const namedAlike = (node) => {
  const field = node.control, words = clean(node.textContent).toLowerCase();
  const written = (one) => one && /^(?:INPUT|TEXTAREA|SELECT)$/.test(one.tagName) && !/^(?:radio|checkbox|hidden|submit|button)$/.test(one.type) && shown(one) && !one.closest("fieldset,[role=group],table,[role=dialog],dialog");
  if (!words || !written(field) || nameOf(field).toLowerCase() !== words) return false;
  return [...(field.form || document).querySelectorAll("label")].some((other) => other !== node && other.control !== field && clean(other.textContent).toLowerCase() === words && written(other.control) && nameOf(other.control).toLowerCase() === words);
};
add("label-vague", "moderate", "label,legend", (node) => {
  if (GENERIC.test(clean(node.textContent))) return review("vague");
  return node.tagName === "LABEL" && namedAlike(node) ? review("alike") : null;
});

add("legend-missing", "serious", "fieldset", (node) => {
  if (/^(?:presentation|none)$/.test(node.getAttribute("role") || "")) return null;
  if (nameOf(node)) return node.querySelector(":scope > legend") && node.firstElementChild.tagName !== "LEGEND" ? review("notFirst") : null;
  return node.querySelectorAll("input:not([type=hidden]),select,textarea").length ? fail(node.querySelector(":scope > legend") ? "empty" : "missing") : null;
});

add("choices-not-grouped", "serious", "input[type=radio],input[type=checkbox]", (node) => {
  const name = node.name;
  if (!name || grouped(node)) return null;
  const same = [...(node.form || document).querySelectorAll(`input[type=${node.type}]`)].filter((other) => other.name === name && shown(other));
  if (same.length < 2 || same[0] !== node) return null;
  return node.type === "radio" ? fail("radio") : review("checkbox");
});

add("label-placeholder", "serious", "input[placeholder],textarea[placeholder]", (node) => {
  if (/^(?:hidden|submit|button|reset|image|checkbox|radio)$/.test(node.type) || !clean(node.placeholder)) return null;
  if (clean(node.title) || clean(node.getAttribute("aria-label")) || node.hasAttribute("aria-labelledby")) return null;
  return [...(node.labels || [])].some((label) => nameOf(label) || clean(label.textContent)) ? null : fail("placeholder");
});

add("option-groups", "minor", "select", (node) => {
  if ([...node.querySelectorAll("optgroup")].some((group) => !clean(group.label))) return fail("unnamed");
  const options = [...node.options].map((option) => clean(option.textContent));
  const heads = options.filter((words) => /^(?:[-—=─＝]{2,}|【.+】$|\[.+\]$|＝|──)/.test(words));
  return !node.querySelector("optgroup") && options.length >= 6 && heads.length >= 2 ? review("drawnGroups") : null;
});

add("hint-not-tied", "moderate", "span,p,div,small,em,[aria-invalid=true]", (node) => {
  if (node.getAttribute("aria-invalid") === "true") return shown(node) && !["aria-describedby", "aria-errormessage"].some((name) => node.hasAttribute(name)) ? review("error") : null;
  if (!/(?:^|[\s_-])(?:hint|help-?text|help-?block|form-?text|error-?message|field-?error)(?:$|[\s_-])/i.test(node.className)) return null;
  if (!clean(node.textContent) || node.closest("label") || node.querySelector("input,select,textarea,form")) return null;
  const place = node.parentElement;
  const fields = place ? [...place.querySelectorAll("input:not([type=hidden]),select,textarea")].filter(shown) : [];
  if (fields.length !== 1) return null;
  const tied = ["aria-describedby", "aria-labelledby", "aria-errormessage", "aria-details"].flatMap((name) => (fields[0].getAttribute(name) || "").split(/\s+/));
  return tied.some((id) => id && (node.id === id || node.closest(`[id="${CSS.escape(id)}"]`) || node.querySelector(`[id="${CSS.escape(id)}"]`))) ? null : review("notTied");
});

const LEADS_AWAY = /location|submit\s*\(|window\.open/;
add("change-leads-away", "serious", "select[onchange],input[onchange],[onfocus]", (node) => {
  if (LEADS_AWAY.test(node.getAttribute("onfocus") || "")) return review("onFocus");
  return /^(?:SELECT|INPUT)$/.test(node.tagName) && LEADS_AWAY.test(node.getAttribute("onchange") || "") ? review("onChange") : null;
});

// what is entered is refused by a rule that nothing beside the field tells (machine code HM3330500C)
add("field-help", "minor", "input[pattern],input[minlength],textarea[minlength]", (node) => {
  if (/^(?:hidden|submit|button|reset|image)$/.test(node.type) || node.disabled || !shown(node) || node.pattern === ".*") return null;
  if (clean(node.title) || node.hasAttribute("aria-describedby") || node.hasAttribute("aria-description")) return null;
  // words after the name in the label tell it as well
  const label = [...(node.labels || [])].map((one) => clean(one.textContent)).join(" ");
  return /[(（:：].*[\w\u3400-\u9fff]|\d/.test(label) ? null : review("noHelp");
});
