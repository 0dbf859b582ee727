"""Parts of a website that are older than its own published rule of updates allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from publisher.checks.base import Check, Context, Fault, PageView, normal
from publisher.checks.freshness.dates import days_in, with_figures
from publisher.checks.freshness.updated import updated_on
from publisher.checks.naming import Words, lines_of, squash
from publisher.checks.navigation import Navigation, navigation
from publisher.model.site import Page, SiteSnapshot
from publisher.model.text import Scalar
from publisher.net import html

_ID = "freshness.own-rule"
_NAMES = "content.no-update-rule"
"""The entry of the rulebook whose words name such rules."""
_GRACE = 7
_MOST_PAGES = 20
_SHORTEST_NAME, _LONGEST_NAME = 2, 24
_COUNTED = r"(?P<count>[0-9]{1,3}|[兩半一二三四五六七八九十])?\s*(?:個)?\s*"
_OFTEN = re.compile(
    rf"(?:每|逐)\s*{_COUNTED}(?P<unit>工作日|日|天|週|周|星期|月|季|學期|年)"
    r"|(?P<word>daily|every\s+day|weekly|every\s+week|monthly|every\s+month|quarterly|half-?yearly|semi-?annual(?:ly)?"
    r"|yearly|annual(?:ly)?|every\s+year)",
    re.IGNORECASE,
)
_DAYS = {"工作日": 4, "日": 1, "天": 1, "週": 7, "周": 7, "星期": 7, "月": 31, "季": 92, "學期": 184, "年": 366}
_WORDS = {"daily": 1, "day": 1, "weekly": 7, "week": 7, "monthly": 31, "month": 31, "quarterly": 92}
_WORDS |= {"half": 184, "semi": 184, "yearly": 366, "annual": 366, "year": 366}
_FIGURES = {"半": 0.5, "兩": 2, **{sign: number for number, sign in enumerate("一二三四五六七八九十", 1)}}
_SAID = re.compile(r"更新|維護|檢視|異動|updat|review|renew", re.IGNORECASE)
_NAME = re.compile(r"[\s:：,，、;；。|｜(（)）「」『』\"]+")


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """For each part that the rule names by the words of a link: its page, how old it is, and how old it may be."""
    seen = navigation(snapshot, context)
    by_words = {squash(item.words): seen.end(item.leads_to) for item in reversed(seen.spoken)}
    for rule in _rule_pages(snapshot, seen, context):
        for name, often, limit in _rows(PageView(rule)):
            page = snapshot.source.page(by_words.get(squash(name), ""))
            if page is None or page.url == rule.url:
                continue
            view = PageView(page)
            updated = _newest(view, context.now.date())
            age = (context.now.date() - updated).days if updated is not None else 0
            grace = context.param(_ID, "grace_days", _GRACE)
            if updated is not None and age > limit + grace:
                said: dict[str, Scalar] = {"name": name, "often": often, "age": age}
                said["updated"] = updated.isoformat()
                yield Fault(view.place(), key=name, subject=view.url, params=said)


def _rule_pages(snapshot: SiteSnapshot, seen: Navigation, context: Context) -> Iterator[Page]:
    names = Words(lines_of(context, _NAMES, "names"))
    found = [url for url, titles in seen.titles.items() if any(names.spans(squash(title)) for title in titles)]
    found += [seen.end(item.leads_to) for item in seen.spoken if names.spans(squash(item.words))]
    for url in [*dict.fromkeys(found)][:_MOST_PAGES]:
        page = snapshot.source.page(url)
        if page is not None:
            yield page


def _rows(view: PageView) -> Iterator[tuple[str, str, int]]:
    """Names of parts with how often they are updated, in the rule's words, and the days that this allows.

    A row of a table that has a word of updating in its head or in the row, an entry of a list, or a clause.
    """
    for row in view.tree.css("tr"):
        cells = [html.squeeze(normal(cell.text(deep=True))) for cell in row.css("td,th")]
        often = next((cell for cell in cells[1:] if _OFTEN.search(cell)), None)
        if often is not None and _SAID.search(f"{_head_of(row)} {often}"):
            yield from _named(cells[0], often)
    for line in html.main_blocks(view.markup):
        for clause in re.split(r"[。;；]", normal(line)):
            found = _OFTEN.search(clause)
            if found is not None and _SAID.search(clause):
                yield from _named(re.split(r"[,，]", clause[: found.start()])[0], clause[found.start() :])


def _head_of(row: html.Node) -> str:
    at: html.Node | None = row
    while at is not None and at.tag != "table":
        at = at.parent
    head = at.css_first("tr") if at is not None else None
    return normal(head.text(deep=True)) if head is not None else ""


def _named(names: str, often: str) -> Iterator[tuple[str, str, int]]:
    found = _OFTEN.search(often)
    assert found is not None
    for name in _NAME.split(names):
        short = re.sub(r"(?:單元|網頁|頁面|專區|資料|應|須|由.*|至少)+\Z", "", name)
        for written in dict.fromkeys((name, short)):
            if _SHORTEST_NAME <= len(written) <= _LONGEST_NAME:
                yield written, found[0], _limit(found)


def _limit(found: re.Match[str]) -> int:
    if found["unit"]:
        written = found["count"] or "1"
        return int((_FIGURES.get(written) or float(written)) * _DAYS[found["unit"]] + 0.5)
    said = found["word"].lower()
    return next(days for word, days in _WORDS.items() if word in said)


def _newest(view: PageView, today: date) -> date | None:
    """The last day of its update: as it shows, as its words changed, or of the newest thing that it lists."""
    listed = (found.day for line in view.main_lines for found in days_in(with_figures(line)))
    told = [updated_on(view, today), view.page.changed, view.page.listed, *listed]
    return max((day for day in told if day is not None and day <= today), default=None)


CHECK = Check(_ID, site=look, whole=True)
