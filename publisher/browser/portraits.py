"""Pictures of single elements of a page, framed in red: for people who look for the place that a finding names."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

from publisher.browser.tab import MovedError, ScriptError, Tab

_AROUND = 24
_WIDEST, _HIGHEST = 1_000, 700
_FIND = """((selector) => {
  const node = document.querySelector(selector);
  if (!node) return null;
  node.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  const box = node.getBoundingClientRect();
  if (box.width < 1 || box.height < 1) return null;
  globalThis.publisherFramed = [node, node.getAttribute("style")];
  node.style.setProperty("outline", "3px solid #c00", "important");
  node.style.setProperty("outline-offset", "2px", "important");
  return [box.left + scrollX, box.top + scrollY, box.width, box.height];
})"""
_UNDO = """(() => {
  const [node, style] = globalThis.publisherFramed;
  if (style === null) node.removeAttribute("style"); else node.setAttribute("style", style);
})()"""


def take(tab: Tab, selectors: tuple[str, ...]) -> Iterator[bytes | None]:
    """A picture (PNG) of each element with a little of what is around it; None of what cannot be seen."""
    for selector in selectors:
        try:
            box = tab.run(f"{_FIND}({json.dumps(selector)})")
            if box is None:
                yield None
                continue
            left, top, width, height = (float(value) for value in box)
            clip = {
                "x": max(0.0, left - _AROUND),
                "y": max(0.0, top - _AROUND),
                "width": min(width + 2 * _AROUND, _WIDEST),
                "height": min(height + 2 * _AROUND, _HIGHEST),
                "scale": 1,
            }
            shot = tab.call(
                "Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True, seconds=10.0
            )
            tab.run(_UNDO)
        except (MovedError, ScriptError):
            yield None
            continue
        yield base64.b64decode(shot["data"])
