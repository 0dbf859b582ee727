"""For every test that makes pages: what axe-core has against them, in a real browser.

assert violations([tmp_path / "index.html"]) == []
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from publisher.browser import DESKTOP, PHONE, BrowserSettings, Viewing, missing_parts, open_browser
from publisher.model.finding import Outcome
from tests.parts import needs_part

DARK = Viewing(dark=True)
DARK_PHONE = Viewing(width=PHONE.width, height=PHONE.height, mobile=True, dark=True)
EVERY_VIEW = (DESKTOP, PHONE, DARK, DARK_PHONE)


_BEYOND = frozenset({"color-contrast-enhanced", "meta-refresh-no-exceptions"})
"""Rules of level AAA, which our pages do not promise."""


def needs_browser() -> None:
    """Skip (with CI=true: fail) without Chromium, its driver, selenium or axe-core."""
    lacking = missing_parts()
    needs_part(
        not lacking, "the browser for accessibility checks", "; ".join(str(error.hint) for error in lacking)
    )


def violations(pages: Iterable[Path | str], views: Sequence[Viewing] = (DESKTOP,)) -> list[str]:
    """A line for each element at fault: page, view, rule, selector, opening tag, what was measured. Good practice
    counts too. A page that could not be tested is a line as well."""
    needs_browser()
    urls = [page.resolve().as_uri() if isinstance(page, Path) else page for page in pages]
    hosts = {urlsplit(url).hostname or "" for url in urls} - {""}
    settings = BrowserSettings(hosts=tuple(hosts), allow_private=True, files=True, quiet_seconds=0.03)
    found = []
    with open_browser(settings) as browser:
        for url in urls:
            for view in views:
                audit = browser.audit(url, view)
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
