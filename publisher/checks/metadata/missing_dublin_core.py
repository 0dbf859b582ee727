"""Pages without the descriptive elements that the metadata standard of agencies requires."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.metatags import ELEMENTS, has


def look(view: PageView, _context: Context) -> Iterator[Fault]:
    """One or more of the fifteen elements are not there. Pages that lack the same ones are one finding."""
    names = frozenset(name for name, _ in view.page.metas)
    missing = [element for element in ELEMENTS if not has(element, names)]
    if missing:
        shown = ", ".join(missing)
        yield Fault(view.place("head"), key=shown, params={"missing": shown, "number": len(missing)})


CHECK = Check("metadata.missing-dublin-core", page=look)
