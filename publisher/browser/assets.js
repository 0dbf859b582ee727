// What the engine has to read before it judges: sounds and films that play by themselves, for their length; style
// sheets, where one of them turns the page.
(() => {
  const assets = [];
  const comes = (node) => !node.error && node.networkState !== HTMLMediaElement.NETWORK_NO_SOURCE;
  if ([...document.querySelectorAll("audio[autoplay],video[autoplay]")].some(comes)) assets.push("media");
  const turns = (rules, depth) => [...rules].some((rule) => (rule.media && /orientation/.test(rule.media.mediaText)) || (depth < 3 && rule.cssRules && turns(rule.cssRules, depth + 1)));
  const reads = (sheet) => { try { return turns(sheet.cssRules, 0); } catch { return false; } };
  if ([...document.styleSheets].some(reads)) assets.push("cssom");
  return assets;
})()
