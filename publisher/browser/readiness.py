"""When a page is there: what it asked for has come, its scripts are calm, its animations have ended.

Three clocks bound the waiting. What the page is not there without (scripts, styles, answers to its scripts) is
waited for `settle_seconds`; after that the page is untested. Pictures under way and a page that never stops moving
(tickers, carousels) are waited for a few seconds: such a page is there, but may show something else the next time.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from publisher.browser.tab import MovedError, ScriptError, Tab
from publisher.browser.values import BrowserSettings, NotTested

_PICTURE_SECONDS = 5.0
_MOVING_SECONDS = 3.0
_MOST_DOCUMENTS = 4
"""Documents that follow each other before a page counts as one that never stays."""
_STEP = 0.05


@dataclass(frozen=True, slots=True)
class Readiness:
    """`reason` why the page cannot be judged; `calm` when nothing moves any more, `moving` when it goes on."""

    reason: NotTested | None
    calm: bool
    moving: bool = False


def wait(tab: Tab, settings: BrowserSettings, script: str, sign: str = "") -> Readiness:
    """Wait until the page is there. `script` is settle.js; `sign` the selector of what a page must show."""
    began = time.monotonic()
    calm_pictures = True
    while True:
        state, waited = tab.state, time.monotonic() - began
        if state.documents > _MOST_DOCUMENTS:
            tab.pin()
        if state.needed:
            if waited >= settings.settle_seconds:
                return Readiness(NotTested.LOADING, calm=False)
            tab.hear_next(_STEP)
            continue
        if state.pictures and waited < _PICTURE_SECONDS:
            tab.hear_next(_STEP)
            continue
        calm_pictures = not state.pictures
        quiet = _quiet(tab, settings, script)
        if quiet is None:
            continue
        if sign and not _there(tab, sign):
            if waited >= settings.settle_seconds:
                return Readiness(NotTested.SIGN, calm=False)
            tab.listen(_STEP)
            continue
        if quiet or waited >= _MOVING_SECONDS + (0 if calm_pictures else _PICTURE_SECONDS):
            stays = state.documents <= _MOST_DOCUMENTS
            return Readiness(None, calm=quiet and calm_pictures and stays, moving=not quiet)


def _quiet(tab: Tab, settings: BrowserSettings, script: str) -> bool | None:
    """Whether nothing has moved for a while; None when the document is another one meanwhile."""
    try:
        tab.listen(settings.quiet_seconds)
        if tab.state.needed:
            return None
        silent = tab.state.answer[2]
        since, ended = tab.run(script)
        due = 0 if silent else int(tab.run_inside("window[Symbol.for('publisher.due')]?.() ?? 0") or 0)
    except MovedError:
        tab.hear_next(_STEP)
        return None
    if due > 0:
        tab.listen(min(due / 1000 + 0.02, 1.6))
        return False
    return bool(since >= settings.quiet_seconds * 1000 and not ended)


def _there(tab: Tab, sign: str) -> bool:
    look = f"[...document.querySelectorAll({json.dumps(sign)})].some((node) => node.checkVisibility())"
    try:
        return bool(tab.run(look))
    except (MovedError, ScriptError):
        return False
