"""The versions that a report names: a result means little without what produced it."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

_NAMED = ("publisher", "frictionless", "polars", "python-calamine", "typst", "pypdf", "ckanapi", "requests")


def versions() -> dict[str, str]:
    """Versions of the program, Python and the libraries that do the work, as installed."""
    found = {"python": platform.python_version()}
    for name in _NAMED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
