"""Pages that explain services, recognised by their headings: unit, procedure, time limit, papers, fee, forms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from publisher.checks.base import normal
from publisher.checks.lines import AROUND, is_within
from publisher.checks.naming import Words
from publisher.model.site import Page, SiteSnapshot
from publisher.net import html

_LABELS = "h2,h3,h4,h5,th,dt,td:first-child,strong,b"
_LABEL = re.compile(r"\W{0,3}(?P<label>[^:]{2,16}?) ?: ?\S")
"""A line that names its part itself: 處理時限：3個工作日."""
_LONGEST = 16
_FEWEST_LABELS = 3
_FEWEST_PAGES = 3
"""Pages of that form from which a site has services; fewer may be anything."""
_SEVERAL = 2
"""Rows of a table, its head among them, or lines of one label, beyond which it lists several things."""
FEE = "fee"


@dataclass(frozen=True, slots=True)
class ServicePage:
    """A page that explains a service, with the parts that stand under headings of their own."""

    page: Page
    labelled: frozenset[str]


def recognised(
    snapshot: SiteSnapshot, words: Mapping[str, Words], others: re.Pattern[str], menus: frozenset[str]
) -> tuple[ServicePage, ...]:
    """The pages with at least three of the parts under headings or behind labels; `others` are titles of what is
    no service.

    `menus` are the words of the template's links: they head nothing, whatever element they stand in.
    """
    found = tuple(
        ServicePage(page, labelled)
        for page in snapshot.pages()
        if len(labelled := frozenset(_labelled(page, words, menus))) >= _FEWEST_LABELS
        and not any(others.search(text) for text in (page.title, *(text for _, text in page.headings[:2])))
    )
    return found if len(found) >= _FEWEST_PAGES else ()


def is_usual(part: str, pages: tuple[ServicePage, ...]) -> bool:
    """Whether at least half of a site's services name a part."""
    return 2 * sum(part in some.labelled for some in pages) >= len(pages)


def _heads_several(cell: html.Node) -> bool:
    """Whether a cell heads a column of several services: a page with a list of them explains none."""
    row = cell.parent
    if cell.tag not in ("th", "td") or row is None or row.tag != "tr" or len(row.css("th")) < _FEWEST_LABELS:
        return False
    table = row.parent
    while table is not None and table.tag != "table":
        table = table.parent
    return table is not None and not row.css_matches("td") and len(table.css("tr")) > _SEVERAL


def _labelled(page: Page, words: Mapping[str, Words], menus: frozenset[str]) -> Iterator[str]:
    said = normal(page.main_text).lower()
    if sum(word.pattern.search(said) is not None for word in words.values()) < _FEWEST_LABELS:
        return
    try:
        tree = html.parse(page.html)
    except html.HostileMarkupError:
        return
    around = {node.mem_id for node in tree.css(AROUND)}
    labels: Counter[str] = Counter()
    for node in tree.css(_LABELS):
        shown = html.squeeze(node.text(deep=True))
        if shown in menus and node.css_first("a") is not None:
            continue
        text = normal(shown).lower()
        if 0 < len(text) <= _LONGEST and not is_within(node, around) and not _heads_several(node):
            labels[text] += 1
    lines = (_LABEL.match(line) for line in map(normal, page.main_text.splitlines()))
    labels.update(line["label"].lower() for line in lines if line is not None)
    said_once = [label for label, number in labels.items() if number <= _SEVERAL]
    yield from (part for label in said_once for part, word in words.items() if word.pattern.search(label))
