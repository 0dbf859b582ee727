"""Pages that still greet their readers."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView


def look(view: PageView, _context: Context) -> Iterator[Fault]:
    """The title welcomes instead of saying what the page is about."""
    if view.page.title.casefold().startswith(("welcome", "歡迎")):
        yield Fault(view.place("title"), subject=view.url)


CHECK = Check("example.old-greeting", page=look)
