"""Classification codes that are none."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.metatags import CATEGORIES, CATEGORY_NAMES_ZH
from publisher.model.text import LocalText, Param


def look(view: PageView, _context: Context) -> Iterator[Fault]:
    """A code without the shape of its classification. Several codes may stand in one element."""
    for name, content in view.page.metas:
        for element, shape in CATEGORIES.items():
            if name != element.lower():
                continue
            for code in content.replace(";", ",").replace("、", ",").split(","):
                if code.strip() and not shape.match(code.strip()):
                    shown = code.strip()[:20]
                    params: dict[str, Param] = {
                        "element": LocalText(CATEGORY_NAMES_ZH[element], element),
                        "code": shown,
                    }
                    yield Fault(view.place(f'meta[name="{element}" i]'), f"{element}={shown}", params=params)


CHECK = Check("metadata.bad-category", page=look)
