"""Pages that cannot be found by the three classifications."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.metatags import CATEGORIES, CATEGORY_NAMES_ZH, category_of
from publisher.model.text import LocalText


def look(view: PageView, _context: Context) -> Iterator[Fault]:
    """The elements of 主題分類, 施政分類 or 服務分類 are not there."""
    there = {category_of(name) for name, _ in view.page.metas}
    missing = [name for name in CATEGORIES if name not in there]
    if missing:
        shown = ", ".join(missing)
        words = "、".join(CATEGORY_NAMES_ZH[name] for name in missing)
        yield Fault(view.place("head"), key=shown, params={"missing": LocalText(words, shown)})


CHECK = Check("metadata.missing-category", page=look)
