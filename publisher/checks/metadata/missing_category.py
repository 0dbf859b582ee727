"""Pages without the codes of the three classifications that agencies add to Dublin Core."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.metatags import CATEGORIES, CATEGORY_NAMES_ZH, category_of
from publisher.checks.naming import Words, lines_of, squash
from publisher.checks.navigation import navigation
from publisher.model.finding import Outcome, Place
from publisher.model.site import SiteSnapshot
from publisher.model.text import LocalText

_ID = "metadata.missing-category"


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """Note what is not there of 主題分類, 施政分類 and 服務分類."""
    there = {category_of(name) for name, _ in view.page.metas}
    missing = tuple(name for name in CATEGORIES if name not in there)
    if missing:
        context.once("without category", lambda: list[tuple[tuple[str, ...], Place]]()).append(
            (missing, view.place("head"))
        )
    yield from ()


def follow_up(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Content may be found by the three on pages that list it by them: there a person has to see."""
    met = context.once("without category", lambda: list[tuple[tuple[str, ...], Place]]())
    outcome = Outcome.CANT_TELL if met and _lists_by_them(snapshot, context) else Outcome.FAILED
    for missing, place in met:
        shown = ", ".join(missing)
        words = "、".join(CATEGORY_NAMES_ZH[name] for name in missing)
        yield Fault(place, key=shown, params={"missing": LocalText(words, shown)}, outcome=outcome)


def _lists_by_them(snapshot: SiteSnapshot, context: Context) -> bool:
    seen = navigation(snapshot, context)
    names = Words(lines_of(context, _ID, "pages"))
    return any(names.spans(squash(item.words)) and seen.works(item.leads_to) for item in seen.spoken)


CHECK = Check(_ID, page=look, site=follow_up)
