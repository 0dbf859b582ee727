"""The second look at what answered 200: is the page there, or does the server only say so (a soft 404)?

Two signs are needed: what the page says of itself in title or headings, in a short main block, or in a window that
its script opens; words shared with other addresses; a redirect to an error page, home, or to where many others
lead; and a name or number nobody ever gave, in the same place, that gets the same answer.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from publisher.crawl import asking
from publisher.crawl.asking import Ask
from publisher.crawl.reading import Read, read
from publisher.crawl.signs import ALERT, MAIN, TITLE, names_an_error
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
_TELLING = frozenset({TITLE, MAIN, ALERT, INVENTED})
"""Signs of which one must be there: the others are found on good pages, too."""
_OF_PAGE = frozenset({TITLE, MAIN, ALERT})
_NEEDED = 2
_SHARED = 3
_MOST_PROBES = 60
_NEVER = "987654321"
_NEVER_GIVEN = re.compile("[0-9A-Fa-f]")
_NUMBER = re.compile(r"[0-9]+\Z")
_IDENTIFIER = re.compile(r"(?:[0-9]+|[0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}|[0-9A-Fa-f]{12,})\Z")


async def second_look(crawler: Crawler) -> None:
    """Find the soft 404s of a crawl whose frontier is empty, and note them in the store."""
    crawler.record.flush()
    rows = {known.url: known for known in crawler.store.of_run(crawler.crawl_run, done=True)}
    suspects = _suspects(rows)
    await _probe(crawler, suspects, rows)
    enough = {
        url: ",".join(sorted(signs))
        for url, signs in suspects.items()
        if len(signs) >= _NEEDED and signs & _TELLING and rows[url].origin.get("by") != "start"
    }
    crawler.store.mark(crawler.crawl_run, Answer.SOFT_404, enough)


def _suspects(rows: Mapping[str, KnownAddress]) -> dict[str, set[str]]:
    """Signs by address, for every address with at least one."""
    words = Counter(known.text_hash for known in rows.values() if known.answer == Answer.OK and known.text_hash)
    suspects: dict[str, set[str]] = {}
    for known in rows.values():
        if known.answer == Answer.OK and known.found_type == "html":
            signs = {sign for sign in (known.note or "").split(",") if sign in _OF_PAGE}
            if known.text_hash and words[known.text_hash] > 1:
                signs.add(SAME)
            if signs:
                suspects[known.url] = signs
    _add_redirects(rows, suspects)
    return suspects


def _add_redirects(rows: Mapping[str, KnownAddress], suspects: dict[str, set[str]]) -> None:
    ends: dict[str, list[str]] = defaultdict(list)
    homes = {
        home.url for known in rows.values() if known.origin.get("by") == "start" and (home := _end_of(known, rows))
    }
    for known in rows.values():
        if known.answer == Answer.REDIRECT and known.origin.get("by") != "start":
            last = _end_of(known, rows)
            if last is not None:
                ends[last.url].append(known.url)
    for end, sources in ends.items():
        signs = set(suspects.get(end, ()))
        if names_an_error(end):
            signs.add(ERROR_ADDRESS)
        deep = [source for source in sources if _is_deep(source)]
        for source in sources:
            own = signs | ({SHARED_REDIRECT} if len(sources) >= _SHARED and signs else set())
            if end in homes and source in deep:
                own = own | {HOME}
            if own:
                suspects[source] = own


def _is_deep(url: str) -> bool:
    """Whether an address names one page, and not a folder's beginning."""
    path, _, query = url.split("/", 3)[-1].partition("?")
    name = path.rpartition("/")[2].lower()
    return bool(query) or (name != "" and name.partition(".")[0] not in ("index", "default", "home", "main"))


def _end_of(known: KnownAddress, rows: Mapping[str, KnownAddress]) -> KnownAddress | None:
    at, steps = known, 0
    while at.answer == Answer.REDIRECT and (below := rows.get(at.location or "")) and steps < asking.MOST_HOPS:
        at, steps = below, steps + 1
    return at if at.answer == Answer.OK else None


async def _probe(crawler: Crawler, suspects: dict[str, set[str]], rows: Mapping[str, KnownAddress]) -> None:
    """Ask for invented names beside suspects with one sign. The places with most suspects come first."""
    answers: dict[str, Outcome | None] = {}
    places: dict[str, list[str]] = defaultdict(list)
    for url in sorted(suspects):
        known = rows[url]
        if len(suspects[url]) < _NEEDED and known.origin.get("own"):
            invented = invention(known.url if "?" in known.url else known.address)
            # a parameter that changes nothing gives the same words for any value: the page has to say something
            if "?" not in invented or suspects[url] & (_OF_PAGE | {HOME}):
                places[invented].append(url)
    for invented in sorted(places, key=lambda name: (-len(places[name]), name))[:_MOST_PROBES]:
        answers[invented] = await crawler.probe(invented)
        for url in places[invented]:
            if _same_answer(rows[url], invented, answers[invented]):
                suspects[url].add(INVENTED)


def _same_answer(known: KnownAddress, address: str, reply: Outcome | None) -> bool:
    """Whether an invented address is answered as the suspect was: by the same words, or sent to the same place."""
    if not isinstance(reply, Reply):
        return False
    if known.answer == Answer.REDIRECT:
        reference = urls.resolve(address, reply.header("location")) if asking.is_redirect(reply) else None
        return reference is not None and reference.key == known.location
    if not 200 <= reply.status < 300:
        return False
    found: Read = read(Ask(known.url, address, own=True, crawl=True), reply)
    if found.text_hash is None:
        return ALERT in found.note.split(",") and ALERT in (known.note or "").split(",")
    return found.text_hash == known.text_hash or (
        found.dull_hash == known.origin.get("dull") and bool(set(found.note.split(",")) & _OF_PAGE)
    )


def invention(address: str) -> str:
    """An address that nobody has given to anything: another number in the query, or another name in the folder.

    The same for every address of a kind, so that one request answers for all of them.
    """
    path, _, query = address.partition("?")
    parts = query.split("&") if query else []
    numbered = [number for number, part in enumerate(parts) if _IDENTIFIER.match(part.partition("=")[2])]
    if not numbered:
        return invent(address)
    name, _, value = parts[numbered[-1]].partition("=")
    parts[numbered[-1]] = f"{name}={_NEVER if _NUMBER.match(value) else _NEVER_GIVEN.sub('e', value)}"
    return f"{path}?{'&'.join(parts)}"


def invent(address: str) -> str:
    """An address in the same folder, with the same ending, that nobody has given to anything."""
    folder = urls.directory_of(address)
    path = address.partition("?")[0]
    ending = path.rpartition("/")[2].rpartition(".")[2] if "." in path.rpartition("/")[2] else ""
    name = "x" + hashlib.sha256(folder.encode()).hexdigest()[:16]
    return f"{folder}{name}.{ending}" if ending else f"{folder}{name}"
