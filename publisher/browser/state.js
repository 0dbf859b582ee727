// What the browser really has in front of it, before any judgement.
(() => {
  const body = document.body;
  const seen = body ? body.querySelectorAll("img,svg,canvas,video,audio,object,embed,iframe,frame,input,button,select").length : 0;
  // what stands in shadow roots is no text of the page; a component with a size shows something, closed or not
  const components = body ? [...body.querySelectorAll("*")].some((node) => (node.shadowRoot && node.shadowRoot.textContent.trim()) || (node.tagName.includes("-") && node.offsetWidth * node.offsetHeight > 0)) : false;
  const visible = (node) => node.checkVisibility({ visibilityProperty: true });
  // words that name a place to sign in, in the title, the main heading or the address; asked for only when the page led here
  const NAMES = /(?<![a-z])(?:log[-_ ]?[io]n|sign[-_ ]?[io]n|sso|oauth2?|saml2?|adfs|authenticat\w*|authori[sz]e)(?![a-z])|登入|登錄|登陆|身[分份][驗認]證|單一簽入/i;
  const heading = document.querySelector("h1");
  const named = [document.title, heading ? heading.textContent : "", location.pathname].some((text) => NAMES.test(text));
  const forms = [...document.forms, ...(document.forms.length ? [] : [document])];
  const asksPassword = [...document.querySelectorAll("input[type=password]")].some(visible);
  const asksName = forms.some((form) => {
    const fields = [...form.querySelectorAll("input:not([type=hidden],[type=submit],[type=button],[type=checkbox],[type=image]),select,textarea")].filter(visible);
    return fields.length === 1 && /^(text|email|tel)$/.test(fields[0].type) && !/search|query|keyword|^q$/i.test(`${fields[0].name} ${fields[0].id} ${form.role || ""}`);
  });
  return {
    address: document.URL,
    type: document.contentType,
    login: named && (asksPassword || asksName),
    asks: asksPassword || asksName,
    empty: !body || (body.tagName !== "FRAMESET" && seen === 0 && !body.innerText.trim() && !components),
    sheets: [...document.querySelectorAll("link[rel~=stylesheet][href]")]
      .map((link) => { try { return new URL(link.href, document.baseURI).hostname; } catch (error) { return ""; } }),
  };
})()
