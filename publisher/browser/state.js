// What the browser really has in front of it, before any judgement.
const entry = performance.getEntriesByType("navigation")[0];
const body = document.body;
const seen = body ? body.querySelectorAll("img,svg,canvas,video,audio,object,embed,iframe,frame,input,button,select").length : 0;
return {
  status: (entry && entry.responseStatus) || 0,
  address: document.URL,
  type: document.contentType,
  login: document.querySelectorAll("input[type=password]").length > 0,
  empty: !body || (body.tagName !== "FRAMESET" && seen === 0 && !body.innerText.trim()),
  sheets: [...document.querySelectorAll("link[rel~=stylesheet][href]")]
    .map((link) => { try { return new URL(link.href, document.baseURI).hostname; } catch (error) { return ""; } }),
};
