"""The second look at what answered 200: is the page there, or does the server only say so (a soft 404)?

Two signs are needed: what the page says of itself in its title or headings, or in a short main block; words shared
with other addresses; a redirect to an error page or to where many others lead; and a name nobody ever gave, in the
same folder, that gets the same answer.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from publisher.crawl import asking
from publisher.crawl.asking import Ask
from publisher.crawl.reading import read
from publisher.crawl.signs import MAIN, TITLE, names_an_error
from publisher.model.site import Answer
from publisher.net import urls
from publisher.net.client import Failure, Reply
from publisher.state.crawl import Known

if TYPE_CHECKING:
    from publisher.crawl.engine import Crawler

SAME = "same-words"
ERROR_ADDRESS = "error-address"
SHARED_REDIRECT = "shared-redirect"
INVENTED = "invented-name"
_NEEDED = 2
_SHARED = 3
_MOST_PROBES = 60


async def second_look(crawler: Crawler) -> None:
    """Find the soft 404s of a crawl whose frontier is empty, and note them in the store."""
    crawler.record.flush()
    rows = {known.url: known for known in crawler.store.of_run(crawler.crawl_run, done=True)}
    suspects = _suspects(rows)
    await _probe(crawler, suspects, rows)
    enough = {
        url: ",".join(sorted(signs))
        for url, signs in suspects.items()
        if len(signs) >= _NEEDED and signs & {TITLE, MAIN, INVENTED}
    }
    crawler.store.mark(crawler.crawl_run, Answer.SOFT_404, enough)


def _suspects(rows: Mapping[str, Known]) -> dict[str, set[str]]:
    """Signs by address, for every address with at least one."""
    words = Counter(known.text_hash for known in rows.values() if known.answer == Answer.OK and known.text_hash)
    suspects: dict[str, set[str]] = {}
    for known in rows.values():
        if known.answer == Answer.OK and known.found_type == "html":
            signs = {sign for sign in (known.note or "").split(",") if sign in (TITLE, MAIN)}
            if known.text_hash and words[known.text_hash] > 1:
                signs.add(SAME)
            if signs:
                suspects[known.url] = signs
    _add_redirects(rows, suspects)
    return suspects


def _add_redirects(rows: Mapping[str, Known], suspects: dict[str, set[str]]) -> None:
    ends: dict[str, list[str]] = defaultdict(list)
    for known in rows.values():
        if known.answer == Answer.REDIRECT:
            end = _end_of(known, rows)
            if end is not None:
                ends[end].append(known.url)
    for end, sources in ends.items():
        signs = set(suspects.get(end, ()))
        if names_an_error(end):
            signs.add(ERROR_ADDRESS)
        for source in sources:
            if signs:
                suspects[source] = signs | ({SHARED_REDIRECT} if len(sources) >= _SHARED else set())


def _end_of(known: Known, rows: Mapping[str, Known]) -> str | None:
    at, steps = known, 0
    while at.answer == Answer.REDIRECT and (below := rows.get(at.location or "")) and steps < asking.MOST_HOPS:
        at, steps = below, steps + 1
    return at.url if at.answer == Answer.OK else None


async def _probe(crawler: Crawler, suspects: dict[str, set[str]], rows: Mapping[str, Known]) -> None:
    """Ask for invented names beside suspects with one sign."""
    answers: dict[str, Reply | Failure | None] = {}
    for url in sorted(suspects):
        known = rows[url]
        if len(suspects[url]) >= _NEEDED or known.answer != Answer.OK or not known.origin.get("own"):
            continue
        invented = invent(known.address)
        if invented not in answers:
            if len(answers) >= _MOST_PROBES:
                return
            answers[invented] = await crawler.probe(invented)
        reply = answers[invented]
        if isinstance(reply, Reply) and 200 <= reply.status < 300 and _same_words(known, invented, reply):
            suspects[url].add(INVENTED)


def _same_words(known: Known, address: str, reply: Reply) -> bool:
    found = read(Ask(known.url, address, own=True, crawl=True), reply)
    return found.text_hash is not None and found.text_hash == known.text_hash


def invent(address: str) -> str:
    """An address in the same folder, with the same ending, that nobody has given to anything.

    The same for every address of a folder, so that one request answers for all of them.
    """
    folder = urls.directory_of(address)
    path = address.partition("?")[0]
    ending = path.rpartition("/")[2].rpartition(".")[2] if "." in path.rpartition("/")[2] else ""
    name = "x" + hashlib.sha256(folder.encode()).hexdigest()[:16]
    return f"{folder}{name}.{ending}" if ending else f"{folder}{name}"
