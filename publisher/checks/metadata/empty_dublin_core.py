"""Descriptive elements that are there and say nothing."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.metatags import CATEGORIES, ELEMENTS

_KNOWN = frozenset(name.lower() for name in (*ELEMENTS, *CATEGORIES))


def look(view: PageView, _context: Context) -> Iterator[Fault]:
    """A known element whose content is blank."""
    empty = sorted({name for name, content in view.page.metas if not content and _is_known(name)})
    if empty:
        shown = ", ".join(empty)
        yield Fault(view.place("head"), key=shown, params={"empty": shown})


def _is_known(name: str) -> bool:
    return name in _KNOWN or any(name.startswith(f"{known}.") for known in _KNOWN)


CHECK = Check("metadata.empty-dublin-core", page=look)
