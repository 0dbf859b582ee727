"""A walk through a page with the real Tab key: can a reader without a mouse get out again? (WCAG 2.1.2)

Pages without any script, with frames, and with more stops than `MOST_STOPS` are not walked: nothing is said of
them. Focus that stays within an open modal dialog is as it should be.
"""

from __future__ import annotations

import re
import time
from typing import Any

from selenium.webdriver import Chrome

from publisher.browser.engine import script
from publisher.model.finding import Outcome

RULE = "keyboard-trap"
MOST_STOPS = 120
_PAUSE = 0.02
"""Seconds after a key, for scripts that move the focus a moment later."""
_FIELD_STOPS = 8
_MODIFIERS = {"alt": 1, "ctrl": 2, "control": 2, "shift": 8}
_CODES = {"Tab": 9, "Escape": 27}
_AT = (
    "const at = document.activeElement; if (!at || at === document.body || at === document.documentElement)"
    " return null; const step = (node) => { const name = node.tagName.toLowerCase();"
    " return node === document.documentElement || node === document.body ? name :"
    " `${name}:nth-child(${[...node.parentElement.children].indexOf(node) + 1})`; };"
    " const path = (node) => (node.parentElement ? `${path(node.parentElement)} > ` : '') + step(node);"
    " return [path(at), at.closest('dialog:modal,[role$=dialog][aria-modal=true]') !== null,"
    " at.tagName.toLowerCase()];"
)


def walk(driver: Chrome) -> list[dict[str, Any]]:
    """The faults found on the way, as reporter.js writes them."""
    page = driver.execute_script(script("keyboard"))
    if not page["stops"] or not page["scripted"] or page["own"] or page["stops"] > MOST_STOPS:
        return []
    most = page["stops"] + 3 + _FIELD_STOPS * page["slow"]
    held = _held(driver, most, 0)
    if not held or _held(driver, most, _MODIFIERS["shift"]) is None:
        return []
    for modifier, key in (("", "Escape"), *page["keys"]):
        _press(driver, key, _MODIFIERS.get(modifier, 0))
        if _held(driver, most, 0) is None:
            return []
    outcome = Outcome.CANT_TELL if page["help"] and not page["keys"] else Outcome.FAILED
    nodes = [[[path], f"<{tag}>", [], ["tab-walk"], {}] for path, tag in sorted(held.items())]
    return [{"rule": RULE, "impact": "critical", "outcome": str(outcome), "count": len(nodes), "nodes": nodes}]


def _held(driver: Chrome, most: int, modifiers: int) -> dict[str, str] | None:
    """Press Tab until the page is left (None), or too often; then the elements among which the focus stayed."""
    seen: list[tuple[str, str]] = []
    for _ in range(2 * most):
        _press(driver, "Tab", modifiers)
        at = driver.execute_script(_AT)
        if at is None:
            return None
        path, modal, tag = at
        if modal:
            return None
        seen.append((path, tag))
    return dict(seen[-most:])


def _press(driver: Chrome, key: str, modifiers: int) -> None:
    code = _CODES.get(key) or ord(key.upper())
    name = key if key in _CODES else f"Key{key.upper()}" if re.match("[a-z]", key) else f"Digit{key}"
    event = {"key": key, "code": name, "windowsVirtualKeyCode": code, "modifiers": modifiers}
    driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "rawKeyDown", **event})
    driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyUp", **event})
    time.sleep(_PAUSE)
