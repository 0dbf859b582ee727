"""The site's own search, asked for the titles of three pages that are there: do they come back?

Only a form that is sent by GET to the site itself is tried, three times, within the crawl's politeness; never an
engine of somebody else. A form that posts, or one that only a script sends, was not looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from publisher.crawl import asking
from publisher.crawl.answers import Read, read
from publisher.crawl.asking import Ask
from publisher.crawl.packing import linked_urls, unpack, unpack_body, unpack_links
from publisher.crawl.rendering import runs_scripts
from publisher.model.site import Answer, Searched, SearchTry
from publisher.net import html, urls
from publisher.net.client import Reply
from publisher.state.crawl import KnownAddress, StoredContent

if TYPE_CHECKING:
    from publisher.crawl.engine import Crawler

_TITLES = 3
_LOOKED_AT = 400
"""Pages among which the titles are chosen."""
_SHORTEST, _LONGEST = 4, 24
_MOST_SAID = 2_000
_MOST_HOPS = 2
_ADDRESS = re.compile(r"(?:https?:)?//[A-Za-z0-9.-]+\.[A-Za-z]{2,}[^\s\"'`<>]*")
_FIELDS = "input,textarea,select,button"
_TYPED = frozenset({"", "text", "search"})
_KEPT = frozenset({"hidden"})
_CHECKED = frozenset({"radio", "checkbox"})
_MARKS = ("action", "id", "class", "aria-label", "name", "role", "title", "placeholder", "value", "alt")
_OF_SITE = re.compile(r"search|搜尋|搜索|全站檢索|站內檢索|關鍵字|keyword", re.IGNORECASE)
_SEARCH_PAGE = re.compile(
    r"(?:全站|站內|本站|網站|資料|進階)?(?:搜尋|檢索|搜索|查詢)|(?:site )?search", re.IGNORECASE
)
_A_QUERY = frozenset({"q", "s", "qs", "kw", "query", "keyword", "keywords", "search", "searchword", "key"})


@dataclass(frozen=True, slots=True)
class _Form:
    """A form to search with: where it stands and leads, what it sends along, and the name of its field."""

    page: str
    action: str
    encoding: str
    field: str
    kept: tuple[tuple[str, str], ...] = ()
    why: str = ""

    def address(self, words: str) -> str:
        """Where a browser goes that sends these words."""
        sent = urlencode([*self.kept, (self.field, words)], encoding=self.encoding, errors="xmlcharrefreplace")
        return f"{self.action.partition('?')[0].partition('#')[0]}?{sent}"


async def try_search(crawler: Crawler) -> Searched:
    """Ask the search of a start page for three titles; what it answers is for the checks to judge."""
    crawler.record.flush()
    rows = [row for row in crawler.store.of_run(crawler.crawl_run, done=True) if _is_page(row)]
    starts = [row for row in rows if row.origin.get("by") == "start"]
    forms = [form for row in starts for form in _forms(row, crawler)]
    if not forms:
        forms = [form for row in _search_pages(rows, starts, crawler) for form in _forms(row, crawler)]
    form = next((form for form in forms if not form.why), forms[0] if forms else None)
    if form is None or form.why:
        return Searched(form.page if form else "", form.action if form else "", form.why if form else "none")
    if urls.host_of(form.action) not in crawler.frontier.scope.hosts:
        return Searched(form.page, form.action, "foreign")
    template = _links_of(starts, crawler)
    same = {row.text_hash for row in starts}
    others = (row for row in rows if row not in starts and row.text_hash not in same)
    chosen = _chosen([row for row in others if row.url not in template], crawler)  # a menu shows them anyway
    if len(chosen) < _TITLES:
        return Searched(form.page, form.action, "few")
    if not await crawler.allowed(form.address(chosen[0][0])):
        return Searched(form.page, form.action, "robots")
    tries = [await _try(crawler, form, title, row, template, same) for title, row in chosen]
    if not any(item.found for item in tries) and any(item.by_script for item in tries):
        tries = await _in_browser(crawler, form, tries, template)
    return Searched(form.page, form.action, tries=tuple(tries))


def _is_page(row: KnownAddress) -> bool:
    return row.answer == Answer.OK and row.found_type == "html" and bool(row.origin.get("crawl"))


def _search_pages(rows: list[KnownAddress], starts: list[KnownAddress], crawler: Crawler) -> list[KnownAddress]:
    """The pages that a start page calls its search."""
    called = set()
    for row in starts:
        content = crawler.store.content(crawler.site.id, row.url)
        links = unpack_links(content.links) if content is not None else ()
        called |= {link.url for link in links if _SEARCH_PAGE.fullmatch(html.squeeze(link.text))}
    return [row for row in rows if row.url in called]


# ---- the form


def _forms(row: KnownAddress, crawler: Crawler) -> Iterator[_Form]:
    """The forms of a start page that search the site, or seem to."""
    content = crawler.store.content(crawler.site.id, row.url, body=True)
    if content is None or content.body is None:
        return
    try:
        tree = html.parse(unpack_body(content.body))
    except html.HostileMarkupError:
        return
    encoding = str(unpack(content.facts).get("encoding") or "utf-8")
    for node in tree.css("form"):
        if form := _form(node, row, encoding):
            yield form


def _form(node: html.Node, row: KnownAddress, encoding: str) -> _Form | None:
    fields = [item for item in node.css(_FIELDS) if item.attributes.get("name")]
    typed = [item for item in node.css("input,textarea") if _kind(item) in _TYPED]
    if len(typed) != 1 or not _is_search(node, typed[0]):
        return None
    action = urls.resolve(row.address, (node.attributes.get("action") or "").strip())
    form = _Form(
        row.url, action.url if action is not None else "", encoding, typed[0].attributes.get("name") or ""
    )
    method = (node.attributes.get("method") or "get").strip().lower()
    if method != "get":
        return replace(form, why="post")
    if not form.field or action is None or not urls.is_web(form.action) or not node.attributes.get("action"):
        return replace(form, why="script")
    kept = tuple(pair for item in fields if (pair := _sent(item)) is not None)
    return replace(form, kept=kept)


def _kind(node: html.Node) -> str:
    return (node.attributes.get("type") or "").strip().lower() if node.tag == "input" else ""


def _is_search(node: html.Node, typed: html.Node) -> bool:
    if (node.attributes.get("role") or "") == "search" or _kind(typed) == "search":
        return True
    if (typed.attributes.get("name") or "").lower() in _A_QUERY:
        return True
    near = (node, typed, *node.css("button,input[type=submit],input[type=image],label,legend"))
    said = [item.attributes.get(name) or "" for item in near for name in _MARKS]
    said += [item.text(deep=True) for item in near[2:]]
    return any(_OF_SITE.search(text) for text in said)


def _sent(node: html.Node) -> tuple[str, str] | None:
    """What a browser sends of a field that nobody touched."""
    kind, name = _kind(node), node.attributes.get("name") or ""
    if node.tag == "select":
        options = node.css("option")
        chosen = next((item for item in options if "selected" in item.attributes), options[0] if options else None)
        return (name, chosen.attributes.get("value") or html.squeeze(chosen.text(deep=True))) if chosen else None
    if kind in _KEPT or (kind in _CHECKED and "checked" in node.attributes):
        return name, node.attributes.get("value") or ("on" if kind in _CHECKED else "")
    return None


# ---- the titles


def _chosen(rows: list[KnownAddress], crawler: Crawler) -> list[tuple[str, KnownAddress]]:
    """Three titles, each of one page only, from all parts of the site."""
    named: list[tuple[str, KnownAddress]] = []
    for row in rows[:: max(1, len(rows) // _LOOKED_AT)]:
        content = crawler.store.content(crawler.site.id, row.url)
        if content is not None:
            named += [(heading, row) for heading in _headings(content)]
    often = Counter(heading for heading, _ in named)
    first: dict[str, tuple[str, KnownAddress]] = {}
    for heading, row in named:
        if often[heading] == 1 and _SHORTEST <= len(heading) <= _LONGEST:
            first.setdefault(row.url, (heading, row))
    alone = list(first.values())
    step = max(1, len(alone) // _TITLES)
    return alone[step // 2 :: step][:_TITLES]


def _headings(content: StoredContent) -> list[str]:
    """What a page is called above its text."""
    written = [(level, html.squeeze(text)) for level, text in unpack(content.facts)["headings"] if text]
    first = [text for level, text in written if level == 1] or [text for _, text in written[:1]]
    return list(dict.fromkeys(first))


def _links_of(rows: list[KnownAddress], crawler: Crawler) -> frozenset[str]:
    contents = (crawler.store.content(crawler.site.id, row.url) for row in rows)
    return frozenset(url for content in contents if content is not None for url in linked_urls(content.links))


# ---- the answers


async def _try(
    crawler: Crawler,
    form: _Form,
    title: str,
    row: KnownAddress,
    template: frozenset[str],
    same: set[str | None],
) -> SearchTry:
    address = form.address(title)
    reply = await crawler.probe(address)
    for _ in range(_MOST_HOPS):
        if not isinstance(reply, Reply) or not asking.is_redirect(reply):
            break
        led = urls.resolve(address, reply.header("location"))
        if led is None or urls.host_of(led.url) not in crawler.frontier.scope.hosts:
            break
        if not await crawler.allowed(led.url):
            break
        address = led.url
        reply = await crawler.probe(address)
    tried = SearchTry(title, row.url)
    if not isinstance(reply, Reply):
        return tried
    if not 200 <= reply.status < 300:
        return replace(tried, status=reply.status)
    found = read(Ask(address, address, own=True, crawl=True), reply)
    links = [(link.url, link.text) for link in found.links if link.element in ("a", "area")]
    return replace(
        _judged(tried, links, {row.url, urls.key_of(row.address)}, template, address),
        status=reply.status,
        echoed=title in found.words or title in _values(found),
        by_script=found.content is not None and (runs_scripts(found.content) or found.text_hash in same),
        # the start page itself, whatever is asked: another machine may have answered from its memory
        abroad=found.text_hash in same or _runs_others(found, address, crawler),
        said=found.words[:_MOST_SAID],
    )


def _runs_others(found: Read, address: str, crawler: Crawler) -> bool:
    """Whether a script of the answer comes from another host, or speaks of one."""
    tree = _tree(found)
    for node in tree.css("script") if tree is not None else ():
        named = [*_ADDRESS.findall(node.text(deep=True)), node.attributes.get("src") or ""]
        for reference in (urls.resolve(address, text) for text in named if text):
            if reference is not None and urls.host_of(reference.url) not in crawler.frontier.scope.hosts:
                return True
    return False


def _tree(found: Read) -> html.Tree | None:
    if found.content is None or found.content.body is None:
        return None
    try:
        return html.parse(unpack_body(found.content.body))
    except html.HostileMarkupError:
        return None


def _values(found: Read) -> str:
    """What stands in the fields of the answer: many searches show there what was asked."""
    tree = _tree(found)
    return "\n".join(node.attributes.get("value") or "" for node in tree.css("input[value]")) if tree else ""


def _judged(
    tried: SearchTry, links: list[tuple[str, str]], wanted: set[str], template: frozenset[str], address: str
) -> SearchTry:
    """Whether a link of the answer leads to the page, or bears its title; a menu's link to it proves nothing."""
    own = [(url, words) for url, words in links if url not in template and url != urls.key_of(address)]
    found = any(url in wanted or tried.title in html.squeeze(words) for url, words in own)
    # a page of the menu that is among the results stands on the answer twice
    found = found or sum(url in wanted for url, _ in links) > 1
    return replace(tried, found=found, own_links=len(own))


async def _in_browser(
    crawler: Crawler, form: _Form, tries: list[SearchTry], template: frozenset[str]
) -> list[SearchTry]:
    """What scripts make of the same answers; as they were where there is no browser."""
    by_address = {form.address(item.title): item for item in tries}
    looks = {look.url: look for look in await crawler.seen_in_browser([*by_address])}
    seen = []
    for address, item in by_address.items():
        look = looks.get(address)
        if look is None or look.untested:
            seen.append(item)
            continue
        links = [(ref.key, words) for url, words in look.links if (ref := urls.resolve(address, url)) is not None]
        # what the page's own scripts could add is there now
        seen.append(replace(_judged(item, links, {item.page}, template, address), by_script=item.abroad))
    return seen
