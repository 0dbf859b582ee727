"""Pages that their scripts make, read through the browser: the links that stand on them when the scripts have run.

The browser is opened for the first such page and not before. Without one, such a page stays not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from publisher.browser import BrowserSettings, missing_parts, open_browser
from publisher.crawl.packing import unpack_body
from publisher.model.errors import PublisherError
from publisher.model.site import Rendered, Site
from publisher.net.urls import Scope
from publisher.state.crawl import StoredContent

_SCRIPT = re.compile(
    r"<script\b(?![^>]*\btype\s*=\s*[\"']?(?:application/(?:ld\+)?json|text/(?:template|x-)))", re.I
)

RENDERED = "rendered"
"""Note on a page made by scripts whose links the browser has seen."""

_SECONDS = 30.0


def runs_scripts(content: StoredContent) -> bool:
    """Whether scripts stand on a page that was kept."""
    return content.body is not None and _SCRIPT.search(unpack_body(content.body)) is not None


def rendered(site: Site, scope: Scope, grid: str, addresses: list[str]) -> Iterator[Rendered]:
    """What the browser sees at each of these addresses; nothing without a browser."""
    hosts = {urlsplit(f"//{host}").hostname or "" for host in scope.hosts}
    settings = BrowserSettings(
        hosts=tuple(sorted(hosts)),
        allow_private=site.allow_private,
        page_seconds=_SECONDS,
        settle_seconds=8.0,
        grid=grid,
    )
    if missing_parts(settings):
        return
    try:
        with open_browser(settings) as browser:
            for address in addresses:
                yield browser.links(address)
    except PublisherError:
        return
