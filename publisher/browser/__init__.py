"""The browser: the one way into headless Chromium, and axe-core's judgement of what it shows.

Knows pages, not checks. Selenium is imported when a browser is opened and not before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from publisher.browser.parts import AXE_VERSION, mark_of, missing_parts, require_selenium, versions
from publisher.browser.values import (
    ALSO,
    DARK,
    DESKTOP,
    FORCED,
    PHONE,
    Audit,
    AxeFault,
    BrowserSettings,
    Element,
    NotTested,
    Viewing,
    name_of,
)

if TYPE_CHECKING:
    from publisher.browser.session import Browser

__all__ = [
    "ALSO",
    "AXE_VERSION",
    "DARK",
    "DESKTOP",
    "FORCED",
    "PHONE",
    "Audit",
    "AxeFault",
    "BrowserSettings",
    "Element",
    "NotTested",
    "Viewing",
    "audit_all",
    "mark_of",
    "missing_parts",
    "name_of",
    "open_browser",
    "try_out",
    "versions",
]


def open_browser(settings: BrowserSettings) -> Browser:
    """A browser to be used in a `with`; its `audit(url)` tests one page.

    MissingPartError names what this machine lacks.
    """
    require_selenium(settings)
    from publisher.browser.session import Browser

    return Browser(settings)


def try_out(settings: BrowserSettings) -> None:
    """Judge a page with a known fault. MissingPartError when browser and engine do not work together here."""
    require_selenium(settings)
    from publisher.browser.trial import find_planted_fault

    find_planted_fault(settings)


def audit_all(urls: Iterable[str], settings: BrowserSettings, browsers: int = 1) -> Iterator[Audit]:
    """Test each of `urls`, in their order, with so many browsers at once; every URL has exactly one audit."""
    require_selenium(settings)
    from publisher.browser.many import audit_all as audit_them

    return audit_them(urls, settings, browsers)
