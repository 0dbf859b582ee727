"""The site's own search, which does not find pages that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, normal
from publisher.checks.naming import pattern_of
from publisher.model.finding import Outcome, Place
from publisher.model.site import SearchTry, SiteSnapshot
from publisher.model.text import LocalText, Param
from publisher.net.urls import readable

_ID = "content.search-fails"
_WHY = {
    "post": LocalText("搜尋表單以 POST 傳送", "its form is sent by POST"),
    "script": LocalText("搜尋由網頁程式執行", "a script carries it out"),
    "foreign": LocalText("搜尋由其他網站提供", "another website carries it out"),
    "robots": LocalText("robots.txt 不允許查詢", "robots.txt forbids to ask it"),
}
"""Why a search was not asked, by the crawl's word for it."""
_HITS = re.compile(
    r"(?<![0-9,.])[1-9][0-9,]{0,9}\s{0,3}(?:[筆項則件個條]|results?|hits?|matches|pages?|entries)", re.IGNORECASE
)
"""A count of more than nothing: words of an answer without results may be a hint beside it."""


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Of three titles of pages of the site, not one came back, and the answer says so or holds nothing.

    Where some came back, or scripts may have to fill the answer, a person has to try. A search that was not asked
    is said to be so, and is for a person as well.
    """
    searched = snapshot.coverage.search
    place = Place(url=searched.page or snapshot.site.start[0])
    if searched.why in _WHY:
        unasked: dict[str, Param] = {"why": _WHY[searched.why], "asked": 0, "back": 0, "titles": "-"}
        yield Fault(place, "untested", "", unasked, outcome=Outcome.CANT_TELL)
        return
    tries = searched.tries
    back = sum(item.found for item in tries)
    if not tries or back == len(tries) or any(not 200 <= item.status < 300 for item in tries):
        return  # that the form leads nowhere is said by links.broken
    none = pattern_of(context, _ID, "none")
    is_sure = not back and all(_is_empty(item) or none.search(item.said) for item in tries)
    is_sure = is_sure and all(not item.own_links or not _HITS.search(normal(item.said)) for item in tries)
    is_sure = is_sure and not any(item.by_script and not item.echoed for item in tries)
    missed = "、".join(item.title for item in tries if not item.found)
    params: dict[str, Param] = {
        "asked": len(tries),
        "back": back,
        "titles": missed[:100],
        "url": readable(searched.action),
    }
    yield Fault(place, "", "", params, outcome=Outcome.FAILED if is_sure else Outcome.CANT_TELL)


def _is_empty(item: SearchTry) -> bool:
    """Whether an answer links to nothing but what the start page links to, and no script may add to it."""
    return not item.own_links and not item.by_script


CHECK = Check(_ID, site=look)
