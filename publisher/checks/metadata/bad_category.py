"""Classification codes that are none."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.metatags import CATEGORIES, CATEGORY_NAMES_ZH, CODE, category_of
from publisher.checks.naming import lines_of
from publisher.model.text import LocalText, Param

_ID = "metadata.bad-category"


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """A code without the shape of codes, or not in the list of its classification, where the rulebook has one.

    Several codes may stand in one element.
    """
    lists = context.once("categories", lambda: {name: _codes(name, context) for name in CATEGORIES})
    for name, content in view.page.metas:
        element = category_of(name)
        if element is None:
            continue
        for code in content.replace(";", ",").replace("、", ",").split(","):
            known = lists[element]
            if code.strip() and (not CODE.match(code.strip()) or (known and code.strip() not in known)):
                shown = code.strip()[:20]
                params: dict[str, Param] = {"element": LocalText(CATEGORY_NAMES_ZH[element], element)}
                params["code"] = shown
                yield Fault(view.place(f'meta[name="{name}" i]'), f"{element}={shown}", params=params)


def _codes(element: str, context: Context) -> frozenset[str]:
    """The codes of a classification, each the first word of its line; none where nobody put the list in."""
    lines = lines_of(context, _ID, element.rpartition(".")[2].lower())
    return frozenset(line.split()[0] for line in lines)


CHECK = Check(_ID, page=look)
