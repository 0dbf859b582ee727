"""Pages without a title."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView


def look(view: PageView, _context: Context) -> Iterator[Fault]:
    """`<title>` is missing or blank."""
    if not view.page.title.strip():
        yield Fault(view.place("head"))


CHECK = Check("metadata.missing-title", page=look)
