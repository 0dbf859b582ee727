"""The browser: the one way into headless Chromium, and axe-core's judgement of what it shows.

Knows pages, not checks. Selenium is imported when a browser is opened and not before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from publisher.browser import parts
from publisher.browser.parts import AXE_VERSION, require_selenium, versions
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
from publisher.executors import Executor
from publisher.model.errors import MissingPartError

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


def audit_all(
    urls: Iterable[str], settings: BrowserSettings, browsers: int = 1, elsewhere: Executor | None = None
) -> Iterator[Audit]:
    """Test each of `urls`, in their order; every URL has exactly one audit.

    So many `browsers` of this machine work at once, or those of the machines `elsewhere`.
    """
    require_selenium(settings)
    from publisher.browser import many

    if elsewhere is not None:
        return many.audit_elsewhere(urls, settings, elsewhere)
    return many.audit_all(urls, settings, browsers)


def mark_of(settings: BrowserSettings, elsewhere: Executor | None = None) -> str:
    """What verdicts depend on beside the page; "" when unknown, or when machines `elsewhere` differ in it."""
    marks = {parts.mark_of(settings)} if elsewhere is None else set(elsewhere.everywhere(parts.mark_of, settings))
    return marks.pop() if len(marks) == 1 else ""


def missing_parts(
    settings: BrowserSettings | None = None, elsewhere: Executor | None = None
) -> tuple[MissingPartError, ...]:
    """Everything that is missing here (or on one of the machines `elsewhere`), for a look before the work."""
    if elsewhere is None:
        return parts.missing_parts(settings)
    return tuple(error for some in elsewhere.everywhere(parts.missing_parts, settings) for error in some)
