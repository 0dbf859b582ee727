"""Documents that do not open."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.documents.kinds import NAMES
from publisher.checks.documents.places import place_of
from publisher.model.finding import Outcome
from publisher.model.site import Document
from publisher.model.text import LocalText, Param
from publisher.net.urls import readable

_WORDS = {
    "damaged": LocalText("檔案毀損", "it is damaged"),
    "encrypted": LocalText("需要密碼才能開啟", "it needs a password"),
    "too-large": LocalText("檔案過大，未檢查", "it is too large to be looked at"),
    "slow": LocalText("開啟時間過長，未檢查", "opening it takes too long"),
}
_OURS = frozenset({"too-large", "slow"})


def look(document: Document, _context: Context) -> Iterator[Fault]:
    """It is damaged or locked; or we could not look (too large, too slow), which proves nothing."""
    if document.problem:
        params: dict[str, Param] = {
            "url": readable(document.url),
            "format": NAMES.get(document.found_type, document.found_type),
            "reason": _WORDS[document.problem],
        }
        outcome = Outcome.CANT_TELL if document.problem in _OURS else Outcome.FAILED
        yield Fault(place_of(document), subject=document.url, params=params, outcome=outcome)


CHECK = Check("documents.unreadable", document=look)
