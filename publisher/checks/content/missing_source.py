"""Data of others that are quoted without a link to where they came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publisher.checks.agreeing import shared
from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.lines import PageLine, content_lines
from publisher.checks.naming import Words, lines_of, squash, units
from publisher.checks.navigation import navigation
from publisher.model.finding import Outcome, Place
from publisher.model.site import SiteSnapshot
from publisher.net import html
from publisher.net.urls import host_of

_ID = "content.missing-source"
_SOURCE = re.compile(
    r"(?:資料|數據|圖片|照片|統計|文字|圖表|影片)?\s*(?:來源|出處)\s*[:：]\s*(?P<zh>[^。;；]{2,80})"
    r"|\b(?:data )?sources?\s*:\s*(?P<en>[^.;]{2,80})|(?:引自|摘自|轉載自)\s*[:：]?\s*(?P<by>[^。;；]{2,80})",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"[,，、(（\s]*(?:民國)?\s*[0-9]{2,4}\s*[年/.-]\s*(?:[0-9]{1,2}\s*[月/.-]?\s*(?:[0-9]{1,2}\s*日?)?)?\s*"
    r"(?:底|止|統計|資料|製表|提供)?[)）]?"
)
"""When the figures of a source were taken."""
_AFTER = 2
"""Lines after the one that names the source in which its link may stand."""
_CELLS = 6
_POINTS = re.compile(r"[上下左右附]表|表列|如下|以下|\btables?\b|\bbelow\b", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*[-+]?[0-9][0-9,.]*\s*[%％]?\s*$")
_FIGURE = re.compile(
    r"[0-9][0-9,.]*\s*(?:[%％‰萬億人件戶次家公頃噸元筆位歲例倍成年]|percent|per cent|million|billion)"
    r"|百分之|逐年|成長|增加|減少|上升|下降|最[多少高低]|increas|decreas|rose|fell",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"https?://|doi\.org|ISBN")
"""An address or a number of a book, written out."""
_BESIDE = 8
_SHARED = 0.5
"""Share of a source's words that a link elsewhere on the page has to bear to be the source's."""


@dataclass(frozen=True, slots=True)
class _Met:
    """A source that a page names; `links` (address, words) may be its link, `sure` unless a person has to tell."""

    place: Place
    key: str
    source: str
    links: tuple[tuple[str, str], ...]
    sure: bool = True


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """A line names another's source, or the text quotes figures of another agency, and no link goes with it.

    The link stands beside it, or anywhere on the page under words of the source (a list of references). The
    agency's own data need none: its units and names are known, the names of the site once all pages were seen.
    Where a page of statistics, or one whose table reaches beyond the agency (全國, worldwide), names no source,
    whose data they are is for a person to tell.
    """
    quoting, statistics, wide = context.once("sources", lambda: _words(context))
    met = context.once("sources met", lambda: list[_Met]())
    lines = content_lines(view.page)
    named = False
    for number, line in enumerate(lines):
        found = _SOURCE.search(line.text)
        if found is not None:
            named = True
            source = next(part for part in found.groups() if part).strip()
            met.append(_Met(view.place(), "unlinked", source, _links(source, number, lines, view)))
    if named:
        return
    for number, line in enumerate(lines):
        if quote := quoting.search(line.text):
            about = "".join(some.text for some in lines[number : number + 1 + _AFTER])
            links = _links(quote[0], number, lines, view)
            met.append(_Met(view.place(), "quoted", quote[0], links, sure=bool(_FIGURE.search(about))))
    titles = [view.page.title, *(text for _, text in view.page.headings[:4])]
    if _has_figures(view) and (
        any(statistics.spans(squash(title)) for title in titles) or any(map(wide.search, _said_of_tables(view)))
    ):
        yield Fault(view.place("table"), "unnamed", view.url, {"source": ""}, outcome=Outcome.CANT_TELL)


def follow_up(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """Of what was met, what is not the agency's own."""
    met = context.once("sources met", lambda: list[_Met]())
    if not met:
        return
    seen = navigation(snapshot, context)
    own = Words(lines_of(context, _ID, "own"))
    unit = _pattern(lines_of(context, _ID, "units"))
    for some in met:
        squashed = squash(some.source)
        # a menu's link names the source only where it stands as the source
        if any(pair not in seen.template or squash(pair[1]) == squashed for pair in some.links):
            continue
        named = _WHEN.sub("", some.source).strip(" 　()（）,，、")
        if some.key == "unlinked" and (
            own.spans(squashed) or seen.words.own.spans(squashed) or _is_of_unit(named, unit)
        ):
            continue
        outcome = Outcome.FAILED if some.sure else Outcome.CANT_TELL
        yield Fault(some.place, some.key, some.place.url or "", {"source": some.source[:60]}, outcome=outcome)


def _is_of_unit(named: str, unit: re.Pattern[str]) -> bool:
    """Whether a source is a unit of the agency, or begins with one (統計室業務統計) and says little beside it."""
    found = unit.match(named)
    return found is not None and (
        unit.fullmatch(named) is not None or units(squash(named[found.end() :])) <= _BESIDE
    )


def _words(context: Context) -> tuple[re.Pattern[str], Words, re.Pattern[str]]:
    wide = _pattern(lines_of(context, _ID, "wide"))
    return _pattern(lines_of(context, _ID, "quoting")), Words(lines_of(context, _ID, "statistics")), wide


def _said_of_tables(view: PageView) -> Iterator[str]:
    """Captions of the tables, headings, and lines that point to a table."""
    yield from (caption.text(deep=True) for table in html.tables(view.tree) for caption in table.css("caption"))
    yield from (text for _, text in view.page.headings)
    yield from (line for line in view.main_lines if _POINTS.search(line))


def _pattern(lines: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in lines) or r"(?!)", re.IGNORECASE)


def _links(source: str, number: int, lines: tuple[PageLine, ...], view: PageView) -> tuple[tuple[str, str], ...]:
    """Links beside a source, and those to other hosts that bear its words anywhere on the page."""
    near = lines[number : number + 1 + _AFTER]
    found = [(address, words) for line in near for words, address in line.links if address and address[:1] != "#"]
    if any(_WRITTEN.search(line.text) for line in near):
        found.append(("", ""))
    here = host_of(view.page.final)
    for line in lines:
        for words, address in line.links:
            if address.startswith("http") and host_of(address) != here and units(squash(words)) > 1:
                is_of = shared(words, [source]) >= _SHARED or shared(source, [words, line.text]) >= _SHARED
                found += [(address, words)] * is_of
    return tuple(dict.fromkeys(found))


def _has_figures(view: PageView) -> bool:
    """Whether the page shows a table with at least six cells that are numbers."""
    return any(
        sum(bool(_NUMBER.match(cell.text(deep=True))) for cell in table.css("td")) >= _CELLS
        for table in html.tables(view.tree)
    )


CHECK = Check(_ID, page=look, site=follow_up)
