"""A walk through a page with the real Tab key: can a reader without a mouse get out again, and see where he is?

Looked at are focus that cannot be moved on (WCAG 2.1.2), that nothing shows (2.4.7), and that something covers
(2.4.11). The way
is walked fast as far as the page is known to go on, and step by step where it should end. Only a script that
listens for keys or for the focus can hold the reader: other pages are not walked, and of each kind of control one
is looked at. Frames and plug-ins have keys of their own, so nothing is said of traps on pages with them. Focus
that stays within an open modal dialog is as it should be. What was not walked is counted.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

from publisher.browser.engine import script
from publisher.browser.tab import MovedError, ScriptError, Tab
from publisher.model.finding import Outcome

TRAP, UNSEEN, COVERED = "keyboard-trap", "focus-visible", "focus-obscured"
MOST_STOPS = 120
_BATCH = 20
_LAST_STEPS = 3
_MOST_SLOW = 60
_PAUSE = 0.04
"""Seconds after a key, for scripts that move the focus a moment later."""
_BACK_SECONDS, _STEP = 1.0, 0.02
_FIELD_STOPS = 8
_MOST_KINDS = 12
_MODIFIERS = {"alt": 1, "ctrl": 2, "control": 2, "shift": 8}
_CODES = {"Tab": 9, "Escape": 27}


@dataclass(frozen=True, slots=True)
class KeyboardWalk:
    """The faults on the way, as reporter.js writes them; the `stops` of the page, and how many were `reached`."""

    faults: list[dict[str, Any]]
    stops: int
    reached: int


def walk(tab: Tab) -> KeyboardWalk:
    """Walk through the page in the tab."""
    page = tab.run(script("keyboard"))
    stops = int(page["stops"])
    if not stops:
        return KeyboardWalk([], 0, 0)
    found: list[dict[str, Any]] = []
    if (page["handlers"] or _hears_keys(tab)) and not page["own"] and stops <= MOST_STOPS:
        left = _walk_fast(tab, stops - page["from"] - _LAST_STEPS)
        found += _trap(tab, page, left)
    else:
        _press(tab, "Tab", 0)  # so that the focus is shown as it is for those who use keys
    _come_back(tab)
    kinds = tab.run("publisherWalk.kinds()")
    found += _unseen(tab, kinds)
    found += _covered(tab, kinds)
    return KeyboardWalk(found, stops, min(max(int(tab.run("publisherWalk.seen()")), len(kinds)), stops))


def _come_back(tab: Tab) -> None:
    """Give the window the focus again, which the last Tab may have taken out of it: without it none is shown."""
    until, calm = time.monotonic() + _BACK_SECONDS, 0
    while calm < 2 and time.monotonic() < until:
        calm = calm + 1 if tab.run("document.hasFocus() || (window.focus(), false)") else 0
        tab.listen(_STEP)


def _hears_keys(tab: Tab) -> bool:
    """Whether a script of the page listens for keys or for the focus: without one, nothing can hold the reader."""
    try:
        return bool(tab.run_inside("window[Symbol.for('publisher.keys')]?.heard ?? true"))
    except ScriptError:
        return True


def _walk_fast(tab: Tab, steps: int) -> bool:
    """Press Tab so many times and do not look; whether the page was left, or the focus went back, on the way."""
    while steps > 0:
        for _ in range(min(steps, _BATCH) - 1):
            _press(tab, "Tab", 0, wait=False)
        _press(tab, "Tab", 0)
        steps -= _BATCH
        log = tab.run("publisherWalk.log()")
        if -1 in log or len(set(log)) < len(log):
            return True
    return False


def _trap(tab: Tab, page: dict[str, Any], left: bool) -> list[dict[str, Any]]:
    slow = _FIELD_STOPS * min(page["slow"], 4)
    most = (page["stops"] if left else _LAST_STEPS) + 3 + slow
    held = _held(tab, most, slow, 0)
    if not held or _held(tab, most, slow, _MODIFIERS["shift"]) is None:
        return []
    for modifier, key in (("", "Escape"), *page["keys"]):
        _press(tab, key, _MODIFIERS.get(modifier, 0))
        if _held(tab, most, slow, 0) is None:
            return []
    outcome = Outcome.CANT_TELL if page["help"] and not page["keys"] else Outcome.FAILED
    nodes = [[[path], f"<{tag}>", [], ["tab-walk"], {}] for path, tag in sorted(held.items())]
    return [{"rule": TRAP, "impact": "critical", "outcome": str(outcome), "count": len(nodes), "nodes": nodes}]


def _held(tab: Tab, most: int, slow: int, modifiers: int) -> dict[str, str] | None:
    """Press Tab until the page is left (None), or the focus comes round a second time; then where it stayed.

    `most` are the steps to the end, `slow` those that may stay within one element (a date, a film, a component).
    An empty answer: the way was too long to be walked, so that nothing can be said.
    """
    seen: list[tuple[str, str]] = []
    places: set[str] = set()
    again = 0
    for _ in range(2 * min(most, _MOST_SLOW) + slow):
        _press(tab, "Tab", modifiers)
        time.sleep(_PAUSE)
        at = tab.run("publisherWalk.here()")
        if at is None or at[1]:
            return None
        path, _modal, tag = at
        again = again + 1 if path in places else 0
        if again > len(places) + slow + 2:
            return dict(seen)
        if path not in places:
            places.add(path)
            seen.append((path, tag))
    return {}


def _unseen(tab: Tab, kinds: list[list[list[Any]]]) -> list[dict[str, Any]]:
    """Elements that look the same with the focus as without: told by their styles, proven by two pictures."""
    found = _pointed_out(tab, kinds, "away", UNSEEN)
    failed: list[list[Any]] = []
    for number in tab.run("publisherWalk.unseen()")[:_MOST_KINDS]:
        if _looks_the_same(tab, number):
            failed += kinds[number]
    if not failed:
        return found
    outcome = str(Outcome.FAILED)
    unseen = {"rule": UNSEEN, "impact": "serious", "outcome": outcome, "count": len(failed), "nodes": failed}
    return [*found, unseen]


def _covered(tab: Tab, kinds: list[list[list[Any]]]) -> list[dict[str, Any]]:
    """Elements that something in a fixed place hides when they have the focus; maybe it can be closed."""
    return _pointed_out(tab, kinds, "covered", COVERED)


def _pointed_out(tab: Tab, kinds: list[list[list[Any]]], word: str, rule: str) -> list[dict[str, Any]]:
    """The first of each kind that publisherWalk names by this word, for a person to look at."""
    nodes = [
        [place, shape, classes, [f"focus-{word}"], {"messageKey": word}]
        for number in tab.run(f"publisherWalk.{word}()")
        for place, shape, classes, _, _ in kinds[number][:1]
    ]
    if not nodes:
        return []
    outcome = str(Outcome.CANT_TELL)
    return [{"rule": rule, "impact": "moderate", "outcome": outcome, "count": len(nodes), "nodes": nodes}]


def _looks_the_same(tab: Tab, number: int) -> bool:
    """Whether pictures of the element with and without the focus are equal, twice; no where there is any doubt."""
    try:
        return all(_pictures_are_equal(tab, number) for _ in range(2))
    except (MovedError, ScriptError):
        return False


def _pictures_are_equal(tab: Tab, number: int) -> bool:
    pictures = []
    for focus in ("false", "true"):
        place = tab.run(f"publisherWalk.place({number}, {focus})")
        if place is None:
            return False
        x, y, width, height = place
        clip = {"x": x, "y": y, "width": min(width, 800), "height": min(height, 400), "scale": 1}
        pictures.append(tab.call("Page.captureScreenshot", format="png", clip=clip, seconds=5.0)["data"])
    return pictures[0] == pictures[1] and bool(tab.run(f"publisherWalk.holds({number})"))


def _press(tab: Tab, key: str, modifiers: int, *, wait: bool = True) -> None:
    code = _CODES.get(key) or ord(key.upper())
    name = key if key in _CODES else f"Key{key.upper()}" if re.match("[a-z]", key) else f"Digit{key}"
    event: dict[str, Any] = {"key": key, "code": name, "windowsVirtualKeyCode": code, "modifiers": modifiers}
    send = tab.call if wait else tab.tell
    send("Input.dispatchKeyEvent", type="rawKeyDown", **event)
    if wait:
        send("Input.dispatchKeyEvent", type="keyUp", **event)
