"""For every test that makes pages: what axe-core has against them, in a real browser.

assert violations([tmp_path / "index.html"]) == []
"""

from __future__ import annotations

import atexit
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from publisher.browser import DESKTOP, PHONE, Audit, BrowserSettings, Viewing, missing_parts, open_browser
from publisher.model.finding import Outcome
from tests.parts import needs_part

if TYPE_CHECKING:
    from publisher.browser.session import Browser

DARK = Viewing(dark=True)
DARK_PHONE = Viewing(width=PHONE.width, height=PHONE.height, mobile=True, dark=True)
EVERY_VIEW = (DESKTOP, PHONE, DARK, DARK_PHONE)
_BROWSERS = 2
_BEYOND = frozenset({"color-contrast-enhanced", "meta-refresh-no-exceptions"})
"""Rules of level AAA, which our pages do not promise."""


def needs_browser() -> None:
    """Skip (with CI=true: fail) without Chromium, its driver, selenium or axe-core."""
    lacking = missing_parts()
    needs_part(
        not lacking, "the browser for accessibility checks", "; ".join(str(error.hint) for error in lacking)
    )


@cache
def _pool() -> SimpleQueue[Browser]:
    """Two warm browsers for the whole run of tests: while one waits for its page, the other one judges."""
    settings = BrowserSettings(hosts=("127.0.0.1",), allow_private=True, files=True, quiet_seconds=0.03)
    free: SimpleQueue[Browser] = SimpleQueue()
    for _ in range(_BROWSERS):
        browser = open_browser(settings).__enter__()
        atexit.register(browser.__exit__, None, None, None)
        free.put(browser)
    return free


def audits(looks: Iterable[tuple[str, Viewing]]) -> list[Audit]:
    """What stands against each page (a file or one of 127.0.0.1), in the view named with it, in the same order."""
    needs_browser()
    free = _pool()

    def look(url: str, view: Viewing) -> Audit:
        browser = free.get()
        try:
            return browser.audit(url, view)
        finally:
            free.put(browser)

    with ThreadPoolExecutor(_BROWSERS) as threads:
        return list(threads.map(look, *zip(*looks, strict=True)))


def violations(pages: Iterable[Path | str], views: Sequence[Viewing] = (DESKTOP,)) -> list[str]:
    """A line for each element at fault: page, view, rule, selector, opening tag, what was measured. Good practice
    counts too. A page that could not be tested is a line as well. Pages are files, or addresses
    of files and of 127.0.0.1."""
    urls = [page.resolve().as_uri() if isinstance(page, Path) else page for page in pages]
    looks = [(url, view) for url in urls for view in views]
    found = []
    for (url, view), audit in zip(looks, audits(looks), strict=True):
        name = f"{url.rpartition('/')[2] or url} {view.width}{' dark' if view.dark else ''}"
        if audit.untested is not None:
            found.append(f"{name}: not tested: {audit.untested.value}")
        found += [
            f"{name}: {fault.rule}: {element.selector} {element.shape} {dict(element.facts)}"
            for fault in audit.faults
            if fault.outcome is Outcome.FAILED and fault.rule not in _BEYOND
            for element in fault.elements
        ]
    return found
