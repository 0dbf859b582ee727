"""Classification codes that are none."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.metatags import CATEGORIES, CATEGORY_NAMES_ZH, category_of
from publisher.model.text import LocalText, Param


def look(view: PageView, _context: Context) -> Iterator[Fault]:
    """A code without the shape of its classification. Several codes may stand in one element."""
    for name, content in view.page.metas:
        element = category_of(name)
        if element is None:
            continue
        for code in content.replace(";", ",").replace("、", ",").split(","):
            if code.strip() and not CATEGORIES[element].match(code.strip()):
                shown = code.strip()[:20]
                params: dict[str, Param] = {"element": LocalText(CATEGORY_NAMES_ZH[element], element)}
                params["code"] = shown
                yield Fault(view.place(f'meta[name="{name}" i]'), f"{element}={shown}", params=params)


CHECK = Check("metadata.bad-category", page=look)
