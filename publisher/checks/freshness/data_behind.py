"""Data files whose newest figures are older than the page that offers them promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from publisher.checks.base import Check, Context, Fault, PageView, normal
from publisher.checks.freshness.often import OFTEN, SAID, days_allowed, promised
from publisher.checks.lines import PageLine, content_lines
from publisher.checks.linked import LinkedTable, data_links, is_data, linked_tables, offering
from publisher.checks.navigation import navigation
from publisher.checks.periods import Months
from publisher.model.finding import Place
from publisher.model.site import Page, SiteSnapshot
from publisher.model.text import Param
from publisher.net import html
from publisher.net.urls import resolve

_ID = "freshness.data-behind"
_GRACE = 15
_ROUNDS = 2
"""Rounds of a promise that may pass after a period: one in which figures are made, one until they are due."""
_BEFORE = 3
_MONTH = 30.4


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """The promise stands in the row, the line, the heading or right before the link, or is the page's own."""
    seen = navigation(snapshot, context)
    grace = context.param(_ID, "grace_days", _GRACE)
    today = context.now.date()
    for page in offering(snapshot, seen, context, is_data):
        lines = content_lines(page, lambda address, said: (address, said) in seen.template)
        links = data_links(lines, seen, snapshot, context)
        if not links:
            continue
        rows = {seen.end(url): often for url, often in _rows(page).items()}
        known = linked_tables(context).of([document for _, document in links])
        said: set[str] = set()
        for line, document in links:
            often = rows.get(document.url) or _near(lines, line) or promised(PageView(page))
            newest = _newest(known[document.url])
            if often is None or newest is None or document.url in said or _is_coarse(newest, often):
                continue
            said.add(document.url)
            age = (today - _end(newest)).days
            if age > _ROUNDS * often + grace:
                params: dict[str, Param] = {
                    "file": document.url.rpartition("/")[2][:60],
                    "newest": f"{newest.year}-{newest.last % 12 + 1:02d}",
                    "days": often,
                }
                yield Fault(Place(url=page.url), document.url, page.url, params)


def _rows(page: Page) -> dict[str, int]:
    """The promise of each row of a table that links something, by address."""
    found: dict[str, int] = {}
    try:
        tree = html.parse(page.html)
    except html.HostileMarkupError:
        return found
    for table in tree.css("table"):
        head = table.css_first("tr")
        names = normal(head.text(deep=True)) if head is not None else ""
        for row in table.css("tr"):
            said = normal(row.text(deep=True, separator=" "))
            often = OFTEN.search(said)
            if often is None or not SAID.search(f"{names} {said}"):
                continue
            for link in row.css("a[href]"):
                reference = resolve(page.final, link.attributes.get("href") or "")
                if reference is not None:
                    found[reference.key] = days_allowed(often)
    return found


def _near(lines: Sequence[PageLine], line: PageLine) -> int | None:
    """The promise in a line, right before it, or in the heading above it."""
    at = next(number for number, other in enumerate(lines) if other is line)
    heading = next((other for other in reversed(lines[:at]) if other.level), None)
    for other in (line, *reversed(lines[max(0, at - _BEFORE) : at]), *([heading] if heading else [])):
        text = normal(other.text)
        found = OFTEN.search(text)
        if found is not None and SAID.search(text):
            return days_allowed(found)
        if other is not line and other.links:
            return None  # what is said before another link is of that
    return None


def _newest(tables: Sequence[LinkedTable]) -> Months | None:
    there = [newest for table in tables if (newest := table.newest) is not None]
    return max(there, key=lambda period: period.last, default=None)


def _is_coarse(period: Months, often: int) -> bool:
    """Whether rows are of longer periods than the promise: they say nothing of the last round."""
    months = period.last - period.first + 1
    return months > 1 and months * _MONTH > often * 1.5


def _end(period: Months) -> date:
    return date((period.last + 1) // 12, (period.last + 1) % 12 + 1, 1)


CHECK = Check(_ID, site=look)
