"""Parts of a website that are older than its own published rule of updates allows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView, normal
from publisher.checks.freshness.often import OFTEN, SAID, days_allowed, newest_day
from publisher.checks.naming import Words, lines_of, squash
from publisher.checks.navigation import Navigation, navigation
from publisher.model.site import Page, SiteSnapshot
from publisher.model.text import Scalar
from publisher.net import html
from publisher.net.blocks import main_blocks

_ID = "freshness.own-rule"
_NAMES = "content.no-update-rule"
"""The entry of the rulebook whose words name such rules."""
_GRACE = 7
_MOST_PAGES = 20
_SHORTEST_NAME, _LONGEST_NAME = 2, 24
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
            updated = newest_day(view, context.now.date())
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
        often = next((cell for cell in cells[1:] if OFTEN.search(cell)), None)
        if often is not None and SAID.search(f"{_head_of(row)} {often}"):
            yield from _named(cells[0], often)
    for line in main_blocks(view.markup):
        for clause in re.split(r"[。;；]", normal(line)):
            found = OFTEN.search(clause)
            if found is not None and SAID.search(clause):
                yield from _named(re.split(r"[,，]", clause[: found.start()])[0], clause[found.start() :])


def _head_of(row: html.Node) -> str:
    at: html.Node | None = row
    while at is not None and at.tag != "table":
        at = at.parent
    head = at.css_first("tr") if at is not None else None
    return normal(head.text(deep=True)) if head is not None else ""


def _named(names: str, often: str) -> Iterator[tuple[str, str, int]]:
    found = OFTEN.search(often)
    assert found is not None
    for name in _NAME.split(names):
        short = re.sub(r"(?:單元|網頁|頁面|專區|資料|應|須|由.*|至少)+\Z", "", name)
        for written in dict.fromkeys((name, short)):
            if _SHORTEST_NAME <= len(written) <= _LONGEST_NAME:
                yield written, found[0], days_allowed(found)


CHECK = Check(_ID, site=look, whole=True)
