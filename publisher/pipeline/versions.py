"""The versions that a report names: a result means little without what produced it."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from publisher import browser

_NAMED = ("publisher", "frictionless", "polars", "python-calamine", "typst", "pypdf", "ckanapi", "requests")
_OF_SITES = ("aiohttp", "selectolax", "selenium", "py3langid")


def versions(*, with_sites: bool, grid: str = "") -> dict[str, str]:
    """Versions of the program, Python and the libraries that do the work, as installed; those that crawl and judge
    websites, the browser and its engine among them, when asked for (those of a Grid where one is used)."""
    found = {
        "python": platform.python_version(),
        **(browser.versions(browser.BrowserSettings(grid=grid)) if with_sites else {}),
    }
    for name in (*_NAMED, *(_OF_SITES if with_sites else ())):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
