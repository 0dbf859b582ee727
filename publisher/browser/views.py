"""What becomes of the page when a reader looks at it otherwise: larger, in a narrow window, with wider spacing.

Zoom to 200 % is a window of half the width (WCAG 1.4.4), to 400 % one of 320 pixels (1.4.10); wider spacing is set
as 1.4.12 gives it. What is cut off then and was not before is a fault; words of a box that are cut off as the page
stands come with it. Beside that: what answers to a click and is no control, and a page that never stops moving.
"""

from __future__ import annotations

import time
from typing import Any

from publisher.browser.engine import script
from publisher.browser.tab import MovedError, ScriptError, Tab
from publisher.browser.values import Viewing
from publisher.model.finding import Outcome

_ZOOMED, _NARROW = 2, 320
_A_MOMENT = 0.4
"""Seconds that scripts have for laying out a page in its new size."""
_Rows = list[list[Any]]


def faults(tab: Tab, view: Viewing, *, moving: bool) -> list[dict[str, Any]]:
    """The faults of other ways of looking, as reporter.js writes them; the page stands as before afterwards."""
    found = _controls(tab)
    timed = _timed(tab)
    if moving or timed.get("changes"):
        found.append(_of_the_page("moving-content", "moving"))
    if timed.get("leaves"):
        found.append(_of_the_page("time-limit", "leaves"))
    if view.mobile:
        return found
    try:
        return [*found, *_rooms(tab, view, moving=moving)]
    except (MovedError, ScriptError):
        return found
    finally:
        _resize(tab, view.width, view.height)


def _rooms(tab: Tab, view: Viewing, *, moving: bool) -> list[dict[str, Any]]:
    boxes, _ = tab.run(script("clipped"))
    found = []
    if boxes and not moving:
        spaced = tab.run("publisherRoom.spaced()")
        if spaced:
            found.append(_fault("text-spacing", Outcome.FAILED, spaced))
        _resize(tab, view.width // _ZOOMED, view.height // _ZOOMED)
        zoomed = _zoomed(tab)
        if zoomed:  # what scripts lay out anew (a map) is cut off until they have
            time.sleep(_A_MOMENT)
            lasting = _zoomed(tab)
            zoomed = [one for one in zoomed if one in lasting]
        if zoomed:
            found.append(_fault("text-clipped", Outcome.FAILED, zoomed))
    _resize(tab, _NARROW, view.height)
    wide = tab.run("publisherRoom.wide()")
    if wide:
        found.append(_fault("reflow", Outcome.FAILED, wide))
    return found


def _zoomed(tab: Tab) -> _Rows:
    return [*tab.run("publisherRoom.already()"), *tab.run("publisherRoom.newly('zoom')")]


def _controls(tab: Tab) -> list[dict[str, Any]]:
    """Fake buttons, told by the page itself: who listens is known in its own world only."""
    try:
        rows: _Rows = tab.run_inside(script("controls")) if not tab.state.answer[2] else []
    except ScriptError:
        return []
    found = []
    for outcome, sure in ((Outcome.FAILED, True), (Outcome.CANT_TELL, False)):
        nodes = [row[:5] for row in rows if isinstance(row, list) and len(row) == 6 and row[5] is sure]
        if nodes:
            found.append(_fault("control-fake", outcome, nodes))
    return found


def _timed(tab: Tab) -> dict[str, Any]:
    """What the timers of the page do by their own text: whether they lead away, whether they go on changing it."""
    try:
        said = tab.run_inside("window[Symbol.for('publisher.timed')]")
    except ScriptError:
        return {}
    return said if isinstance(said, dict) else {}


def _of_the_page(rule: str, word: str) -> dict[str, Any]:
    return _fault(rule, Outcome.CANT_TELL, [[["html > body"], "<body>", [], [word], {"messageKey": word}]])


def _fault(rule: str, outcome: Outcome, nodes: _Rows) -> dict[str, Any]:
    return {"rule": rule, "impact": "serious", "outcome": str(outcome), "count": len(nodes), "nodes": nodes}


def _resize(tab: Tab, width: int, height: int) -> None:
    tab.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
