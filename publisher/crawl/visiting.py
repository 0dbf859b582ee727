"""Redirects followed in one go with the cookies that they set, as a browser does.

A crawl asks each address once and without cookies. Some servers give a page only to a visitor who brings back the
cookie that the redirect set; without, they send him round in a circle. The cookies live for one such chain.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from publisher.crawl.asking import MOST_HOPS, is_redirect
from publisher.net import urls
from publisher.net.client import Outcome, Reply

_MOST_COOKIES = 30
_LONGEST_COOKIE = 4_096

Get = Callable[[str, dict[str, str]], Awaitable[Outcome | None]]
"""Asks for an address with headers, in its host's turn; None for one that may not be asked for."""


async def follow(get: Get, address: str, first: Reply | None = None) -> tuple[str, Outcome] | None:
    """Where `address` leads in the end, and what is there; None when it leads nowhere that may be asked for.

    `first` is the answer of `address` when it is there already.
    """
    cookies: dict[str, dict[str, str]] = {}
    reply: Outcome | None = first
    met: set[str] = set()
    for _ in range(MOST_HOPS):
        if reply is None:
            reply = await get(address, _sent(cookies.get(urls.host_of(address), {})))
        if reply is None:
            return None
        if not isinstance(reply, Reply) or not is_redirect(reply):
            return address, reply
        if _take(cookies.setdefault(urls.host_of(address), {}), reply):
            met.clear()
        if address in met:
            return None  # round again, and nothing new is brought along
        met.add(address)
        reference = urls.resolve(address, reply.header("location"))
        if reference is None or not urls.is_web(reference.url):
            return None
        address, reply = reference.url, None
    return None


def _take(kept: dict[str, str], reply: Reply) -> bool:
    """Keep the cookies of an answer; True when one is new."""
    before = dict(kept)
    for line in reply.header("set-cookie").split("\n"):
        pair, _, attributes = line.partition(";")
        name, mark, value = (part.strip() for part in pair.partition("="))
        if not mark or not name.isascii() or not value.isascii() or len(pair) > _LONGEST_COOKIE:
            continue
        if "max-age=0" in attributes.lower().replace(" ", ""):
            kept.pop(name, None)
        elif name in kept or len(kept) < _MOST_COOKIES:
            kept[name] = value
    return not before.keys() >= kept.keys()


def _sent(cookies: dict[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
