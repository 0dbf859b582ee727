"""Items of article 7 that have a page, on which there is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.disclosure.items import ITEMS, SECTION
from publisher.checks.disclosure.navigation import navigation
from publisher.model.finding import Place
from publisher.model.site import Page, SiteSnapshot
from publisher.model.text import Scalar
from publisher.net import html

_NOTHING = re.compile(
    r"(?:無|沒有)(?:此|相關|是項|本項|任何|該|需|可)?(?:資料|項目|業務|情形|事項|案件|契約|補助|紀錄|文件|文書|公開|辦理)"
    r"|尚無|查無|從缺|非合議制|不適用|(?<![a-z])none(?![a-z])|not\s+applicable",
    re.IGNORECASE,
)
_BLOCKS = ("main", "[role=main]", "#main", "#content")
_AROUND = re.compile(r"\bnav\b|crumb|path|share|function")
_FEW = 40
"""Letters of a main block, its heading aside, below which it is empty unless it leads somewhere."""


def look(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """A page named after an item, with hardly a word or link, and no statement that there is none."""
    seen = navigation(snapshot, context)
    for page in snapshot.pages():
        if page.url not in seen.section or page.url in seen.entrance:
            continue
        heading = next((text for _, text in page.headings if not SECTION.search(text)), page.title)
        for item in ITEMS:
            if item.id not in context.site.not_applicable and item.words.search(heading) and _is_empty(page):
                params: dict[str, Scalar] = {
                    "number": item.number,
                    "item_zh": item.title.zh,
                    "item_en": item.title.en,
                }
                yield Fault(Place(url=page.url), key=item.id, subject=page.url, params=params)


def _is_empty(page: Page) -> bool:
    words = page.main_text
    for _, heading in page.headings:
        words = words.replace(heading, "", 1)
    if len("".join(words.split())) >= _FEW or _NOTHING.search(words):
        return False
    tree = html.parse(page.html)
    links = [node for block in _BLOCKS for node in tree.css(f"{block} a[href]")]
    return not any(_leads_on(node) for node in links)


def _leads_on(link: html.Node) -> bool:
    """Whether a link is a part of the content: not to the page itself, nor in a trail of breadcrumbs."""
    if (link.attributes.get("href") or "").startswith("#"):
        return False
    above = link.parent
    while above is not None:
        marks = f"{above.tag} {above.attributes.get('class') or ''} {above.attributes.get('id') or ''}".lower()
        if _AROUND.search(marks):
            return False
        above = above.parent
    return True


CHECK = Check("disclosure.empty-item", site=look, whole=True)
