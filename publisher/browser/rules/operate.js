// What needs a pointer, a certain order, or more of the reader than it has to (WCAG 1.3.2, 1.4.13, 2.1.1, 2.4.1, 2.5.7, 3.3.7, 3.3.8).
const { add, fail, review, clean, nameOf, shown, styled } = publisher;
const wordsAt = (node) => [...(node.labels || [])].map((label) => label.textContent).concat(node.getAttribute("aria-label") || "", node.title || "", node.placeholder || "", nameOf(node)).join(" ");

add("focus-refused", "serious", "[onfocus]", (node) => (/\.blur\s*\(/.test(node.getAttribute("onfocus")) ? fail("blur") : null));

add("hover-only", "serious", "li,div,nav,a,button,td,th,p,span,section,figure,ul", (node) => {
  if (node.hasAttribute("onmouseover") && !node.hasAttribute("onfocus") && /display|visibility|classList|className|show|hide|open|src\s*=/i.test(node.getAttribute("onmouseover"))) return review("script");
  if (styled(node, "hovered")) return review("style");
  // a hint that only a resting pointer shows
  const hint = clean(node.title);
  return hint.length > 3 && !node.matches("a,button,[tabindex],[role]") && !node.querySelector("a,button,input") && node.children.length < 3 && clean(node.textContent) && !clean(node.textContent).includes(hint) ? review("title") : null;
});

add("dialog-unmarked", "moderate", "div,section,aside,form", (node) => {
  if (!/modal|lightbox|popup|dialog/i.test(`${node.className} ${node.id}`)) return null;
  const marked = "dialog,[role=dialog],[role=alertdialog]";
  if (node.closest(marked) || node.querySelector(marked) || !shown(node) || !/^(?:fixed|absolute)$/.test(getComputedStyle(node).position)) return null;
  const box = node.getBoundingClientRect();
  return box.width >= 120 && box.height >= 16 && clean(node.innerText).length > 1 && !(node.parentElement && node.parentElement.closest("[class*=modal],[class*=lightbox],[class*=popup]")) ? review("noRole") : null;
});

add("mouse-only", "serious", "[ondblclick],[onmousedown],[onmouseup],[ontouchstart],[onpointerdown]", (node) => {
  if (node.hasAttribute("onclick") || node.hasAttribute("onkeydown") || node.hasAttribute("onkeyup") || node.hasAttribute("onkeypress")) return null;
  return review(node.hasAttribute("ondblclick") ? "double" : "press");
});

add("dragging", "moderate", "[draggable=true],[ondragstart],.ui-sortable,.ui-draggable,[data-sortable],[aria-grabbed]", (node) => {
  const named = /up|down|move|上移|下移|移動|排序/i;
  return [...node.querySelectorAll("button,select,input,[role=button]")].some((one) => named.test(nameOf(one))) ? null : review("drag");
});

add("order-by-style", "moderate", "div,ul,ol,nav,section,main,header,footer,form,body,article,aside,p,dl", (node) => {
  // placed one by one: what comes first in the text lies whole below what comes later
  const placed = [...node.children].filter((child) => /^(?:absolute|relative)$/.test(getComputedStyle(child).position) && shown(child) && clean(child.textContent).length > 8).slice(0, 20);
  if (placed.length > 1) {
    const boxes = placed.map((child) => child.getBoundingClientRect());
    if (boxes.some((box, place) => place && boxes[place - 1].top >= box.bottom - 1 && boxes[place - 1].left < box.right && box.left < boxes[place - 1].right && box.width > 1 && box.height > 1)) return review("order");
  }
  const inline = /-reverse/.test(node.style.flexDirection) || [...node.children].some((child) => child.style.order && child.style.order !== "0");
  if (!inline && !styled(node, "order")) return null;
  const kept = [...node.children].filter((child) => shown(child) && clean(child.textContent));
  return kept.length > 1 && /flex|grid/.test(getComputedStyle(node).display) ? review("order") : null;
});

// many links before the content of the page, and nothing that leads past them (G1, G123)
add("skip-missing", "moderate", "body", (node) => {
  if (window !== window.top) return null;
  const start = document.querySelector("main,[role=main],h1,#content,#main");
  const links = [...node.querySelectorAll("a[href],button,input:not([type=hidden]),select")];
  const before = start ? links.filter((link) => link.compareDocumentPosition(start) & Node.DOCUMENT_POSITION_FOLLOWING) : links;
  if (before.filter(shown).length < 10) return null;
  const leads = before.slice(0, 6).some((link) => {
    const target = /^#(.+)/.exec(link.getAttribute("href") || "");
    return target && (document.getElementById(decodeURIComponent(target[1].replace(/%(?![0-9a-f]{2})/gi, "%25"))) || document.getElementsByName(target[1]).length);
  });
  return leads ? null : review("noLink");
});

// the marks ::: of Taiwanese sites: each leads to the block in which it stands, has a key, and says what it is
add("guide-mark", "moderate", "a", (node) => {
  if (!/^[:：]{3}$/.test(clean(node.textContent))) return null;
  const key = clean(node.accessKey);
  if (!key) return review("noKey");
  if ([...document.querySelectorAll("[accesskey]")].some((other) => other !== node && shown(other) && other.accessKey.toLowerCase() === key.toLowerCase())) return fail("keyTwice");
  if (!clean(node.title) && !clean(node.getAttribute("aria-label"))) return review("noName");
  const target = /^#(.+)/.exec(node.getAttribute("href") || "");
  if (target && !document.getElementById(target[1]) && !document.getElementsByName(target[1]).length) return fail("noTarget");
  return target || node.id || node.name ? null : review("noTarget");
});

add("entry-hindered", "moderate", "input,img,textarea", (node) => {
  if (node.tagName === "IMG") return /captcha|validat(?:e|ion)[-_ ]?code|vcode|checkcode|驗證碼|圖形驗證/i.test(`${node.src.slice(0, 300)} ${node.alt} ${node.id} ${node.className}`) && shown(node) ? review("puzzle") : null;
  if (node.type !== "password" && !/one-time-code/.test(node.autocomplete) && !/驗證碼|verification code|\botp\b/i.test(wordsAt(node))) return null;
  if (["onpaste", "ondrop"].some((name) => /false|preventDefault/.test(node.getAttribute(name) || ""))) return review("noPaste");
  return node.type === "password" && /^(?:off|none|false)$/i.test(node.getAttribute("autocomplete") || "") ? review("noManager") : null;
});

add("entry-twice", "moderate", "input:not([type=hidden],[type=password],[type=checkbox],[type=radio],[type=submit],[type=button])", (node) =>
  (shown(node) && /再次(?:輸入|填寫|確認)|重[新複]輸入|確認(?:電子|信箱|郵件|手機|電話|帳號)|(?:confirm|re-?type|re-?enter|repeat)\s+(?:your\s+)?(?:e-?mail|phone|address|account|name)|(?:e-?mail|phone) (?:again|confirmation)/i.test(wordsAt(node)) ? review("twice") : null));

const PURPOSE = /(?:^|[^a-z])(?:e-?mail|(?:first|last|full|given|family|your|user) ?name|surname|tel(?:ephone)?|(?:mobile|cell)? ?phone(?: number)?|(?:street|home|postal|mailing) ?address|post(?:al)? ?code|zip(?: ?code)?|birth ?(?:day|date)|date of birth)(?:$|[^a-z])|姓名|電子郵件|電郵|e-?mail|聯絡電話|行動電話|手機號碼|電話號碼|通訊地址|聯絡地址|戶籍地址|郵遞區號|出生(?:年月日|日期)|生日/i;
add("input-purpose", "moderate", "input,textarea,select", (node) => {
  if (/^(?:hidden|submit|button|reset|image|checkbox|radio|search|file|range|color|password)$/.test(node.type) || clean(node.getAttribute("autocomplete")) || node.readOnly || node.disabled || !shown(node)) return null;
  if (node.closest("[role=search]") || /search|query|keyword|搜尋|查詢|關鍵字/i.test(`${node.name} ${node.id} ${wordsAt(node)}`)) return null;
  return /^(?:email|tel)$/.test(node.type) || PURPOSE.test(wordsAt(node).replace(/[_-]/g, " ")) ? review("purpose") : null;
});

const MARK = /[*＊※]|必填|必須|（必）|\(必\)|required|mandatory|compulsory/i;
add("required-unsaid", "moderate", "input,select,textarea", (node) => {
  if (/^(?:hidden|submit|button|reset|image|range|color)$/.test(node.type) || !shown(node)) return null;
  if (node.getAttribute("aria-invalid") === "true" && !node.hasAttribute("aria-describedby") && !node.hasAttribute("aria-errormessage")) return review("error");
  const said = [...(node.labels || [])].map((label) => label.innerText).join(" ");
  const form = node.form || document.body;
  if ((node.required || node.getAttribute("aria-required") === "true") && node.type !== "radio") {
    const near = `${said} ${node.placeholder || ""} ${node.parentElement ? node.parentElement.innerText : ""} ${(node.closest("fieldset,tr,li,dd") || node).innerText || ""}`;
    return MARK.test(near) || /所有欄位|皆為必填|all fields/i.test(form.innerText) || form.querySelectorAll("input:not([type=hidden],[type=submit],[type=button]),select,textarea").length === 1 ? null : review("unmarked");
  }
  return /[*＊]\s*[:：]?\s*$/.test(said) && !/[*＊][^。\n]{0,12}(?:為|表|是|必|require|mandatory|denote|indicat|mark)|(?:必填|required|mandatory)[^。\n]{0,20}[*＊]|必填/i.test(document.body.innerText.slice(0, 20000)) ? review("asterisk") : null;
});

add("form-no-button", "moderate", "form", (node) => {
  const fields = [...node.querySelectorAll("input:not([type=hidden],[type=submit],[type=button],[type=image],[type=reset]),select,textarea")].filter(shown);
  const button = "button,input[type=submit],input[type=image],input[type=button],[role=button],a[onclick]";
  const id = node.getAttribute("id");
  return fields.length && !node.querySelector(button) && !(id && document.querySelector(`button[form="${CSS.escape(id)}"],input[form="${CSS.escape(id)}"]`)) ? review("noButton") : null;
});
