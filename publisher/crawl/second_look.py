"""The second look at what answered 200: is the page there, or does the server only say so (a soft 404)?

Two signs are needed: what the page says of itself in title or headings, in a short main block, or in a window that
its script opens; words shared with other addresses; a way on (by redirect, refresh or script) to an error page,
home, or to where many others lead; and a name or number nobody ever gave, in the same place, that gets the same
answer. That last one is enough by itself where other numbers give pages with words of their own (`dead_ones`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote

from publisher.crawl import asking
from publisher.crawl.answers import BY_SCRIPT, Read, read
from publisher.crawl.asking import Ask
from publisher.crawl.inventing import invention
from publisher.crawl.packing import linked_urls, unpack, unpack_body
from publisher.crawl.rendering import RENDERED
from publisher.crawl.signs import (
    ALERT,
    CRASHED,
    MAIN,
    ONLY,
    TITLE,
    may_stand_before,
    names_an_error,
    says_it_is_for_now,
)
from publisher.model.site import Answer
from publisher.net import urls
from publisher.net.client import Outcome, Reply
from publisher.state.crawl import KnownAddress

if TYPE_CHECKING:
    from publisher.crawl.engine import Crawler

SAME = "same-words"
ERROR_ADDRESS = "error-address"
SHARED_REDIRECT = "shared-redirect"
HOME = "led-home"
INVENTED = "invented-name"
DEAD = "dead-number"
_TELLING = frozenset({TITLE, MAIN, ALERT, INVENTED})
"""Signs of which one must be there: the others are found on good pages, too."""
_OF_PAGE = frozenset({TITLE, MAIN, ALERT, ONLY})
_NEEDED = 2
_SHARED = 3
_MOST_PROBES = 60
_LIVING = 2
"""Other numbers of a kind that must give pages with words of their own."""
_MOST_OWN_LINKS = 2
"""Links of a page that is not there beside those of all its kind: home, and back."""
_FOLDERS_HOME = 1

Rows = Mapping[str, KnownAddress]


async def second_look(crawler: Crawler) -> None:
    """Find the soft 404s of a crawl whose frontier is empty, and note them in the store."""
    crawler.record.flush()
    rows = {known.url: known for known in crawler.store.of_run(crawler.crawl_run, done=True)}
    suspects = _suspects(rows)
    await _probe(crawler, suspects, rows)
    guards = _Guards(crawler, rows)
    enough = {
        url: ",".join(sorted(signs))
        for url, signs in suspects.items()
        if not _is_start(rows[url]) and _are_enough(signs) and (signs & _OF_PAGE or not guards.ask_who_comes(url))
    }
    crawler.store.mark(crawler.crawl_run, Answer.SOFT_404, enough)
    fell = [known for known in rows.values() if known.answer == Answer.OK and known.note == CRASHED]
    fallen = {known.url: CRASHED for known in fell if known.url not in enough and not _is_start(known)}
    crawler.store.mark(crawler.crawl_run, Answer.SERVER_ERROR, fallen)


def _are_enough(signs: set[str]) -> bool:
    return DEAD in signs or (len(signs) >= _NEEDED and bool(signs & _TELLING))


class _Guards:
    """Pages that ask for a password or a riddle first: they stand before many addresses, whatever lies behind."""

    def __init__(self, crawler: Crawler, rows: Rows) -> None:
        self._crawler = crawler
        self._rows = rows
        starts = [known.url for known in rows.values() if _is_start(known)]
        self._everywhere = any(self._asks(url) for url in starts)

    def ask_who_comes(self, url: str) -> bool:
        """Whether that is what an address shows in the end, and not what stands on the site's home, too."""
        end = _end_of(self._rows[url], self._rows)
        if end is None:
            return False
        return self._stops(end.url) or (not self._everywhere and self._asks(end.url))

    def _stops(self, url: str) -> bool:
        content = self._crawler.store.content(self._crawler.site.id, url)
        if content is None or content.kind != "page":
            return False
        facts = unpack(content.facts)
        return may_stand_before(facts["title"], facts["main"])

    def _asks(self, url: str) -> bool:
        content = self._crawler.store.content(self._crawler.site.id, url, body=True)
        return content is not None and content.body is not None and bool(_ASKS.search(unpack_body(content.body)))


_ASKS = re.compile(
    r"<input\b[^<>]{0,500}(?:type\s{0,9}=\s{0,9}[\"']?password|name\s{0,9}=\s{0,9}[\"']?\w{0,60}captcha)"
    r"|(?:g-re|\bh-)captcha|cf-turnstile",
    re.IGNORECASE,
)


def _suspects(rows: Rows) -> dict[str, set[str]]:
    """Signs by address, for every address with at least one."""
    words = Counter(known.text_hash for known in rows.values() if known.answer == Answer.OK and known.text_hash)
    suspects: dict[str, set[str]] = {}
    for known in rows.values():
        if known.answer == Answer.OK and known.found_type == "html":
            signs = _of_page(known)
            if known.text_hash and words[known.text_hash] > 1:
                signs.add(SAME)
            if signs:
                suspects[known.url] = signs
    _add_ways_on(rows, suspects)
    return suspects


def _of_page(known: KnownAddress) -> set[str]:
    return {sign for sign in (known.note or "").split(",") if sign in _OF_PAGE}


def _add_ways_on(rows: Rows, suspects: dict[str, set[str]]) -> None:
    ends: dict[str, list[str]] = defaultdict(list)
    homes = {home.url for known in rows.values() if _is_start(known) and (home := _end_of(known, rows))}
    for known in rows.values():
        if not _is_start(known) and (led := _leads(known)):
            last = _end_of(known, rows)
            # what was left out (a host of others, a trap) has an address all the same
            ends[last.url if last is not None else led].append(known.url)
    for end, sources in ends.items():
        signs = set(suspects.get(end, ()))
        if names_an_error(end):
            signs.add(ERROR_ADDRESS)
        is_home = end in homes or (end in rows and bool(rows[end].origin.get("own")) and _is_home(end))
        for source in sources:
            own = signs | ({SHARED_REDIRECT} if len(sources) >= _SHARED and signs else set())
            if is_home and _is_deep(source):
                own = own | {HOME}
            if own:
                suspects[source] = suspects.get(source, set()) | own


def _is_start(known: KnownAddress) -> bool:
    return bool(known.origin.get("by") == "start")


def _leads(known: KnownAddress) -> str:
    """Where an address sends its reader by itself; "" when it does not."""
    if known.answer == Answer.REDIRECT:
        return known.location or ""
    return str(known.origin.get("leads") or "") if known.answer == Answer.OK else ""


def _is_deep(url: str) -> bool:
    """Whether an address names one page, and not a folder's beginning."""
    path, _, query = url.split("/", 3)[-1].partition("?")
    name = path.rpartition("/")[2].lower()
    return bool(query) or (name != "" and name.partition(".")[0] not in ("index", "default", "home", "main"))


def _is_home(url: str) -> bool:
    """Whether an address is where a site, or its pages in one language, begin."""
    path = url.split("/", 3)[-1]
    return not _is_deep(url) and path.rpartition("/")[0].count("/") < _FOLDERS_HOME


def _end_of(known: KnownAddress, rows: Rows) -> KnownAddress | None:
    at, steps = known, 0
    while (led := _leads(at)) and (below := rows.get(led)) and steps < asking.MOST_HOPS:
        at, steps = below, steps + 1
    return at if at.answer == Answer.OK else None


# ---- names and numbers that nobody gave


async def _probe(crawler: Crawler, suspects: dict[str, set[str]], rows: Rows) -> None:
    """Ask for invented names beside suspects with one sign, and in every kind of numbered pages that differ."""
    places: dict[str, list[str]] = defaultdict(list)
    for url in sorted(suspects):
        known = rows[url]
        if not _are_enough(suspects[url]) and known.origin.get("own"):
            invented = invention(known.url if "?" in known.url else known.address)
            # a parameter that changes nothing gives the same words for any value: the page has to say something
            if "?" not in invented or suspects[url] & (_OF_PAGE | {HOME, ERROR_ADDRESS}):
                places[invented].append(url)
    kinds = _numbered(rows)
    moved = _numbered_and_moved(rows, kinds)
    wanted = sorted(places, key=lambda name: (-len(places[name]), name))
    wanted += sorted((name for name in kinds if name not in places), key=lambda name: (-len(kinds[name]), name))
    for invented in wanted[:_MOST_PROBES]:
        reply = await crawler.probe(invented)
        for url in places[invented]:
            if _same_answer(rows[url], invented, reply):
                suspects[url].add(INVENTED)
        gone = [known.url for known in moved.get(invented, ()) if _same_answer(known, invented, reply)]
        for url in [*gone, *dead_ones(crawler, kinds.get(invented, ()), invented, reply)]:
            suspects.setdefault(url, set()).add(DEAD)


def _numbered(rows: Rows) -> dict[str, list[KnownAddress]]:
    """Pages with a number in their address, by the one address that would be invented for them all."""
    kinds: dict[str, list[KnownAddress]] = defaultdict(list)
    for known in rows.values():
        whole = known.answer == Answer.OK and known.found_type == "html" and known.origin.get("crawl")
        if whole and known.origin.get("dull") and known.note not in (BY_SCRIPT, RENDERED):
            invented = invention(known.url)
            if urls.pattern_of(invented) == urls.pattern_of(known.url):
                kinds[invented].append(known)
    return {
        name: found for name, found in kinds.items() if len({known.origin["dull"] for known in found}) > _LIVING
    }


def _numbered_and_moved(rows: Rows, kinds: Mapping[str, list[KnownAddress]]) -> dict[str, list[KnownAddress]]:
    """Numbers beside those of pages with words of their own that send their reader elsewhere."""
    moved: dict[str, list[KnownAddress]] = defaultdict(list)
    for known in rows.values():
        if known.answer == Answer.REDIRECT and known.origin.get("crawl") and not _is_start(known):
            invented = invention(known.url)
            if invented in kinds:
                moved[invented].append(known)
    return moved


def dead_ones(
    crawler: Crawler, kind: list[KnownAddress] | tuple[()], invented: str, reply: Outcome | None
) -> list[str]:
    """Pages of a kind that say and link to the same as a number that nobody gave, where others do not.

    What links to something of its own (the last page of a list, shown for any number beyond) is there, and so is a
    list that says that it is empty for now.
    """
    if not kind or not isinstance(reply, Reply) or not 200 <= reply.status < 300:
        return []
    found = read(Ask(invented, invented, own=True, crawl=True), reply)
    same = [known for known in kind if known.origin["dull"] == found.dull_hash]
    living = [known for known in kind if known.origin["dull"] != found.dull_hash]
    if not same or len(living) < _LIVING or says_it_is_for_now(found.words):
        return []
    common: set[str] | None = None
    for known in living[:_SHARED]:
        links = _links(crawler, known.url)
        common = links if common is None else common & links
    there = {_masked(link.url, invented) for link in found.links}
    if len(there - (common or set())) > _MOST_OWN_LINKS:
        return []
    return [known.url for known in same if _links(crawler, known.url) == there]


def _links(crawler: Crawler, url: str) -> set[str]:
    content = crawler.store.content(crawler.site.id, url)
    return {_masked(link, url) for link in linked_urls(content.links)} if content is not None else set()


def _masked(link: str, url: str) -> str:
    """A link without the numbers of the page on which it stands (to share it, to print it)."""
    own = set(_NUMBER.findall(url.split("/", 3)[-1]))
    *host, rest = link.split("/", 3)
    return "/".join([*host, _NUMBER.sub(lambda found: "0" if found[0] in own else found[0], rest)])


_NUMBER = re.compile(r"[0-9]+")


def _same_answer(known: KnownAddress, address: str, reply: Outcome | None) -> bool:
    """Whether an invented address is answered as the suspect was: by the same words, or sent to the same place."""
    if not isinstance(reply, Reply):
        return False
    if known.answer == Answer.REDIRECT:
        reference = urls.resolve(address, reply.header("location")) if asking.is_redirect(reply) else None
        return reference is not None and _is_sent_alike(known, address, reference.key)
    if not 200 <= reply.status < 300:
        return False
    found: Read = read(Ask(known.url, address, own=True, crawl=True), reply)
    if found.leads and found.leads == known.origin.get("leads"):
        return True
    if not _of_page(known) and says_it_is_for_now(found.words):
        return False
    if found.text_hash is None and ALERT in found.note.split(",") and ALERT in (known.note or "").split(","):
        return True
    return (found.text_hash is not None and found.text_hash == known.text_hash) or (
        found.dull_hash == known.origin.get("dull") and bool(set(found.note.split(",")) & _OF_PAGE)
    )


def _is_sent_alike(known: KnownAddress, address: str, location: str) -> bool:
    """Whether two addresses lead to the same place; an error page may be told the address that led to it."""
    there = known.location or ""
    if location == there:
        return True
    return names_an_error(there) and _without_source(location, address) == _without_source(there, known.url)


def _without_source(location: str, source: str) -> str:
    path = "/" + unquote(source.split("/", 3)[-1].partition("?")[0])
    before, _, query = location.partition("?")
    return before + "?" + "&".join(part for part in query.split("&") if path not in unquote(part))
